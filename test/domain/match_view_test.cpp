// What a player sees of a match, and what he must not see.
#include "domain/match_view.hpp"

#include "domain/match_fixture.hpp"

#include <gtest/gtest.h>

namespace ludice::domain {
namespace {

using namespace testing;
using Rounds = std::vector<std::vector<int>>;

TEST(View, of_a_waiting_game_has_no_opponent_and_the_deadline_of_the_lobby) {
  const MatchView view = view_for(waiting(), 0);
  EXPECT_EQ(view.state, ViewState::waiting);
  EXPECT_EQ(view.round, 1);
  EXPECT_EQ(view.throws_left, 1);
  EXPECT_EQ(view.your_throws, Rounds{{}});
  EXPECT_EQ(view.opponent_throws, Rounds{{}});
  EXPECT_FALSE(view.opponent);
  EXPECT_EQ(view.deadline, (kStart + kTiming.lobby_ttl).seconds());
  EXPECT_EQ(view.payout, Amount(0));
}

TEST(View, shows_the_money_of_the_game) {
  const MatchView view = view_for(active(GameKind::dice, 333), 1);
  EXPECT_EQ(view.pot, Amount(100));
  EXPECT_EQ(view.rake, Amount(3));
  EXPECT_EQ(view.win, Amount(97));
  EXPECT_EQ(view.opponent, kAnna);
}

TEST(View, hides_the_opponents_die_until_ones_own_is_thrown) {
  const Match match = thrown(active(), 0, 6);
  EXPECT_EQ(view_for(match, 1).opponent_throws, Rounds{{}});
  EXPECT_EQ(view_for(match, 0).your_throws, Rounds{{6}});
  const Match tied = thrown(match, 1, 6);
  EXPECT_EQ(view_for(tied, 1).opponent_throws, (Rounds{{6}, {}}));
}

TEST(View, hides_every_dart_until_all_of_ones_own_are_thrown) {
  const Match match = played(active(GameKind::target), "12121");  // Anna three, Ivan two
  EXPECT_EQ(view_for(match, 1).opponent_throws, Rounds{{}});
  EXPECT_EQ(view_for(match, 1).throws_left, 1);
  EXPECT_EQ(view_for(match, 0).opponent_throws, (Rounds{{2, 2}}));
  EXPECT_EQ(view_for(match, 0).throws_left, 0);
}

TEST(View, of_a_later_round_shows_the_rounds_before) {
  const Match match = thrown(played(active(), "3355"), 1, 2);
  EXPECT_EQ(view_for(match, 0).round, 3);
  EXPECT_EQ(view_for(match, 0).your_throws, (Rounds{{3}, {5}, {}}));
  EXPECT_EQ(view_for(match, 0).opponent_throws, (Rounds{{3}, {5}, {}}));
  EXPECT_EQ(view_for(match, 1).your_throws, (Rounds{{3}, {5}, {2}}));
}

TEST(View, deadline_is_ones_own_else_the_one_waited_for) {
  const Instant later = kStart + Millis(20'000);
  const Match match = thrown(active(GameKind::target), 0, 1, later);
  EXPECT_EQ(view_for(match, 0).deadline, (later + kTiming.turn_ttl).seconds());
  EXPECT_EQ(view_for(match, 1).deadline, (kStart + kTiming.turn_ttl).seconds());
  EXPECT_EQ(view_for(thrown(active(), 0, 1), 0).deadline, (kStart + kTiming.turn_ttl).seconds());
}

TEST(View, of_a_settled_game_tells_each_his_own_end) {
  const Match match = played(active(GameKind::dice, 333), "61");
  const MatchView winner = view_for(match, 0);
  EXPECT_EQ(winner.state, ViewState::won);
  EXPECT_EQ(winner.payout, Amount(97));
  const MatchView loser = view_for(match, 1);
  EXPECT_EQ(loser.state, ViewState::lost);
  EXPECT_EQ(loser.payout, Amount(0));
  for (const MatchView& view : {winner, loser}) {
    EXPECT_EQ(view.throws_left, 0);
    EXPECT_EQ(view.deadline, std::nullopt);
  }
}

TEST(View, of_a_game_called_off_shows_the_stake_that_came_back) {
  for (const int seat : {0, 1}) {
    EXPECT_EQ(view_for(voided(), seat).state, ViewState::voided);
    EXPECT_EQ(view_for(voided(), seat).payout, Amount(50));
    EXPECT_EQ(view_for(voided(), seat).throws_left, 0);
  }
  EXPECT_EQ(view_for(cancelled(), 0).state, ViewState::cancelled);
  EXPECT_EQ(view_for(cancelled(), 0).payout, Amount(50));
}

TEST(View, names_its_states_as_the_contract_does) {
  constexpr std::string_view names[] = {"waiting", "active", "won", "lost", "void", "cancelled"};
  for (int i = 0; i < 6; ++i) EXPECT_EQ(to_string(static_cast<ViewState>(i)), names[i]);
}

TEST(View, of_an_invite_called_off_has_paid_nothing_back) {
  EXPECT_EQ(view_for(cancelled(), 0).payout, Amount(50));
  EXPECT_EQ(view_for(leave(invited(), kStart).value().after, 0).payout, Amount(0));
}

}  // namespace
}  // namespace ludice::domain
