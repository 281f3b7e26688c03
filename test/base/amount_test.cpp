// Amounts: arithmetic is exact, and leaving int64 ends the process.
#include "base/amount.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace ludice {
namespace {

constexpr Amount kLargest(std::numeric_limits<std::int64_t>::max());
constexpr Amount kSmallest(std::numeric_limits<std::int64_t>::min());

TEST(Amount, is_zero_by_default) {
  EXPECT_TRUE(Amount().is_zero());
  EXPECT_FALSE(Amount(-1).is_zero());
}

TEST(Amount, json_bound_is_the_largest_integer_a_double_counts_to) {
  EXPECT_EQ(Amount::kMax, 9007199254740991);
}

TEST(Amount, adds_and_subtracts_exactly_at_the_edges) {
  EXPECT_EQ((kLargest + kSmallest).units(), -1);
  EXPECT_EQ((kSmallest - kSmallest).units(), 0);
  EXPECT_EQ((kLargest - Amount(1) + Amount(1)), kLargest);
}

TEST(Amount, compound_assignment_changes_the_left_side) {
  Amount amount(5);
  amount += Amount(7);
  EXPECT_EQ(amount, Amount(12));
  amount -= Amount(20);
  EXPECT_EQ(amount, Amount(-8));
}

TEST(Amount, orders_by_units) {
  EXPECT_LT(Amount(-1), Amount(0));
  EXPECT_GT(Amount(2), Amount(1));
}

TEST(AmountDeathTest, overflow_of_a_sum_ends_the_process) {
  EXPECT_DEATH(kLargest + Amount(1), "assertion failed");
  EXPECT_DEATH(kSmallest + Amount(-1), "assertion failed");
}

TEST(AmountDeathTest, overflow_of_a_difference_ends_the_process) {
  EXPECT_DEATH(kSmallest - Amount(1), "assertion failed");
  EXPECT_DEATH(Amount(0) - kSmallest, "assertion failed");
}

}  // namespace
}  // namespace ludice
