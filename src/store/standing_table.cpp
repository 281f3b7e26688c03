// A statement for each period, so that each finds its index: by day for days and weeks, by wins for all time.
#include "store/standing_table.hpp"

#include "base/assert.hpp"
#include "domain/calendar.hpp"

#include <algorithm>

namespace ludice::store {
namespace {

using domain::Asset;
using domain::GameKind;
using domain::Period;
using domain::Standing;
using domain::Tally;

constexpr int kAllKinds = -1;

constexpr Statement kSelectStandings{
    "SELECT id, kind, day, day_won, day_games, day_reached, week_won, week_games, week_reached, won, games, "
    "reached FROM standing WHERE player = $1 AND asset = $2 AND kind IN ($3, $4)"};
constexpr Statement kInsertStanding{
    "INSERT INTO standing (id, player, asset, kind, day, day_won, day_games, day_reached, week_won, "
    "week_games, week_reached, won, games, reached) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"};
constexpr Statement kUpdateStanding{
    "UPDATE standing SET day_won = $2, day_games = $3, day_reached = $4, week_won = $5, week_games = $6, "
    "week_reached = $7, won = $8, games = $9, reached = $10 WHERE id = $1"};
constexpr Statement kDeleteStanding{"DELETE FROM standing WHERE id = $1"};

// Names are looked up for those alone that are shown.
constexpr Statement kSelectDayLeaders{
    "SELECT s.player, p.telegram_id, p.username, s.won, s.games, s.reached FROM ("
    "SELECT player, day_won AS won, day_games AS games, day_reached AS reached FROM standing "
    "WHERE asset = $1 AND kind = $2 AND day >= $3 "
    "ORDER BY day_won DESC, day_games, day_reached, player LIMIT $4) AS s "
    "JOIN player p ON p.id = s.player ORDER BY s.won DESC, s.games, s.reached, s.player"};
constexpr Statement kSelectWeekLeaders{
    "SELECT s.player, p.telegram_id, p.username, s.won, s.games, s.reached FROM ("
    "SELECT player, week_won AS won, week_games AS games, week_reached AS reached FROM standing "
    "WHERE asset = $1 AND kind = $2 AND day >= $3 "
    "ORDER BY week_won DESC, week_games, week_reached, player LIMIT $4) AS s "
    "JOIN player p ON p.id = s.player ORDER BY s.won DESC, s.games, s.reached, s.player"};
constexpr Statement kSelectLeaders{
    "SELECT s.player, p.telegram_id, p.username, s.won, s.games, s.reached FROM ("
    "SELECT player, won, games, reached FROM standing "
    "WHERE asset = $1 AND kind = $2 "
    "ORDER BY won DESC, games, reached, player LIMIT $3) AS s "
    "JOIN player p ON p.id = s.player ORDER BY s.won DESC, s.games, s.reached, s.player"};

constexpr Statement kSelectLastWin{
    "SELECT COALESCE(MAX(ended), 0) FROM game WHERE asset = $2 AND state = 2 AND "
    "((opener = $1 AND winner = 0) OR (joiner = $1 AND winner = 1))"};

constexpr Statement kCountBeforeOnDay{
    "SELECT COUNT(*) FROM standing WHERE asset = $1 AND kind = $2 AND day >= $3 AND (day_won > $4 OR "
    "(day_won = $4 AND (day_games < $5 OR (day_games = $5 AND day_reached < $6))))"};
constexpr Statement kCountBeforeInWeek{
    "SELECT COUNT(*) FROM standing WHERE asset = $1 AND kind = $2 AND day >= $3 AND (week_won > $4 OR "
    "(week_won = $4 AND (week_games < $5 OR (week_games = $5 AND week_reached < $6))))"};
constexpr Statement kCountMoreWins{
    "SELECT COUNT(*) FROM standing WHERE asset = $1 AND kind = $2 AND won > $3"};
constexpr Statement kCountBeforeOfEqualWins{
    "SELECT COUNT(*) FROM standing WHERE asset = $1 AND kind = $2 AND won = $3 AND "
    "(games < $4 OR (games = $4 AND reached < $5))"};

int stored_kind(std::optional<GameKind> kind) {
  return kind ? static_cast<int>(*kind) : kAllKinds;
}

Tally read_tally(const Rows::Row& row, std::size_t from) {
  return {row.integer(from), row.integer(from + 1), row.instant(from + 2)};
}

Standing read_standing(const Rows::Row& row) {
  return {row.integer(2), read_tally(row, 3), read_tally(row, 6), read_tally(row, 9)};
}

Rows select_standings(Reader& reader, PlayerId player, Asset asset, int kind, int other_kind) {
  return reader.query(kSelectStandings, {player, static_cast<int>(asset), kind, other_kind});
}

void insert_standing(Transaction& transaction, PlayerId player, Asset asset, int kind, const Standing& s) {
  transaction.change_one(
      kInsertStanding,
      {transaction.next_id(), player, static_cast<int>(asset), kind, s.day, s.today.won, s.today.games,
       s.today.reached, s.week.won, s.week.games, s.week.reached, s.all.won, s.all.games, s.all.reached});
}

void update_standing(Transaction& transaction, std::int64_t id, const Standing& s) {
  transaction.change_one(kUpdateStanding,
                         {id, s.today.won, s.today.games, s.today.reached, s.week.won, s.week.games,
                          s.week.reached, s.all.won, s.all.games, s.all.reached});
}

/// The row of `kind`, or nothing.
std::optional<Rows::Row> row_of(const Rows& rows, int kind) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].integer(1) == kind) return rows[i];
  }
  return std::nullopt;
}

/// When he won his last game here; 0: none.
Instant last_win(Reader& reader, PlayerId player, Asset asset) {
  return reader.query(kSelectLastWin, {player, static_cast<int>(asset)}).front().instant(0);
}

/// The first day that counts.
std::int64_t first_day(Period period, Instant now) {
  const std::int64_t today = domain::day_of(now);
  return period == Period::day ? today : domain::monday_of(today);
}

}  // namespace

void count_game(Transaction& transaction, PlayerId player, Asset asset, GameKind kind, bool won,
                Instant ended) {
  const Rows rows = select_standings(transaction, player, asset, stored_kind(kind), kAllKinds);
  for (const int board : {stored_kind(kind), kAllKinds}) {
    const auto row = row_of(rows, board);
    const Standing before = row ? read_standing(*row) : Standing{};
    const Standing after = domain::counted(before, won, ended);
    if (row && before.day == after.day) {
      update_standing(transaction, row->integer(0), after);
      continue;
    }
    if (row) transaction.change_one(kDeleteStanding, {row->integer(0)});
    insert_standing(transaction, player, asset, board, after);
  }
}

void count_elsewhere(Transaction& transaction, PlayerId player, Asset asset, std::int64_t won,
                     std::int64_t games, Instant at) {
  const Rows rows = select_standings(transaction, player, asset, kAllKinds, kAllKinds);
  const auto row = row_of(rows, kAllKinds);
  Standing standing = row ? read_standing(*row) : Standing{};
  standing.all.won += won;
  standing.all.games += games;
  standing.all.reached = won < 0 ? last_win(transaction, player, asset)
                                 : std::max(standing.all.reached, won == 0 ? Instant{} : at);
  LUDICE_ASSERT(standing.all.games >= standing.week.games && standing.all.won >= standing.week.won);
  if (row && standing.all.games == 0) {
    transaction.change_one(kDeleteStanding, {row->integer(0)});
  } else if (row) {
    update_standing(transaction, row->integer(0), standing);
  } else if (standing.all.games > 0) {
    insert_standing(transaction, player, asset, kAllKinds, standing);
  }
}

void insert_elsewhere(Transaction& transaction, PlayerId player, Asset asset, std::int64_t won,
                      std::int64_t games, Instant at) {
  Standing standing;
  standing.all = {won, games, won > 0 ? at : Instant{}};
  insert_standing(transaction, player, asset, kAllKinds, standing);
}

std::vector<Leader> find_leaders(Reader& reader, const Board& board, int limit) {
  const int asset = static_cast<int>(board.asset);
  const int kind = stored_kind(board.kind);
  const Statement& in_period = board.period == Period::day ? kSelectDayLeaders : kSelectWeekLeaders;
  const Rows rows =
      board.period == Period::all
          ? reader.query(kSelectLeaders, {asset, kind, limit})
          : reader.query(in_period, {asset, kind, first_day(board.period, reader.now()), limit});
  std::vector<Leader> leaders;
  leaders.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Rows::Row row = rows[i];
    leaders.push_back({row.id<PlayerId>(0), row.id<TelegramId>(1), row.optional_text(2), read_tally(row, 3)});
  }
  return leaders;
}

Tally find_tally(Reader& reader, const Board& board, PlayerId player) {
  const int kind = stored_kind(board.kind);
  const Rows rows = select_standings(reader, player, board.asset, kind, kind);
  if (rows.empty()) return {};
  return domain::tally_of(read_standing(rows.front()), board.period, reader.now());
}

std::int64_t count_before(Reader& reader, const Board& board, const Tally& tally) {
  const int asset = static_cast<int>(board.asset);
  const int kind = stored_kind(board.kind);
  if (board.period != Period::all) {
    const Statement& in_period = board.period == Period::day ? kCountBeforeOnDay : kCountBeforeInWeek;
    const Instant now = reader.now();
    return reader
        .query(in_period, {asset, kind, first_day(board.period, now), tally.won, tally.games, tally.reached})
        .front()
        .integer(0);
  }
  const Rows more = reader.query(kCountMoreWins, {asset, kind, tally.won});
  const Rows equal =
      reader.query(kCountBeforeOfEqualWins, {asset, kind, tally.won, tally.games, tally.reached});
  return more.front().integer(0) + equal.front().integer(0);
}

}  // namespace ludice::store
