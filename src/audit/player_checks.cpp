// Players against the games they sat in, merged by player.
#include "audit/checks.hpp"
#include "audit/stream.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ludice::audit {
namespace {

constexpr const char* kPlayers =
    "SELECT id, game, games, won, lost, void, streak, daily_at FROM player ORDER BY id";
/// One row for each seat of each game (the opener of a waiting invite has none yet), for each player in the
/// order in which his games ended.
constexpr const char* kSeats =
    "SELECT player, game, state, winner, seat, ended FROM ("
    "SELECT opener AS player, id AS game, state, winner, 0 AS seat, ended FROM game "
    "WHERE state <> 0 OR invite = 0 "
    "UNION ALL SELECT joiner, id, state, winner, 1, ended FROM game WHERE joiner IS NOT NULL) AS sat "
    "ORDER BY player, ended";
constexpr const char* kOwners = "SELECT owner, id FROM account WHERE kind = 0 ORDER BY owner";
/// The last daily points of each player (code 2): his account in points has his own id.
constexpr const char* kDailies =
    "SELECT credit, MAX(at) FROM transfer WHERE code = 2 GROUP BY credit ORDER BY credit";

/// What was played before, and is among his counts.
constexpr const char* kImported =
    "SELECT player, CAST(SUM(games) AS BIGINT), CAST(SUM(wins) AS BIGINT), "
    "CAST(SUM(COALESCE(voids, 0)) AS BIGINT) FROM legacy_user "
    "WHERE games IS NOT NULL GROUP BY player ORDER BY player";

/// What the games of one player make.
class Record {
 public:
  void take(const Cursor& seat) {
    const std::int64_t state = seat.integer(2);
    if (state == kWaiting || state == kActive) {
      ++open_;
      game_ = seat.integer(1);
    }
    if (state == kVoid) ++void_;
    if (state != kSettled) return;
    const bool won = seat.integer(3) == seat.integer(4);
    ++(won ? won_ : lost_);
    count_streak(won, seat.integer(5));
  }

  void take_imported(const Cursor& row) {
    won_ += row.integer(2);
    lost_ += row.integer(1) - row.integer(2) - row.integer(3);
    void_ += row.integer(3);
  }

  std::string fault(const Cursor& player) const {
    const std::int64_t sits_in = player.is_null(1) ? 0 : player.integer(1);
    if (open_ > 1 || sits_in != game_) return "does not sit in the one open game he is in";
    const bool same = player.integer(2) == won_ + lost_ + void_ && player.integer(3) == won_ &&
                      player.integer(4) == lost_ && player.integer(5) == void_;
    if (!same) return "has other counts than his games make";
    const std::int64_t streak = player.integer(6);
    return streak >= least_streak_ && streak <= most_streak_ ? "" : "has another streak than his games make";
  }

 private:
  /// Games that ended in the same millisecond may have done so in either order.
  void count_streak(bool won, std::int64_t ended) {
    if (ended != ended_) {
      ended_ = ended;
      wins_then_ = 0;
      lost_then_ = false;
    }
    wins_then_ += won ? 1 : 0;
    lost_then_ = lost_then_ || !won;
    if (lost_then_) {
      least_streak_ = 0;
      most_streak_ = wins_then_;
    } else {
      ++least_streak_;
      ++most_streak_;
    }
  }

  std::int64_t open_ = 0;
  std::int64_t game_ = 0;
  std::int64_t won_ = 0;
  std::int64_t lost_ = 0;
  std::int64_t void_ = 0;
  std::int64_t least_streak_ = 0;
  std::int64_t most_streak_ = 0;
  std::int64_t ended_ = -1;
  std::int64_t wins_then_ = 0;
  bool lost_then_ = false;
};

}  // namespace

void check_players(Source& source, Report& report) {
  Stream players(source, kPlayers);
  Stream seats(source, kSeats);
  Stream owners(source, kOwners);
  Stream dailies(source, kDailies);
  Stream imported(source, kImported);
  std::int64_t count = 0;
  for (;;) {
    const std::int64_t id =
        std::min({players.key(), seats.key(), owners.key(), dailies.key(), imported.key()});
    if (id == Stream::kEnd) break;
    Record record;
    for (; seats.key() == id; seats.next()) record.take(seats.row());
    for (; owners.key() == id; owners.next()) {
    }
    for (; imported.key() == id; imported.next()) record.take_imported(imported.row());
    std::int64_t daily_at = 0;
    for (; dailies.key() == id; dailies.next()) daily_at = dailies.row().integer(1);
    if (players.key() != id) {
      report.found(fmt::format("player {} has an account or games, and no row", id));
      continue;
    }
    ++count;
    std::string fault = record.fault(players.row());
    if (fault.empty() && players.row().integer(7) != daily_at)
      fault = "had his last daily points at another time";
    if (!fault.empty()) report.found(fmt::format("player {} {}", id, fault));
    players.next();
  }
  report.end("players sit in one open game at most, with the counts their games make", count, "players");
}

}  // namespace ludice::audit
