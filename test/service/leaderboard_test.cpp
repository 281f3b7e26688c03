// Who leads: wins, then fewer games, then who was first; and one's own place.
#include "service/leaderboard.hpp"

#include "service_fixture.hpp"
#include "support/both_stores.hpp"

namespace ludice::service {
namespace {

using domain::GameKind;
using domain::Period;

class LeaderboardTest : public test::OnBothStores<ServiceTest> {
 protected:
  /// A game in which the first wins.
  void win(const std::string& winner, const std::string& loser) {
    start(winner, 10);
    const GameId game = start(loser, 10)->game_id;
    record(winner, game, 6);
    record(loser, game, 1);
    clock_.advance(Millis(1));
  }
  void draw_out(const std::string& one, const std::string& other) {
    start(one, 10);
    const GameId game = start(other, 10)->game_id;
    clock_.advance(rules_.timing.void_ttl);
    pass_time(game);
  }
  Leaderboard board(const std::string& who, store::Board board = {}, int limit = 10) {
    return *read<Result<Leaderboard>>([=](store::Reader& reader) {
      return ViewLeaderboard::run(reader, {named(who), board.asset, board.kind, board.period, limit});
    });
  }
  static std::vector<std::string> names(const Leaderboard& board) {
    std::vector<std::string> names;
    for (const Place& place : board.items) names.push_back(std::to_string(*place.rank) + place.name);
    return names;
  }
  void SetUp() override {
    for (const auto& [name, id] : {std::pair("anna", 1), {"ivan", 2}, {"olga", 3}, {"petr", 4}}) {
      sign_up(name, id);
    }
  }
};
LUDICE_ON_BOTH_STORES(LeaderboardTest);

using Names = std::vector<std::string>;

TEST_P(LeaderboardTest, is_empty_before_the_first_game_has_ended) {
  const Leaderboard empty = board("anna");
  EXPECT_TRUE(empty.items.empty());
  EXPECT_FALSE(empty.you->rank);
  EXPECT_EQ(empty.you->name, "anna");
  EXPECT_EQ(empty.you->games, 0);
}

TEST_P(LeaderboardTest, equal_ones_share_a_rank_and_the_next_one_is_counted_on) {
  win("anna", "ivan");
  win("anna", "olga");
  win("petr", "anna");
  const Leaderboard all = board("olga");
  EXPECT_EQ(names(all), (Names{"1anna", "2petr", "3ivan", "3olga"}));
  EXPECT_EQ(all.you->rank, 3);
  EXPECT_EQ(all.you->games, 1);
  EXPECT_EQ(board("petr", {}, 1).you->rank, 2);
  EXPECT_EQ(board("petr", {}, 1).items.size(), 1U);
}

TEST_P(LeaderboardTest, of_equal_wins_and_games_who_was_first_leads) {
  win("ivan", "anna");
  win("anna", "ivan");
  EXPECT_EQ(names(board("anna")), (Names{"1ivan", "2anna"}));
}

TEST_P(LeaderboardTest, void_games_count_as_in_the_profile_and_games_called_off_do_not) {
  win("anna", "ivan");
  draw_out("anna", "olga");
  start("anna", 10);
  leave("anna");
  const Place you = *board("anna").you;
  EXPECT_EQ(you.won, 1);
  EXPECT_EQ(you.games, 2);
  EXPECT_EQ(profile("anna")->player.games, 2);
  EXPECT_EQ(board("olga").you->won, 0);
}

TEST_P(LeaderboardTest, the_day_ends_at_midnight_and_the_week_on_monday) {
  clock_.set({1'800'000'000'000});  // a Friday, 08:00
  win("anna", "ivan");
  const store::Board today{.period = Period::day};
  const store::Board this_week{.period = Period::week};
  EXPECT_EQ(board("anna", today).you->rank, 1);
  clock_.advance(Millis(16 * 3'600'000LL));
  EXPECT_FALSE(board("anna", today).you->rank);
  EXPECT_TRUE(board("anna", today).items.empty());
  EXPECT_EQ(board("anna", this_week).you->rank, 1);
  win("olga", "ivan");
  EXPECT_EQ(names(board("anna", today)), (Names{"1olga", "2ivan"}));
  EXPECT_EQ(names(board("anna", this_week)), (Names{"1anna", "2olga", "3ivan"}));
  clock_.advance(Millis(48 * 3'600'000LL));
  EXPECT_TRUE(board("anna", this_week).items.empty());
  EXPECT_EQ(board("anna").items.size(), 3U);
}

TEST_P(LeaderboardTest, boards_of_kinds_and_assets_are_their_own) {
  win("anna", "ivan");
  EXPECT_EQ(board("anna", {.kind = GameKind::dice}).items.size(), 2U);
  EXPECT_TRUE(board("anna", {.kind = GameKind::target}).items.empty());
  EXPECT_TRUE(board("anna", {.asset = domain::Asset::stars}).items.empty());
}

TEST_P(LeaderboardTest, can_be_seen_by_nobody_in_particular_but_not_by_a_stranger) {
  win("anna", "ivan");
  const auto seen = [this](std::optional<PlayerRef> who) {
    return read<Result<Leaderboard>>(
        [=](store::Reader& reader) { return ViewLeaderboard::run(reader, {.who = who}); });
  };
  EXPECT_FALSE(seen(std::nullopt)->you);
  EXPECT_EQ(seen(std::nullopt)->items.size(), 2U);
  EXPECT_EQ(why(seen(named("nobody"))), Refusal::player_not_found);
}

}  // namespace
}  // namespace ludice::service
