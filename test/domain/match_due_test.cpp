// What time alone brings to a match, and when it has to be looked at.
#include "domain/match_fixture.hpp"

#include <gtest/gtest.h>

namespace ludice::domain {
namespace {

using namespace testing;

constexpr Millis kTick{1};
constexpr Millis kTurn = kTiming.turn_ttl;

std::string due_names(const Match& match, Instant now) {
  return names_of(due(match, now, kTiming));
}

TEST(Lobby, expires_at_its_time_and_not_before) {
  const Instant deadline = kStart + kTiming.lobby_ttl;
  EXPECT_EQ(next_due(waiting(), kTiming), deadline);
  EXPECT_EQ(due_names(waiting(), deadline - kTick), "");
  const Step step = due(waiting(), deadline, kTiming);
  EXPECT_EQ(names_of(step), "lobby_expired");
  EXPECT_EQ(step.after.state, MatchState::cancelled);
  EXPECT_EQ(step.after.ended, deadline);
}

TEST(Ended, games_have_nothing_due_ever) {
  const Instant late = kStart + Millis(1'000'000'000);
  for (const Match& match : {settled(), voided(), cancelled()}) {
    EXPECT_EQ(next_due(match, kTiming), std::nullopt);
    EXPECT_EQ(due_names(match, late), "");
  }
}

TEST(Overdue, is_said_for_both_who_have_not_thrown) {
  EXPECT_EQ(next_due(active(), kTiming), kStart + kTurn);
  EXPECT_EQ(due_names(active(), kStart + kTurn - kTick), "");
  EXPECT_EQ(due_names(active(), kStart + kTurn), "throw_overdue throw_overdue");
}

TEST(Overdue, is_not_said_for_who_has_thrown) {
  const Step step = due(thrown(active(), 0, 3), kStart + kTurn, kTiming);
  EXPECT_EQ(names_of(step), "throw_overdue");
  EXPECT_EQ(find_fact<ThrowOverdue>(step)->which, (ThrowRef{.seat = 1, .round = 1, .throw_no = 1}));
}

TEST(Overdue, is_said_again_every_turn_until_thrown) {
  Match match = thrown(active(), 0, 3);
  for (int turn = 1; turn <= 3; ++turn) {
    const Instant at = kStart + kTurn * turn;
    EXPECT_EQ(next_due(match, kTiming), at);
    const Step step = due(match, at, kTiming);
    EXPECT_EQ(names_of(step), "throw_overdue") << turn;
    EXPECT_EQ(due_names(step.after, at), "") << "once a turn";
    match = step.after;
  }
  EXPECT_EQ(thrown(match, 1, 1).state, MatchState::settled) << "a late throw counts";
}

TEST(Overdue, is_said_once_after_a_long_silence_of_the_clock) {
  const Instant late = kStart + kTurn * 5 + kTick;
  const Step step = due(thrown(active(), 0, 3), late, kTiming);
  EXPECT_EQ(names_of(step), "throw_overdue");
  EXPECT_EQ(step.after.seats[1].deadline, late + kTurn);
}

TEST(Overdue, is_said_for_the_dart_that_is_missing) {
  const Match match = played(active(GameKind::target), "111");  // Anna two, Ivan one
  const Step step = due(match, kStart + kTurn, kTiming);
  EXPECT_EQ(names_of(step), "throw_overdue throw_overdue");
  EXPECT_EQ(std::get<ThrowOverdue>(step.facts[0].what).which,
            (ThrowRef{.seat = 0, .round = 1, .throw_no = 3}));
  EXPECT_EQ(std::get<ThrowOverdue>(step.facts[1].what).which,
            (ThrowRef{.seat = 1, .round = 1, .throw_no = 2}));
}

TEST(Attempts, left_open_are_given_up_by_themselves_and_count) {
  const Match match = announced(active(), 0);
  const Instant expiry = kStart + kTiming.attempt_ttl;
  EXPECT_EQ(next_due(match, kTiming), expiry);
  EXPECT_EQ(due_names(match, expiry - kTick), "");
  const Step step = due(match, expiry, kTiming);
  EXPECT_EQ(names_of(step), "attempt_given_up");
  EXPECT_EQ(step.after.attempts.back().reason, "timeout");
  EXPECT_TRUE(step.after.attempts.back().counted);
}

TEST(Attempts, left_open_twice_for_one_throw_void_the_game) {
  Match match = due(announced(active(), 0), kStart + kTiming.attempt_ttl, kTiming).after;
  const Instant again = kStart + Millis(31'000);
  match = announced(match, 0, kOther, again);
  const Step step = due(match, again + kTiming.attempt_ttl, kTiming);
  EXPECT_EQ(names_of(step), "attempt_given_up game_void");
  EXPECT_EQ(step.after.void_reason, VoidReason::throw_lost);
}

TEST(Attempts, of_both_players_expire_together) {
  const Match match = announced(announced(active(), 0), 1, kOther);
  EXPECT_EQ(due_names(match, kStart + kTiming.attempt_ttl), "attempt_given_up attempt_given_up");
}

TEST(Attempts, that_expire_at_the_deadline_are_closed_before_it_is_said) {
  const Instant opened = kStart + kTurn - kTiming.attempt_ttl;
  const Match match = announced(thrown(active(), 1, 3), 0, kAttempt, opened);
  EXPECT_EQ(due_names(match, kStart + kTurn), "attempt_given_up throw_overdue");
}

TEST(Silence, voids_the_game_after_its_time) {
  const Instant end = kStart + kTiming.void_ttl;
  Match match = active();
  match = due(match, end - kTick, kTiming).after;
  EXPECT_EQ(match.state, MatchState::active);
  const Step step = due(match, end, kTiming);
  EXPECT_EQ(names_of(step), "game_void");
  EXPECT_EQ(step.after.void_reason, VoidReason::no_throw);
  EXPECT_EQ(step.after.ended, end);
}

TEST(Silence, is_counted_from_the_last_throw) {
  const Instant later = kStart + Millis(600'000);
  const Match match = thrown(active(), 0, 3, later);
  EXPECT_EQ(due(match, kStart + kTiming.void_ttl, kTiming).after.state, MatchState::active);
  EXPECT_EQ(due(match, later + kTiming.void_ttl, kTiming).after.state, MatchState::voided);
}

TEST(Silence, is_not_broken_by_attempts) {
  const Instant late = kStart + kTiming.void_ttl - kTick;
  const Match match = announced(active(), 0, kAttempt, late);
  const Step step = due(match, late + kTick, kTiming);
  EXPECT_EQ(names_of(step), "attempt_given_up game_void");
  EXPECT_EQ(step.after.attempts.back().reason, "void");
}

TEST(Silence, is_what_is_due_next_when_it_comes_first) {
  constexpr Timing hasty{.turn_ttl = Millis(60'000), .void_ttl = Millis(50'000)};
  EXPECT_EQ(next_due(active(), hasty), kStart + hasty.void_ttl);
}

}  // namespace
}  // namespace ludice::domain
