// What time brings to games, on a real store.
#include "jobs/game_clock.hpp"

#include "service/service_fixture.hpp"
#include "support/both_stores.hpp"

namespace ludice::jobs {
namespace {

class GameClockTest : public test::OnBothStores<service::ServiceTest> {
 protected:
  int look() { return runner_.run(GameClock(*store_, lease_, book_, no_metrics()).look()); }
  Lease lease_{*store_, "test"};

  void change_schema(const store::Statement& statement) {
    write<bool>([&statement](store::Transaction& transaction) {
      transaction.execute(statement);
      return true;
    });
  }
};
LUDICE_ON_BOTH_STORES(GameClockTest);

TEST_P(GameClockTest, a_stake_comes_back_when_its_time_in_the_lobby_is_over_and_not_before) {
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

TEST_P(GameClockTest, a_game_that_fails_holds_no_other_up_and_is_tried_again) {
  static constexpr store::Statement kBreakSqlite{
      "CREATE TRIGGER broken BEFORE UPDATE ON game WHEN NEW.bet = 50 BEGIN SELECT RAISE(ABORT, 'broken'); "
      "END"};
  static constexpr store::Statement kMendSqlite{"DROP TRIGGER broken"};
  static constexpr store::Statement kBreakPostgres{
      "ALTER TABLE game ADD CONSTRAINT broken CHECK (bet <> 50 OR ended = 0)"};
  static constexpr store::Statement kMendPostgres{"ALTER TABLE game DROP CONSTRAINT broken"};
  sign_up("anna", 1);
  sign_up("ivan", 2);
  start("anna", 50);
  start("ivan", 60);
  change_schema(is_postgres() ? kBreakPostgres : kBreakSqlite);
  clock_.advance(rules_.timing.lobby_ttl);
  EXPECT_EQ(look(), 1);
  EXPECT_EQ(balance("anna"), 950);
  EXPECT_EQ(balance("ivan"), 1'000);
  change_schema(is_postgres() ? kMendPostgres : kMendSqlite);
  EXPECT_EQ(look(), 1);
  EXPECT_EQ(balance("anna"), 1'000);
}

}  // namespace
}  // namespace ludice::jobs
