// Who waits for an opponent, and how long that takes.
#pragma once

#include "service/rules.hpp"
#include "store/lobby_board.hpp"

#include <optional>
#include <vector>

namespace ludice::service {

struct LobbyGroup {
  domain::PairingTerms terms;
  std::int64_t players = 0;
  std::optional<Millis> expected_wait;  ///< the median of the last 50 matches; nothing: there was none
};

/// Public games that wait and can be joined under the rules as they are, by game, asset and bet.
class ViewLobby {
 public:
  static constexpr int kMostGroups = 100;
  explicit ViewLobby(const Rules& rules) : rules_(rules) {}
  std::vector<LobbyGroup> run(store::Reader& reader) const;

 private:
  const Rules& rules_;
};

}  // namespace ludice::service
