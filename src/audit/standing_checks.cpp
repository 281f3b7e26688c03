// Standings against the games that they count, merged by player.
#include "audit/checks.hpp"
#include "audit/routes.hpp"
#include "audit/stream.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace ludice::audit {
namespace {

/// A row for each seat of each game that counts (settled or void), by player in the order of their ends.
constexpr const char* kSeats =
    "SELECT player, asset, kind, ended, won FROM ("
    "SELECT opener AS player, asset, kind, ended, CASE WHEN state = 2 AND winner = 0 THEN 1 ELSE 0 END AS "
    "won "
    "FROM game WHERE state IN (2, 3) "
    "UNION ALL SELECT joiner, asset, kind, ended, CASE WHEN state = 2 AND winner = 1 THEN 1 ELSE 0 END "
    "FROM game WHERE state IN (2, 3)) AS seat ORDER BY player, ended";
constexpr const char* kStandings =
    "SELECT player, asset, kind, day, day_won, day_games, day_reached, week_won, week_games, week_reached, "
    "won, games, reached FROM standing ORDER BY player, asset, kind";

/// What was played before, in the one asset that imports have; on the board of all kinds and of all time.
constexpr const char* kImported =
    "SELECT u.player, CAST(SUM(u.games) AS BIGINT), CAST(SUM(u.wins) AS BIGINT), "
    "MAX(CASE WHEN u.wins > 0 THEN u.counted_at ELSE 0 END), MAX(i.asset) FROM legacy_user u "
    "CROSS JOIN (SELECT MAX(asset) AS asset FROM legacy_import) AS i WHERE u.games > 0 "
    "GROUP BY u.player ORDER BY u.player";

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kKinds = 3;  ///< all together (-1), dice, target

struct Tally {
  std::int64_t won = 0;
  std::int64_t games = 0;
  std::int64_t reached = 0;

  void count(bool win, std::int64_t ended) {
    ++games;
    if (!win) return;
    ++won;
    reached = std::max(reached, ended);
  }
  bool stands_in(const Cursor& row, int column) const {
    return row.integer(column) == won && row.integer(column + 1) == games &&
           row.integer(column + 2) == reached;
  }
};

/// The Monday of a day; day 0 was a Thursday.
std::int64_t monday_of(std::int64_t day) {
  return day - (day + 3) % 7;
}

struct Standing {
  std::int64_t day = 0;
  Tally today;
  Tally week;
  Tally all;

  void count(bool win, std::int64_t ended) {
    // A clock that was set back does not open a day again that is over.
    const std::int64_t now = std::max(day, ended / kDayMs);
    if (now != day) today = {};
    if (monday_of(now) != monday_of(day)) week = {};
    day = now;
    for (Tally* tally : {&today, &week, &all}) tally->count(win, ended);
  }
  bool stands_in(const Cursor& row) const {
    return row.integer(3) == day && today.stands_in(row, 4) && week.stands_in(row, 7) &&
           all.stands_in(row, 10);
  }
};

/// What one player's games come to, by asset and kind: a handful, whatever he has played.
class Boards {
 public:
  void take(const Cursor& seat) {
    for (const std::int64_t kind : {std::int64_t{-1}, seat.integer(2)}) {
      if (Standing* standing = find(seat.integer(1), kind))
        standing->count(seat.integer(4) == 1, seat.integer(3));
    }
  }
  void take_imported(const Cursor& row) {
    Standing* standing = find(row.integer(4), -1);
    if (standing == nullptr) return;
    standing->all.games += row.integer(1);
    standing->all.won += row.integer(2);
    standing->all.reached = std::max(standing->all.reached, row.integer(3));
  }
  /// Whether a row says what its games make; each is asked for once.
  bool match(const Cursor& row) {
    Standing* standing = find(row.integer(1), row.integer(2));
    if (standing == nullptr || standing->all.games == 0 || !standing->stands_in(row)) return false;
    *standing = {};
    return true;
  }
  bool all_matched() const {
    return std::ranges::all_of(standings_, [](const Standing& s) { return s.all.games == 0; });
  }

 private:
  Standing* find(std::int64_t asset, std::int64_t kind) {
    if (asset < 0 || asset >= kAssets || kind < -1 || kind + 1 >= kKinds) return nullptr;
    return &standings_.at(static_cast<std::size_t>(asset * kKinds + kind + 1));
  }

  std::array<Standing, kAssets * kKinds> standings_;
};

}  // namespace

void check_standings(Source& source, Report& report) {
  Stream seats(source, kSeats);
  Stream imported(source, kImported);
  Stream standings(source, kStandings);
  std::int64_t count = 0;
  while (!seats.done() || !imported.done() || !standings.done()) {
    const std::int64_t player = std::min({seats.key(), imported.key(), standings.key()});
    Boards boards;
    for (; seats.key() == player; seats.next()) boards.take(seats.row());
    for (; imported.key() == player; imported.next()) boards.take_imported(imported.row());
    bool right = true;
    for (; standings.key() == player; standings.next(), ++count)
      right = boards.match(standings.row()) && right;
    if (!right || !boards.all_matched())
      report.found(fmt::format("player {} has other standings than his games make", player));
  }
  report.end("standings of the day, the week and in all are what games made, and what was imported", count,
             "standings");
}

}  // namespace ludice::audit
