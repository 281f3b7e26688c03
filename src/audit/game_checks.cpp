// Games: what their facts say, folded anew, against the stored row; and the money of each.
#include "audit/checks.hpp"
#include "audit/fact_line.hpp"

#include <array>
#include <vector>

#include <fmt/format.h>

namespace ludice::audit {
namespace {

using store::Rows;
using store::Statement;

constexpr Statement kFacts{"SELECT game, body, at FROM fact ORDER BY game, id"};
constexpr Statement kGame{
    "SELECT state, opener, joiner, opener_faces, joiner_faces, winner, bet, rake_bps, round FROM game WHERE "
    "id = $1"};
constexpr Statement kGamesWithoutFacts{
    "SELECT g.id FROM game g WHERE NOT EXISTS (SELECT 1 FROM fact f WHERE f.game = g.id)"};

/// A game's money by what moved it, beside the game.
constexpr Statement kMoney{
    "SELECT g.id, g.state, g.bet, g.rake_bps, COALESCE(a.balance, 0), "
    "COALESCE(SUM(CASE WHEN t.code = 4 THEN t.amount END), 0), "
    "COALESCE(SUM(CASE WHEN t.code = 5 THEN t.amount END), 0), "
    "COALESCE(SUM(CASE WHEN t.code = 6 THEN t.amount END), 0), "
    "COALESCE(SUM(CASE WHEN t.code = 7 THEN t.amount END), 0), "
    "COALESCE(SUM(CASE WHEN t.code = 6 AND t.credit <> "
    "(CASE g.winner WHEN 0 THEN g.opener ELSE g.joiner END) + g.asset THEN 1 END), 0), "
    "COALESCE(SUM(CASE WHEN t.code = 4 THEN 1 END), 0) "
    "FROM game g LEFT JOIN account a ON a.id = g.id LEFT JOIN transfer t ON t.game = g.id "
    "GROUP BY g.id ORDER BY g.id"};

constexpr int kRoundsUntilVoid = 5;

/// One game as its facts tell it.
struct Told {
  std::int64_t id = 0;
  int opened = 0;
  int joined = 0;
  int ended = 0;
  std::int64_t state = kWaiting;
  std::array<std::int64_t, 2> players{};
  std::array<std::string, 2> faces;
  std::int64_t winner = -1;
  std::int64_t bet = 0;
  std::int64_t rake_bps = 0;
  int tied = 0;
  std::string fault;

  void wrong(const std::string& what) {
    if (fault.empty()) fault = what;
  }
  void take(const FactLine& fact, std::int64_t at);
  void take_end(const FactLine& fact);
  bool dice() const { return !darts_; }

 private:
  bool darts_ = false;
  std::int64_t last_at_ = 0;
};

void Told::take_end(const FactLine& fact) {
  ++ended;
  if (fact.name() == "game_settled") {
    state = kSettled;
    winner = fact.number("seat");
    if (winner != 0 && winner != 1) return wrong("has a winner without a seat");
    if (fact.id("winner") != players[static_cast<std::size_t>(winner)])
      wrong("names a winner from another seat");
  } else {
    state = fact.name() == "game_void" ? kVoid : kCancelled;
  }
}

void Told::take(const FactLine& fact, std::int64_t at) {
  const std::string& name = fact.name();
  if (fact.number("at") != at || fact.id("game") != id)
    wrong("has a fact whose columns differ from its text");
  if (at < last_at_) wrong("has facts out of order");
  last_at_ = at;
  if (ended > 0) wrong("goes on after its end");
  if (name == "game_opened") {
    ++opened;
    players[0] = fact.id("player");
    darts_ = fact.word("kind") == "target";
    bet = fact.number("bet");
    rake_bps = fact.number("rake_bps");
  } else if (name == "game_joined") {
    ++joined;
    state = kActive;
    players[1] = fact.id("player");
  } else if (name == "throw_made") {
    const std::int64_t seat = fact.number("seat");
    const std::int64_t face = fact.number("face");
    if (seat < 0 || seat > 1 || face < 1 || face > 6) return wrong("has a throw that cannot be");
    faces[static_cast<std::size_t>(seat)].push_back(static_cast<char>('0' + face));
  } else if (name == "round_tied") {
    ++tied;
  } else if (name == "game_settled" || name == "game_void" || name == "game_cancelled" ||
             name == "lobby_expired") {
    take_end(fact);
  }
}

int worth(bool dice, char face) {
  constexpr std::array<int, 7> kDarts = {0, 0, 1, 2, 4, 7, 10};
  return dice ? face - '0' : kDarts[static_cast<std::size_t>(face - '0')];
}

/// Who wins a round by its faces: 0, 1, or -1 for a tie.
int winner_of_round(bool dice, std::string_view first, std::string_view second) {
  std::array<int, 2> sums{};
  std::array<int, 2> bullseyes{};
  for (std::size_t i = 0; i < first.size(); ++i) {
    sums[0] += worth(dice, first[i]);
    sums[1] += worth(dice, second[i]);
    bullseyes[0] += first[i] == '6' ? 1 : 0;
    bullseyes[1] += second[i] == '6' ? 1 : 0;
  }
  if (sums[0] != sums[1]) return sums[0] > sums[1] ? 0 : 1;
  if (dice || bullseyes[0] == bullseyes[1]) return -1;
  return bullseyes[0] > bullseyes[1] ? 0 : 1;
}

/// Plays the faces again.
std::string fault_of_result(const Told& told) {
  const std::size_t per_round = told.dice() ? 1 : 3;
  int winner = -1;
  int ties = 0;
  for (std::size_t at = 0; at + per_round <= std::min(told.faces[0].size(), told.faces[1].size());
       at += per_round) {
    winner = winner_of_round(told.dice(), std::string_view(told.faces[0]).substr(at, per_round),
                             std::string_view(told.faces[1]).substr(at, per_round));
    if (winner >= 0) break;
    ++ties;
  }
  if (told.state == kSettled && winner != told.winner) return "was won by the one who did not win";
  if (told.state == kActive && winner >= 0) return "goes on although it is decided";
  if (told.state == kVoid && winner >= 0) return "is void although it was won";
  const int said = told.state == kVoid && ties == kRoundsUntilVoid ? ties : told.tied;
  return said == ties ? std::string() : "has other ties than its throws make";
}

std::string fault_against_row(const Told& told, const Rows& rows) {
  if (rows.empty()) return "has facts and no row";
  const Rows::Row row = rows.front();
  if (row.integer(0) != told.state) return "is in another state than its facts say";
  const std::int64_t joiner = row.is_null(2) ? 0 : row.integer(2);
  if (row.integer(1) != told.players[0] || joiner != told.players[1])
    return "has other players than its facts";
  if (row.text(3) != told.faces[0] || row.text(4) != told.faces[1]) return "has other throws than its facts";
  if ((row.is_null(5) ? -1 : row.integer(5)) != told.winner) return "has another winner than its facts";
  if (row.integer(6) != told.bet || row.integer(7) != told.rake_bps)
    return "has other terms than it was opened under";
  return {};
}

std::string fault_of(const Told& told, const Rows& rows) {
  if (!told.fault.empty()) return told.fault;
  if (told.opened != 1 || told.joined > 1) return "was not opened and joined once";
  if (told.ended > 1) return "has more than one end";
  if (told.joined == 1 && told.players[0] == told.players[1]) return "is played by one person";
  if (told.state == kCancelled && told.joined > 0) return "was called off after it had begun";
  if (auto fault = fault_of_result(told); !fault.empty()) return fault;
  return fault_against_row(told, rows);
}

std::string fault_of_money(const Rows::Row& row) {
  const std::int64_t state = row.integer(1);
  const std::int64_t bet = row.integer(2);
  const std::int64_t held = row.integer(4);
  const std::int64_t stakes = row.integer(5);
  const std::int64_t back = row.integer(6);
  const std::int64_t paid = row.integer(7);
  const std::int64_t rake = row.integer(8);
  const std::int64_t players = state == kWaiting || state == kCancelled ? 1 : 2;
  if (row.integer(10) != players || stakes != players * bet) return "did not take each stake once";
  if (stakes != back + paid + rake + held) return "gave out other than it took in";
  if (state == kWaiting || state == kActive) return back + paid + rake == 0 ? "" : "gave out before its end";
  if (held != 0) return "has ended and holds money";
  if (state != kSettled) return back == stakes ? "" : "ended without a winner and kept something";
  const auto pot = static_cast<__int128>(stakes);
  if (rake != static_cast<std::int64_t>(pot * row.integer(3) / 10'000))
    return "took another rake than agreed";
  if (row.integer(9) != 0) return "paid somebody else than the winner";
  return {};
}

}  // namespace

void check_games(store::SqliteConnection& database, Report& report) {
  Told told;
  std::int64_t games = 0;
  const auto finish = [&] {
    if (told.id == 0) return;
    ++games;
    const std::string fault = fault_of(told, database.query(kGame, {told.id}));
    if (!fault.empty()) report.found(fmt::format("game {} {}", told.id, fault));
  };
  database.for_each(kFacts, {}, [&](const Rows::Row& row) {
    if (row.integer(0) != told.id) {
      finish();
      told = Told{};
      told.id = row.integer(0);
    }
    const auto fact = FactLine::parse(row.text(1));
    if (!fact) return told.wrong("has a fact that cannot be read");
    told.take(*fact, row.integer(2));
  });
  finish();
  database.for_each(kGamesWithoutFacts, {}, [&](const Rows::Row& row) {
    report.found(fmt::format("game {} has no facts", row.integer(0)));
  });
  report.end("games follow from their facts, each with at most one end", games, "games");
}

void check_game_money(store::SqliteConnection& database, Report& report) {
  std::int64_t games = 0;
  database.for_each(kMoney, {}, [&](const Rows::Row& row) {
    ++games;
    const std::string fault = fault_of_money(row);
    if (!fault.empty()) report.found(fmt::format("game {} {}", row.integer(0), fault));
  });
  report.end("stakes in are payouts, rake and refunds out; ended games hold nothing", games, "games");
}

}  // namespace ludice::audit
