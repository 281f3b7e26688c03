// Days turn at midnight UTC, weeks on Mondays.
#include "domain/calendar.hpp"

#include <gtest/gtest.h>

namespace ludice::domain {
namespace {

TEST(Calendar, days_turn_at_midnight_utc) {
  EXPECT_EQ(day_of({0}), 0);
  EXPECT_EQ(day_of({86'399'999}), 0);
  EXPECT_EQ(day_of({86'400'000}), 1);
  EXPECT_EQ(day_of({-1}), -1);
  EXPECT_EQ(day_of({-86'400'000}), -1);
  EXPECT_EQ(start_of_day(1).ms, 86'400'000);
  EXPECT_EQ(start_of_day(day_of({-1})).ms, -86'400'000);
}

TEST(Calendar, weeks_begin_on_mondays) {
  constexpr std::int64_t kMonday = 20'822;  // 2027-01-04
  EXPECT_EQ(monday_of(kMonday), kMonday);
  EXPECT_EQ(monday_of(kMonday + 6), kMonday);
  EXPECT_EQ(monday_of(kMonday - 1), kMonday - 7);
  // The epoch was a Thursday.
  EXPECT_EQ(monday_of(0), -3);
  EXPECT_EQ(monday_of(3), -3);
  EXPECT_EQ(monday_of(4), 4);
  EXPECT_EQ(monday_of(-4), -10);
}

}  // namespace
}  // namespace ludice::domain
