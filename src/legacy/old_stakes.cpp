// Stakes that had left bank.json: which of them go back, and which nobody can tell yet.
#include "legacy/old_files.hpp"

#include <fmt/format.h>

namespace ludice::legacy {
namespace {

using store::Rows;
using store::Statement;

constexpr const char* kIndexGames =
    "CREATE INDEX game_by_key ON game (key); CREATE INDEX staked_by_game ON staked (game)";
constexpr Statement kStakesOfGames{
    "SELECT s.game, s.name, s.amount, s.line, g.active, g.bet, g.first, g.second FROM staked s "
    "LEFT JOIN game g ON g.key = s.game ORDER BY s.game, s.rowid"};
constexpr Statement kStakedByOne{
    "SELECT g.key, g.line, CASE WHEN s.name = g.first THEN g.second ELSE g.first END FROM game g "
    "JOIN staked s ON s.game = g.key AND s.name IN (g.first, g.second) WHERE g.active = 1 "
    "GROUP BY g.key HAVING COUNT(DISTINCT s.name) = 1"};
constexpr Statement kGamesWithoutStakes{
    "SELECT key, line, first, second, bet, EXISTS (SELECT 1 FROM lost WHERE file = 5 AND lost.key = "
    "game.key) "
    "FROM game WHERE active = 1 AND NOT EXISTS (SELECT 1 FROM staked s WHERE s.game = game.key)"};
// Of games that are not there ($1 = 1: all that are can be known), and of who does not play.
constexpr Statement kWrongStakes{
    "SELECT s.game, s.name, s.line, g.key IS NULL, EXISTS (SELECT 1 FROM lost WHERE file = 2 AND key = "
    "s.game) "
    "FROM staked s LEFT JOIN game g ON g.key = s.game WHERE (g.key IS NULL AND $1 = 1) "
    "OR (g.active = 1 AND s.name NOT IN (g.first, g.second)) ORDER BY s.game, s.rowid"};
constexpr Statement kWaiting{
    "SELECT e.key, e.line, e.a, e.b, g.active, "
    "EXISTS (SELECT 1 FROM stake s WHERE s.name = e.key AND s.game = e.b), "
    "EXISTS (SELECT 1 FROM lost WHERE file IN (2, 5) AND key = e.b) "
    "FROM entry e LEFT JOIN game g ON g.key = e.b WHERE e.file = 3"};
constexpr Statement kInsertStake{"INSERT INTO stake (game, name, amount, file) VALUES ($1, $2, $3, $4)"};
constexpr const char* kIndexStakes = "CREATE INDEX stake_by_name ON stake (name, game)";

}  // namespace

void OldFiles::give_back_stakes() {
  scratch_.run_script(kIndexGames);
  refuse_wrong_stakes();
  give_back_of_games();
  scratch_.run_script(kIndexStakes);
  give_back_of_lobby();
}

void OldFiles::refuse_wrong_stakes() {
  const Report::Counts& games = report_.of(File::game);
  std::string refused;  // an entry counts once, whatever it holds
  scratch_.for_each(kWrongStakes, {games.found && !games.unusable}, [&](const Rows::Row& row) {
    const std::string reason = row.boolean(4)   ? "what game.json has of that game is refused"
                               : row.boolean(3) ? "game.json has no such game"
                                                : shown(row.text(1)) + " does not play in that game";
    const Place place{File::bets, row.integer(2), row.text(0)};
    if (place.key == refused) return report_.refused_also(place, reason);
    report_.refused(place, reason);
    refused = place.key;
    scratch_.execute(kInsertGone, {static_cast<int>(File::bets), refused});
  });
  remove_gone();
}

void OldFiles::give_back_of_games() {
  const bool is_unusable = report_.of(File::game).unusable;
  scratch_.for_each(kStakesOfGames, {}, [&](const Rows::Row& row) {
    const std::string& game = row.text(0);
    const std::string name = shown(row.text(1));
    const std::int64_t amount = row.integer(2);
    const Place place{File::bets, row.integer(3), game};
    if (row.is_null(4) && is_unusable) {
      return put_off(place, fmt::format("game.json cannot be used, and this game may have ended; "
                                        "the {} of {} stay out until it can",
                                        amount, name));
    }
    if (row.is_null(4)) {
      doubt(place, fmt::format("there is no game.json; {} gets {} back", name, amount));
    } else if (row.integer(4) == 0) {
      return doubt(place, "its game has ended; nothing goes back to " + name);
    } else if (amount != row.integer(5)) {
      doubt(place, fmt::format("{} staked {}, and the bet is {}; the stake goes back", name, amount,
                               row.integer(5)));
    }
    scratch_.execute(kInsertStake, {game, row.text(1), amount, static_cast<int>(File::bets)});
  });
  scratch_.for_each(kStakedByOne, {}, [&](const Rows::Row& row) {
    doubt({File::game, row.integer(1), row.text(0)},
          "bets.json has no stake of " + shown(row.text(2)) + ", who gets nothing back");
  });
  give_back_bets();
}

void OldFiles::give_back_bets() {
  const bool is_unusable = report_.of(File::bets).unusable;
  scratch_.for_each(kGamesWithoutStakes, {}, [&](const Rows::Row& row) {
    const Place place{File::game, row.integer(1), row.text(0)};
    if (is_unusable || row.boolean(5)) {
      return doubt(place,
                   "what bets.json has of it cannot be taken; nothing goes back until that is put right");
    }
    doubt(place, fmt::format("bets.json does not have it; both get its bet of {} back", row.integer(4)));
    for (const std::size_t player : {2, 3}) {
      scratch_.execute(kInsertStake,
                       {row.text(0), row.text(player), row.integer(4), static_cast<int>(File::game)});
    }
  });
}

void OldFiles::give_back_of_lobby() {
  const bool no_games = report_.of(File::game).unusable;
  const bool no_bets = report_.of(File::bets).unusable;
  scratch_.for_each(kWaiting, {}, [&](const Rows::Row& row) {
    const Place place{File::lobby, row.integer(1), row.text(0)};
    const bool is_known = !row.is_null(4);
    const bool is_active = is_known && row.boolean(4);
    if (no_games || row.boolean(6) || (no_bets && is_active)) {
      return put_off(place, fmt::format("what becomes of the game {} cannot be told by files that "
                                        "cannot be used; the {} stay out until they can",
                                        shown(row.text(3)), row.integer(2)));
    }
    if (is_known && !is_active) {
      return doubt(place, fmt::format("its game {} has ended; nothing goes back", shown(row.text(3))));
    }
    if (row.boolean(5)) return doubt(place, "he plays in that game by now; its stake goes back once");
    scratch_.execute(kInsertStake, {row.text(3), row.text(0), row.integer(2), static_cast<int>(File::lobby)});
  });
}

}  // namespace ludice::legacy
