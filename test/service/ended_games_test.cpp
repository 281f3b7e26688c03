// Each game that ends is counted once, by how it ended, and only when that is committed; on both databases.
#include "service/ended_games.hpp"

#include "service_fixture.hpp"
#include "support/both_stores.hpp"

#include <stdexcept>
#include <string>

namespace ludice::service {
namespace {

class EndedGamesTest : public test::OnBothStores<ServiceTest> {
 protected:
  double ended(const std::string& end) {
    return game_metrics_.count("ludice_games_ended_total{end=" + end + "}");
  }
  double all() { return ended("won") + ended("void") + ended("cancelled") + ended("expired"); }
};
LUDICE_ON_BOTH_STORES(EndedGamesTest);

TEST_P(EndedGamesTest, a_game_that_is_played_is_counted_as_won_when_it_is_over) {
  const GameId game = begin();
  record("anna", game, 6);
  EXPECT_EQ(all(), 0);
  record("ivan", game, 2);
  EXPECT_EQ(ended("won"), 1);
  record("ivan", game, 3);
  EXPECT_EQ(all(), 1) << "a throw for a game that is over ends nothing";
}

TEST_P(EndedGamesTest, a_game_in_which_nobody_throws_is_counted_as_void) {
  const GameId game = begin();
  clock_.advance(rules_.timing.void_ttl);
  ASSERT_TRUE(pass_time(game));
  EXPECT_EQ(ended("void"), 1);
  EXPECT_EQ(all(), 1);
}

TEST_P(EndedGamesTest, a_game_that_its_opener_calls_off_is_counted_as_cancelled) {
  sign_up("anna", 1);
  start("anna", 50);
  ASSERT_TRUE(leave("anna"));
  EXPECT_EQ(ended("cancelled"), 1);
  EXPECT_EQ(all(), 1);
}

TEST_P(EndedGamesTest, a_game_that_nobody_joins_is_counted_as_expired) {
  sign_up("anna", 1);
  const GameId game = start("anna", 50)->game_id;
  clock_.advance(rules_.timing.lobby_ttl);
  ASSERT_TRUE(pass_time(game));
  EXPECT_EQ(ended("expired"), 1);
  EXPECT_EQ(all(), 1);
}

TEST_P(EndedGamesTest, an_end_that_is_not_committed_is_not_counted) {
  const GameId game = begin();
  record("anna", game, 6);
  store::Body<bool> fails = [this, game](store::Transaction& transaction) {
    const RecordThrowCommand last{named("ivan"), to_base32(game.value), 2, {}, {}, {}, {}};
    EXPECT_TRUE(RecordThrow(book_).run(transaction, last).has_value());
    throw std::runtime_error("too late");
    return true;
  };
  EXPECT_THROW(write(std::move(fails)), std::runtime_error);
  EXPECT_EQ(all(), 0);
  record("ivan", game, 2);
  EXPECT_EQ(ended("won"), 1);
  EXPECT_EQ(all(), 1);
}

}  // namespace
}  // namespace ludice::service
