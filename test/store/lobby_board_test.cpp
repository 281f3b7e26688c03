// What the lobby shows, and that it keeps no more than that needs.
#include "store/lobby_board.hpp"

#include "store/game_table.hpp"
#include "support/both_stores.hpp"

namespace ludice::store {
namespace {

using domain::Match;
using domain::PairingTerms;

class LobbyBoardTest : public test::OnBothStores<test::StoreTest> {
 protected:
  static Match match(std::int64_t number, std::int64_t bet, int rake_bps = 0) {
    Match waiting;
    waiting.id = {number * 4096};
    waiting.seats[0].player = {number * 4096};
    waiting.bet = Amount(bet);
    waiting.rake_bps = rake_bps;
    waiting.opened = Instant{number};
    return waiting;
  }
  void wait_in_lobby(const Match& waiting) {
    write<bool>([=](Transaction& transaction) {
      enter_lobby(transaction, waiting);
      return true;
    });
  }
  void waited(std::int64_t bet, std::int64_t ms) {
    Match joined = match(1, bet);
    joined.started = joined.opened + Millis(ms);
    write<bool>([=](Transaction& transaction) {
      record_wait(transaction, joined);
      return true;
    });
  }
  std::vector<Millis> waits(std::int64_t bet) {
    return read<std::vector<Millis>>(
        [=](Reader& reader) { return find_waits(reader, PairingTerms{.bet = Amount(bet)}); });
  }
  std::int64_t forget(int limit = 1'000) {
    return write<std::int64_t>([=](Transaction& t) { return forget_old_waits(t, limit); });
  }
  std::vector<WaitingGroup> groups(int rake_bps, int limit = 100) {
    return read<std::vector<WaitingGroup>>(
        [=](Reader& reader) { return find_waiting_groups(reader, rake_bps, limit); });
  }
};
LUDICE_ON_BOTH_STORES(LobbyBoardTest);

TEST_P(LobbyBoardTest, those_who_wait_for_the_same_are_counted_together) {
  wait_in_lobby(match(1, 50));
  wait_in_lobby(match(2, 20));
  wait_in_lobby(match(3, 50));
  const auto waiting = groups(0);
  ASSERT_EQ(waiting.size(), 2U);
  EXPECT_EQ(waiting[0].terms, PairingTerms{.bet = Amount(20)});
  EXPECT_EQ(waiting[1].terms, PairingTerms{.bet = Amount(50)});
  EXPECT_EQ(waiting[1].players, 2);
  EXPECT_EQ(groups(0, 1).size(), 1U);
}

TEST_P(LobbyBoardTest, games_under_another_rake_are_not_shown) {
  wait_in_lobby(match(1, 50, 100));
  EXPECT_TRUE(groups(0).empty());
  EXPECT_EQ(groups(100).size(), 1U);
}

TEST_P(LobbyBoardTest, the_last_fifty_waits_count_newest_first) {
  for (int i = 1; i <= kKeptWaits + 3; ++i) waited(50, i);
  waited(20, 999);
  const auto kept = waits(50);
  ASSERT_EQ(kept.size(), static_cast<std::size_t>(kKeptWaits));
  EXPECT_EQ(kept.front(), Millis(kKeptWaits + 3));
  EXPECT_EQ(kept.back(), Millis(4));
  EXPECT_EQ(waits(20), std::vector<Millis>{Millis(999)});
}

TEST_P(LobbyBoardTest, older_waits_are_forgotten_in_small_steps_and_no_other) {
  for (int i = 1; i <= kKeptWaits + 3; ++i) waited(50, i);
  waited(20, 999);
  const auto before = waits(50);
  EXPECT_EQ(forget(2), 2);
  EXPECT_EQ(forget(2), 1);
  EXPECT_EQ(forget(), 0);
  EXPECT_EQ(waits(50), before);
  EXPECT_EQ(waits(20).size(), 1U);
}

}  // namespace
}  // namespace ludice::store
