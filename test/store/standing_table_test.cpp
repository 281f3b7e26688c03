// The boards that the table gives are those that the games make, whatever was played when.
#include "store/standing_table.hpp"

#include "domain/calendar.hpp"
#include "store/player_table.hpp"
#include "support/both_stores.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include <rapidcheck.h>

namespace ludice::store {
namespace {

using domain::Asset;
using domain::GameKind;
using domain::Period;
using domain::Tally;

constexpr std::int64_t kPlayers = 5;

PlayerId player(std::int64_t number) {
  return {number * 4096};
}

struct Played {
  std::int64_t player;
  GameKind kind;
  bool won;
  Instant at;
};

/// What the games come to on one board, the first in front.
std::vector<std::pair<PlayerId, Tally>> expected(const std::vector<Played>& games, const Board& board,
                                                 Instant now) {
  const std::int64_t today = domain::day_of(now);
  std::int64_t first_day = 0;
  if (board.period == Period::day) first_day = today;
  if (board.period == Period::week) first_day = domain::monday_of(today);
  std::map<PlayerId, Tally> tallies;
  for (const Played& game : games) {
    if (board.kind && *board.kind != game.kind) continue;
    if (domain::day_of(game.at) < first_day) continue;
    Tally& tally = tallies[player(game.player)];
    ++tally.games;
    if (game.won) tally = {tally.won + 1, tally.games, game.at};
  }
  std::vector<std::pair<PlayerId, Tally>> ordered(tallies.begin(), tallies.end());
  std::ranges::stable_sort(
      ordered, [](const auto& a, const auto& b) { return domain::compare_rank(a.second, b.second) < 0; });
  return ordered;
}

class StandingTableTest : public test::OnBothStores<test::StoreTest> {
 protected:
  void SetUp() override {
    write<bool>([](Transaction& transaction) {
      for (std::int64_t number = 1; number <= kPlayers; ++number) {
        Player row;
        row.id = player(number);
        row.telegram_id = TelegramId{number};
        insert_player(transaction, row);
      }
      return true;
    });
  }

  void clear() {
    static constexpr Statement kClear{"DELETE FROM standing"};
    write<bool>([](Transaction& transaction) { return transaction.execute(kClear) >= 0; });
  }
  void play(const std::vector<Played>& games) {
    write<bool>([games](Transaction& transaction) {
      for (const Played& game : games) {
        count_game(transaction, player(game.player), Asset::points, game.kind, game.won, game.at);
      }
      return true;
    });
  }
  std::vector<Leader> leaders(const Board& board, int limit = 100) {
    return read<std::vector<Leader>>([=](Reader& reader) { return find_leaders(reader, board, limit); });
  }

  /// Plays at random times and holds every board against the games.
  void run_property() {
    clear();
    const auto steps = *rc::gen::container<std::vector<std::tuple<std::int64_t, int, bool, int>>>(
        rc::gen::tuple(rc::gen::inRange<std::int64_t>(1, kPlayers + 1), rc::gen::inRange(0, 2),
                       rc::gen::arbitrary<bool>(), rc::gen::inRange(0, 30)));
    // The games lie behind the time of now, which stands still: the last one up to nine days.
    std::int64_t hours_back = *rc::gen::inRange<std::int64_t>(0, 9 * 24);
    for (const auto& step : steps) hours_back += std::get<3>(step);
    std::vector<Played> games;
    for (const auto& [who, kind, won, hours] : steps) {
      hours_back -= hours;
      games.push_back({who, domain::kGameKinds.at(static_cast<std::size_t>(kind)), won,
                       clock_.now() - Millis(hours_back * 3'600'000)});
    }
    play(games);
    for (const Period period : domain::kPeriods) {
      for (const std::optional<GameKind> kind :
           {std::optional<GameKind>(), std::optional(GameKind::dice), std::optional(GameKind::target)}) {
        compare({Asset::points, kind, period}, games);
      }
    }
    RC_ASSERT(leaders({Asset::stars, {}, Period::all}).empty());
  }

  void compare(const Board& board, const std::vector<Played>& games) {
    struct Seen {
      Leader leader;
      Tally own;
      std::int64_t ahead;
    };
    const auto wanted = expected(games, board, clock_.now());
    const auto found = read<std::vector<Seen>>([board](Reader& reader) {
      std::vector<Seen> seen;
      for (const Leader& leader : find_leaders(reader, board, 100)) {
        seen.push_back(
            {leader, find_tally(reader, board, leader.player), count_before(reader, board, leader.tally)});
      }
      return seen;
    });
    RC_ASSERT(found.size() == wanted.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      const auto& [who, tally] = wanted[i];
      RC_ASSERT(found[i].leader.player == who);
      RC_ASSERT(found[i].leader.tally == tally);
      RC_ASSERT(found[i].own == tally);
      RC_ASSERT(found[i].ahead == std::ranges::count_if(wanted, [&tally](const auto& other) {
                  return domain::compare_rank(other.second, tally) < 0;
                }));
    }
  }
};
LUDICE_ON_BOTH_STORES(StandingTableTest);

TEST_P(StandingTableTest, boards_are_what_the_games_make) {
  EXPECT_TRUE(rc::check([this] { run_property(); }));
}

TEST_P(StandingTableTest, the_first_of_many_are_given) {
  for (std::int64_t number = 1; number <= kPlayers; ++number) {
    play({{number, GameKind::dice, number % 2 == 0, clock_.now()}});
  }
  const auto two = leaders({Asset::points, {}, Period::all}, 2);
  ASSERT_EQ(two.size(), 2U);
  EXPECT_EQ(two[0].player, player(2));
  EXPECT_EQ(two[1].player, player(4));
}

TEST_P(StandingTableTest, a_player_has_one_row_a_kind_and_one_for_all_kinds_however_many_days_he_plays) {
  static constexpr Statement kCount{"SELECT COUNT(*) FROM standing"};
  for (int day = 0; day < 20; ++day) {
    play({{1, GameKind::dice, true, clock_.now()}, {1, GameKind::target, true, clock_.now()}});
    clock_.advance(Millis(86'400'000));
  }
  EXPECT_EQ(read<std::int64_t>([](Reader& reader) { return reader.query(kCount).front().integer(0); }), 3);
}

}  // namespace
}  // namespace ludice::store
