// Trying again: how often, for what, after which pauses.
#include "async/retry.hpp"

#include "async/runner.hpp"

#include <algorithm>
#include <stdexcept>

#include <gtest/gtest.h>

namespace ludice::async {
namespace {

/// Every byte the same: the smallest or the largest number below any bound.
class FixedRandom final : public Random {
 public:
  explicit FixedRandom(unsigned char byte) : byte_(byte) {}
  void fill(std::span<std::byte> bytes) override { std::fill(bytes.begin(), bytes.end(), std::byte(byte_)); }

 private:
  unsigned char byte_;
};

const Backoff kQuick{.attempts = 3, .first = Millis(1), .longest = Millis(2)};

Task<int> succeed_at(int& calls, int success) {
  ++calls;
  if (calls < success) {
    throw std::runtime_error("not yet");
  }
  co_return calls;
}

bool always(const std::exception&) {
  return true;
}

bool never(const std::exception&) {
  return false;
}

TEST(Retry, tries_until_it_succeeds) {
  Runner runner;
  FixedRandom random(0);
  int calls = 0;
  auto make = [&calls] { return succeed_at(calls, 3); };
  const int value = runner.run(retry(kQuick, random, make, always));
  EXPECT_EQ(value, 3);
}

TEST(Retry, gives_up_after_the_last_attempt_with_its_exception) {
  Runner runner;
  FixedRandom random(0);
  int calls = 0;
  auto make = [&calls] { return succeed_at(calls, 4); };
  EXPECT_THROW(runner.run(retry(kQuick, random, make, always)), std::runtime_error);
  EXPECT_EQ(calls, 3);
}

TEST(Retry, does_not_try_again_what_cannot_succeed) {
  Runner runner;
  FixedRandom random(0);
  int calls = 0;
  auto make = [&calls] { return succeed_at(calls, 2); };
  EXPECT_THROW(runner.run(retry(kQuick, random, make, never)), std::runtime_error);
  EXPECT_EQ(calls, 1);
}

TEST(BackoffDelay, doubles_up_to_the_longest) {
  FixedRandom smallest(0);
  const Backoff backoff{.attempts = 9, .first = Millis(100), .longest = Millis(350)};
  EXPECT_EQ(backoff_delay(backoff, 1, smallest), Millis(100));
  EXPECT_EQ(backoff_delay(backoff, 2, smallest), Millis(200));
  EXPECT_EQ(backoff_delay(backoff, 3, smallest), Millis(350));
  EXPECT_EQ(backoff_delay(backoff, 1'000'000, smallest), Millis(350));
}

TEST(BackoffDelay, is_never_less_than_half_of_what_it_has_grown_to) {
  SystemRandom random;
  const Backoff backoff{.attempts = 9, .first = Millis(100), .longest = Millis(10'000)};
  for (int i = 0; i < 1'000; ++i) {
    const auto delay = backoff_delay(backoff, 3, random);
    ASSERT_GE(delay, Millis(200));
    ASSERT_LE(delay, Millis(400));
  }
}

}  // namespace
}  // namespace ludice::async
