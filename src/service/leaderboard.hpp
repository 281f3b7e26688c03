// Who has won most games, and where the player who asks stands.
#pragma once

#include "base/result.hpp"
#include "service/players.hpp"
#include "store/standing_table.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ludice::service {

struct LeaderboardQuery {
  std::optional<PlayerRef> who{};  ///< nothing: nobody's own place is asked for
  domain::Asset asset = domain::Asset::points;
  std::optional<domain::GameKind> kind{};  ///< nothing: all kinds together
  domain::Period period = domain::Period::all;
  int limit = 10;
};

struct Place {
  std::optional<std::int64_t> rank{};  ///< nothing: without games on this board
  std::string name;
  std::int64_t won = 0;
  std::int64_t games = 0;
};

struct Leaderboard {
  std::vector<Place> items;
  std::optional<Place> you;
};

/// player_not_found.
class ViewLeaderboard {
 public:
  static Result<Leaderboard> run(store::Reader& reader, const LeaderboardQuery& query);
};

}  // namespace ludice::service
