// Attempts, proofs, players and the lists of open games.
#include "audit/checks.hpp"
#include "audit/fact_line.hpp"

#include <unordered_map>

#include <fmt/format.h>

namespace ludice::audit {
namespace {

using store::Rows;
using store::Statement;

constexpr Statement kAttempts{
    "SELECT a.id, a.game, a.seat, a.round, a.throw, a.state, a.counted, g.state FROM attempt a "
    "LEFT JOIN game g ON g.id = a.game ORDER BY a.id"};
constexpr Statement kFactsOfGame{"SELECT body FROM fact WHERE game = $1 ORDER BY id"};
constexpr Statement kAttemptCounts{
    "SELECT g.id FROM game g WHERE g.attempts <> (SELECT COUNT(*) FROM attempt a WHERE a.game = g.id)"};
constexpr Statement kProofs{
    "SELECT p.chat, p.message, f.body FROM proof p LEFT JOIN fact f ON f.id = p.fact ORDER BY p.fact"};
constexpr Statement kProvenThrows{
    "SELECT COUNT(*) FROM fact WHERE body LIKE 'throw_made %' AND body LIKE '% chat=%'"};

constexpr Statement kPlayers{
    "SELECT p.id, p.game, p.games, p.won, p.lost, p.void, "
    "(SELECT COUNT(*) FROM game g WHERE g.id = p.game AND g.state < 2 AND (g.opener = p.id OR g.joiner = "
    "p.id)) "
    "FROM player p ORDER BY p.id"};
/// One row for each seat of each game: its player, and how it ended for him.
constexpr Statement kSeats{
    "SELECT player, SUM(state < 2), SUM(state IN (2, 3)), SUM(state = 2 AND winner = seat), "
    "SUM(state = 2 AND winner <> seat), SUM(state = 3) FROM ("
    "SELECT opener AS player, 0 AS seat, state, winner FROM game "
    "UNION ALL SELECT joiner, 1, state, winner FROM game WHERE joiner IS NOT NULL) GROUP BY player ORDER BY "
    "player"};
constexpr Statement kNetByAccount{
    "SELECT account, SUM(change), (SELECT net FROM account a WHERE a.id = account) FROM ("
    "SELECT credit AS account, amount AS change FROM transfer WHERE code IN (5, 6) "
    "UNION ALL SELECT debit, -amount FROM transfer WHERE code = 4) GROUP BY account"};
constexpr Statement kOpenGames{
    "SELECT g.id, g.state, g.due, (SELECT COUNT(*) FROM lobby l WHERE l.game = g.id), "
    "(SELECT COUNT(*) FROM deadline d WHERE d.game = g.id AND d.at = g.due) FROM game g WHERE g.state < 2"};
constexpr Statement kStrayLobby{
    "SELECT l.game FROM lobby l LEFT JOIN game g ON g.id = l.game WHERE g.state IS NULL OR g.state <> 0 "
    "OR g.kind <> l.kind OR g.asset <> l.asset OR g.bet <> l.bet OR g.rake_bps <> l.rake_bps OR g.opener <> "
    "l.player"};
constexpr Statement kStrayDeadline{
    "SELECT d.game FROM deadline d LEFT JOIN game g ON g.id = d.game WHERE g.state IS NULL OR g.state > 1 "
    "OR g.due <> d.at"};

/// What the facts of a game say of one attempt: announced where, and how it went.
struct AttemptTold {
  bool announced = false;
  std::int64_t state = 0;
  std::int64_t counted = 0;
};

AttemptTold told_of(store::SqliteConnection& database, const Rows::Row& attempt) {
  AttemptTold told;
  database.for_each(kFactsOfGame, {attempt.integer(1)}, [&](const Rows::Row& row) {
    const auto fact = FactLine::parse(row.text(0));
    if (!fact || fact->id("attempt") != attempt.integer(0)) return;
    const bool same = fact->number("seat") == attempt.integer(2) &&
                      fact->number("round") == attempt.integer(3) &&
                      fact->number("throw") == attempt.integer(4);
    if (!same) return;
    if (fact->name() == "throw_announced") told.announced = true;
    if (fact->name() == "throw_made") told.state = 1;
    if (fact->name() == "attempt_given_up") {
      told.state = 2;
      told.counted = fact->number("counted");
    }
  });
  return told;
}

std::string fault_of_attempt(store::SqliteConnection& database, const Rows::Row& row) {
  if (row.is_null(7)) return "is of no game";
  const AttemptTold told = told_of(database, row);
  if (!told.announced) return "was never announced";
  if (told.state != row.integer(5) || told.counted != row.integer(6))
    return "has another fate than its facts say";
  if (row.integer(5) == 0 && row.integer(7) != kActive) return "is open in a game that has ended";
  return {};
}

}  // namespace

void check_attempts(store::SqliteConnection& database, Report& report) {
  std::int64_t count = 0;
  database.for_each(kAttempts, {}, [&](const Rows::Row& row) {
    ++count;
    const std::string fault = fault_of_attempt(database, row);
    if (!fault.empty()) report.found(fmt::format("attempt {} {}", row.integer(0), fault));
  });
  database.for_each(kAttemptCounts, {}, [&](const Rows::Row& row) {
    report.found(fmt::format("game {} has lost or gained an attempt", row.integer(0)));
  });
  report.end("attempts are those that were announced, with their fate", count, "attempts");
}

void check_proofs(store::SqliteConnection& database, Report& report) {
  std::int64_t count = 0;
  database.for_each(kProofs, {}, [&](const Rows::Row& row) {
    ++count;
    const auto fact = row.is_null(2) ? std::nullopt : FactLine::parse(row.text(2));
    const bool fits = fact && fact->name() == "throw_made" && fact->number("chat") == row.integer(0) &&
                      fact->number("message") == row.integer(1);
    if (!fits)
      report.found(fmt::format("the proof {}/{} is not that of its throw", row.integer(0), row.integer(1)));
  });
  if (database.query(kProvenThrows).front().integer(0) != count)
    report.found("throws have lost their proofs");
  report.end("proofs belong to one throw each", count, "proofs");
}

void check_players(store::SqliteConnection& database, Report& report) {
  struct Counts {
    std::int64_t open = 0, games = 0, won = 0, lost = 0, voided = 0;
  };
  std::unordered_map<std::int64_t, Counts> seats;
  database.for_each(kSeats, {}, [&](const Rows::Row& row) {
    seats[row.integer(0)] = {row.integer(1), row.integer(2), row.integer(3), row.integer(4), row.integer(5)};
  });
  std::int64_t count = 0;
  database.for_each(kPlayers, {}, [&](const Rows::Row& row) {
    ++count;
    const auto found = seats.find(row.integer(0));
    const Counts made = found == seats.end() ? Counts{} : found->second;
    if (found != seats.end()) seats.erase(found);
    const std::int64_t sits = row.is_null(1) ? 0 : 1;
    if (made.open != sits || row.integer(6) != sits) {
      report.found(fmt::format("player {} does not sit in the one open game he is in", row.integer(0)));
    }
    if (row.integer(2) != made.games || row.integer(3) != made.won || row.integer(4) != made.lost ||
        row.integer(5) != made.voided) {
      report.found(fmt::format("player {} has other counts than his games make", row.integer(0)));
    }
  });
  for (const auto& seat : seats) report.found(fmt::format("player {} has games and no row", seat.first));
  database.for_each(kNetByAccount, {}, [&](const Rows::Row& row) {
    if (row.is_null(2) || row.integer(1) != row.integer(2)) {
      report.found(fmt::format("account {} has another net than its games make", row.integer(0)));
    }
  });
  report.end("players sit in one open game at most, with the counts their games make", count, "players");
}

void check_lists(store::SqliteConnection& database, Report& report) {
  std::int64_t count = 0;
  database.for_each(kOpenGames, {}, [&](const Rows::Row& row) {
    ++count;
    const std::int64_t in_lobby = row.integer(1) == kWaiting ? 1 : 0;
    if (row.integer(3) != in_lobby)
      report.found(fmt::format("game {} is not rightly in the lobby", row.integer(0)));
    if (row.is_null(2) || row.integer(4) != 1)
      report.found(fmt::format("game {} has no deadline", row.integer(0)));
  });
  for (const Statement* strays : {&kStrayLobby, &kStrayDeadline}) {
    database.for_each(*strays, {}, [&](const Rows::Row& row) {
      report.found(fmt::format("a list of open games names {} wrongly", row.integer(0)));
    });
  }
  report.end("lobby and deadlines list the open games", count, "open games");
}

}  // namespace ludice::audit
