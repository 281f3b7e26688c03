// The names of refusals.
#include "base/result.hpp"

#include "base/assert.hpp"

namespace ludice {

std::string_view to_string(Refusal refusal) {
  switch (refusal) {
    case Refusal::player_not_found:
      return "player_not_found";
    case Refusal::game_not_found:
      return "game_not_found";
    case Refusal::not_found:
      return "not_found";
    case Refusal::not_your_game:
      return "not_your_game";
    case Refusal::game_over:
      return "game_over";
    case Refusal::already_in_game:
      return "already_in_game";
    case Refusal::game_in_progress:
      return "game_in_progress";
    case Refusal::already_thrown:
      return "already_thrown";
    case Refusal::throw_in_progress:
      return "throw_in_progress";
    case Refusal::not_your_turn:
      return "not_your_turn";
    case Refusal::conflict:
      return "conflict";
    case Refusal::frozen:
      return "frozen";
    case Refusal::self_excluded:
      return "self_excluded";
    case Refusal::limit_reached:
      return "limit_reached";
    case Refusal::terms_required:
      return "terms_required";
    case Refusal::same_person:
      return "same_person";
    case Refusal::approval_required:
      return "approval_required";
    case Refusal::insufficient_funds:
      return "insufficient_funds";
    case Refusal::proof_missing:
      return "invalid_request";
  }
  assertion_failed("known refusal", __FILE__, __LINE__);
}

}  // namespace ludice
