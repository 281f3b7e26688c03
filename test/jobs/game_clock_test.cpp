// What time brings to games, on a real store.
#include "jobs/game_clock.hpp"

#include "service/service_fixture.hpp"

namespace ludice::jobs {
namespace {

class GameClockTest : public service::ServiceTest {
 protected:
  int look() { return runner_.run(GameClock(*store_, book_, no_metrics()).look()); }
  void change_schema(const store::Statement& statement) {
    write<bool>([&statement](store::Transaction& transaction) {
      transaction.execute(statement);
      return true;
    });
  }
};

TEST_F(GameClockTest, a_stake_comes_back_when_its_time_in_the_lobby_is_over_and_not_before) {
  sign_up("anna", 1);
  start("anna", 50);
  clock_.advance(rules_.timing.lobby_ttl - Millis{1});
  EXPECT_EQ(look(), 0);
  EXPECT_EQ(balance("anna"), 950);
  clock_.advance(Millis{1});
  EXPECT_EQ(look(), 1);
  EXPECT_EQ(balance("anna"), 1'000);
  EXPECT_EQ(look(), 0);
}

TEST_F(GameClockTest, a_game_that_fails_holds_no_other_up_and_is_tried_again) {
  static constexpr store::Statement kBreak{
      "CREATE TRIGGER broken BEFORE UPDATE ON game WHEN NEW.bet = 50 BEGIN SELECT RAISE(ABORT, 'broken'); "
      "END"};
  static constexpr store::Statement kMend{"DROP TRIGGER broken"};
  sign_up("anna", 1);
  sign_up("ivan", 2);
  start("anna", 50);
  start("ivan", 60);
  change_schema(kBreak);
  clock_.advance(rules_.timing.lobby_ttl);
  EXPECT_EQ(look(), 1);
  EXPECT_EQ(balance("anna"), 950);
  EXPECT_EQ(balance("ivan"), 1'000);
  change_schema(kMend);
  EXPECT_EQ(look(), 1);
  EXPECT_EQ(balance("anna"), 1'000);
}

}  // namespace
}  // namespace ludice::jobs
