// Counting games by day, week and in all, and the order of those who are ranked.
#include "domain/standing.hpp"

#include "domain/calendar.hpp"

#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ludice::domain {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kMonday = 20'822;
constexpr Instant on(std::int64_t day, std::int64_t ms = 0) {
  return {day * kDayMs + ms};
}

TEST(Standing, a_lost_or_void_game_counts_and_a_won_one_says_when) {
  const Standing lost = counted({}, false, on(kMonday, 5));
  EXPECT_EQ(lost.all, (Tally{0, 1, {}}));
  const Standing won = counted(lost, true, on(kMonday, 9));
  EXPECT_EQ(won.all, (Tally{1, 2, on(kMonday, 9)}));
  EXPECT_EQ(won.today, won.all);
  EXPECT_EQ(won.week, won.all);
}

TEST(Standing, midnight_and_monday_begin_anew) {
  const Standing sunday = counted({}, true, on(kMonday - 1, kDayMs - 1));
  const Standing monday = counted(sunday, true, on(kMonday));
  EXPECT_EQ(monday.week.games, 1);
  EXPECT_EQ(monday.all.games, 2);
  const Standing tuesday = counted(monday, false, on(kMonday + 1));
  EXPECT_EQ(tuesday.today, (Tally{0, 1, {}}));
  EXPECT_EQ(tuesday.week, (Tally{1, 2, on(kMonday)}));
}

TEST(Standing, a_clock_set_back_over_midnight_opens_no_day_again) {
  const Standing late = counted({}, true, on(kMonday, 1));
  const Standing back = counted(late, true, on(kMonday - 1, kDayMs - 1));
  EXPECT_EQ(back.day, kMonday);
  EXPECT_EQ(back.today.games, 2);
}

TEST(Standing, what_is_over_does_not_count) {
  const Standing standing = counted({}, true, on(kMonday));
  EXPECT_EQ(tally_of(standing, Period::day, on(kMonday, kDayMs - 1)).games, 1);
  EXPECT_EQ(tally_of(standing, Period::day, on(kMonday + 1)).games, 0);
  EXPECT_EQ(tally_of(standing, Period::week, on(kMonday + 6)).games, 1);
  EXPECT_EQ(tally_of(standing, Period::week, on(kMonday + 7)).games, 0);
  EXPECT_EQ(tally_of(standing, Period::all, on(kMonday + 700)).games, 1);
}

TEST(Standing, ranks_go_by_wins_then_fewer_games_then_who_was_first) {
  EXPECT_TRUE(compare_rank({2, 9, {7}}, {1, 1, {1}}) < 0);
  EXPECT_TRUE(compare_rank({2, 3, {7}}, {2, 4, {1}}) < 0);
  EXPECT_TRUE(compare_rank({2, 3, {1}}, {2, 3, {7}}) < 0);
  EXPECT_TRUE(compare_rank({2, 3, {7}}, {2, 3, {7}}) == 0);
  EXPECT_TRUE(compare_rank({0, 3, {}}, {0, 3, {}}) == 0);
}

RC_GTEST_PROP(StandingProperty, each_period_counts_the_games_that_lie_in_it, ()) {
  Standing standing;
  std::vector<std::pair<Instant, bool>> games;
  Instant now = on(kMonday);
  const auto steps = *rc::gen::container<std::vector<std::pair<int, bool>>>(
      rc::gen::pair(rc::gen::inRange(0, 40), rc::gen::arbitrary<bool>()));
  for (const auto& [hours, won] : steps) {
    now = now + Millis(hours * 3'600'000LL);
    standing = counted(standing, won, now);
    games.emplace_back(now, won);
  }
  const std::int64_t today = day_of(now);
  const std::pair<Period, std::int64_t> begins[] = {
      {Period::day, today}, {Period::week, monday_of(today)}, {Period::all, 0}};
  for (const auto& [period, first_day] : begins) {
    Tally expected;
    for (const auto& [at, won] : games) {
      if (day_of(at) < first_day) continue;
      ++expected.games;
      if (won) expected = {expected.won + 1, expected.games, at};
    }
    RC_ASSERT(tally_of(standing, period, now) == expected);
  }
}

}  // namespace
}  // namespace ludice::domain
