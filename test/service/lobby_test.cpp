// Who waits, and for how long.
#include "service/lobby.hpp"

#include "service_fixture.hpp"
#include "support/both_stores.hpp"

namespace ludice::service {
namespace {

class LobbyTest : public test::OnBothStores<ServiceTest> {
 protected:
  std::vector<LobbyGroup> lobby() {
    return read<std::vector<LobbyGroup>>(
        [this](store::Reader& reader) { return ViewLobby(rules_).run(reader); });
  }
  /// A game for which its opener waited so long.
  void match_after(Millis wait) {
    sign_up("anna", 1);
    sign_up("ivan", 2);
    start("anna", 50);
    clock_.advance(wait);
    const GameId game = start("ivan", 50)->game_id;
    record("anna", game, 6);
    record("ivan", game, 1);
  }
};
LUDICE_ON_BOTH_STORES(LobbyTest);

TEST_P(LobbyTest, is_empty_where_nobody_waits) {
  EXPECT_TRUE(lobby().empty());
  match_after(Millis(1'000));
  EXPECT_TRUE(lobby().empty());
}

TEST_P(LobbyTest, a_waiting_game_shows_without_an_expectation_until_there_was_a_match) {
  sign_up("olga", 3);
  start("olga", 50);
  const auto waiting = lobby();
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0].terms.bet.units(), 50);
  EXPECT_EQ(waiting[0].players, 1);
  EXPECT_FALSE(waiting[0].expected_wait);
  leave("olga");
  EXPECT_TRUE(lobby().empty());
}

TEST_P(LobbyTest, the_expected_wait_is_the_median_of_the_matches_of_that_kind) {
  match_after(Millis(14'000));
  match_after(Millis(2'000));
  match_after(Millis(90'000));
  sign_up("olga", 3);
  sign_up("petr", 4);
  start("olga", 50);
  start("petr", 60);
  const auto waiting = lobby();
  ASSERT_EQ(waiting.size(), 2U);
  EXPECT_EQ(waiting[0].expected_wait, Millis(14'000));
  EXPECT_FALSE(waiting[1].expected_wait);
}

TEST_P(LobbyTest, scene_31_games_under_an_earlier_rake_are_not_shown) {
  sign_up("olga", 3);
  start("olga", 50);
  rules_.rake_bps = 100;
  EXPECT_TRUE(lobby().empty());
  rules_.rake_bps = 0;
  EXPECT_EQ(lobby().size(), 1U);
}

TEST_P(LobbyTest, games_that_the_rules_let_nobody_join_any_more_are_not_shown) {
  rules_.assets = {domain::Asset::points, domain::Asset::stars};
  sign_up("olga", 3);
  start("olga", 50);
  sign_up("petr", 4);
  fund_owner(domain::Asset::stars, 100);
  modify("petr", 100, domain::Asset::stars);
  start({named("petr"), domain::GameKind::dice, domain::Asset::stars, Amount(60)});
  EXPECT_EQ(lobby().size(), 2U);
  rules_.assets = {domain::Asset::points};
  EXPECT_EQ(lobby().size(), 1U);
  rules_.bets = {Amount(60), Amount(1'000)};
  EXPECT_TRUE(lobby().empty());
}

}  // namespace
}  // namespace ludice::service
