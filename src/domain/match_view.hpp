// A match as one of its players may see it (docs/api.md, /game): nothing the opponent threw in a round
// shows before this player has thrown all of his.
#pragma once

#include "domain/match.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace ludice::domain {

enum class ViewState : std::uint8_t { waiting, active, won, lost, voided, cancelled };
std::string_view to_string(ViewState state);  ///< "void" for voided

struct MatchView {
  ViewState state = ViewState::waiting;
  int round = 1;
  int throws_left = 0;                          ///< of this player, in the open round
  std::vector<std::vector<int>> your_throws{};  ///< one list per round, oldest first
  std::vector<std::vector<int>> opponent_throws{};
  PlayerId opponent{};  ///< none while waiting
  /// Unix seconds: of this player's throw, else of the one he waits for; of the lobby while waiting.
  std::optional<std::int64_t> deadline{};
  Amount pot{};
  Amount rake{};
  Amount win{};
  Amount payout{};  ///< what came back: pot less rake, the stake (void, cancelled), or 0
};

MatchView view_for(const Match& match, int seat);

}  // namespace ludice::domain
