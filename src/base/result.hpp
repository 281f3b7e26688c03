// What a use case answers: a value, or the refusal of the rules.
#pragma once

#include <cstdint>
#include <expected>
#include <string_view>

namespace ludice {

/// Why the rules say no, in the order in which they are checked (docs/api.md). The names are the
/// codes that clients see.
enum class Refusal {
  player_not_found,
  game_not_found,
  not_found,
  not_your_game,
  game_over,
  already_in_game,
  game_in_progress,
  already_thrown,
  throw_in_progress,
  not_your_turn,
  conflict,
  frozen,
  self_excluded,
  limit_reached,
  terms_required,
  same_person,        ///< who acts as an operator here is the player, or has done the other half himself
  approval_required,  ///< a second operator has to agree first
  insufficient_funds,
  proof_missing,  ///< a field that the game's asset needs: told as an invalid request, once the game is known
};

std::string_view to_string(Refusal refusal);

struct Refused {
  Refusal why;
  /// With insufficient_funds: what is there and what would be needed, in the asset's smallest unit.
  std::int64_t balance = 0;
  std::int64_t required = 0;
};

template <class T>
using Result = std::expected<T, Refused>;

inline std::unexpected<Refused> refuse(Refusal why) {
  return std::unexpected(Refused{why});
}

}  // namespace ludice
