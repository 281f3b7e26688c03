// Sliding windows.
#include "api/rate_limit.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace ludice::api {
namespace {

constexpr Instant kFirstMoment{1'800'000'000'000};
Instant at(std::int64_t ms) {
  return kFirstMoment + Millis(ms);
}

TEST(RateLimiter, lets_n_pass_in_a_window_and_no_more) {
  RateLimiter limiter({3, Millis(1'000)});
  EXPECT_TRUE(limiter.take("a", at(0)).passed);
  EXPECT_TRUE(limiter.take("a", at(400)).passed);
  EXPECT_TRUE(limiter.take("a", at(800)).passed);
  EXPECT_FALSE(limiter.take("a", at(999)).passed);
  EXPECT_TRUE(limiter.take("a", at(1'000)).passed);
  EXPECT_FALSE(limiter.take("a", at(1'001)).passed);
}

TEST(RateLimiter, keys_have_windows_of_their_own) {
  RateLimiter limiter({1, Millis(1'000)});
  EXPECT_TRUE(limiter.take("a", at(0)).passed);
  EXPECT_TRUE(limiter.take("b", at(0)).passed);
  EXPECT_FALSE(limiter.take("a", at(1)).passed);
}

TEST(RateLimiter, refused_calls_do_not_count) {
  RateLimiter limiter({1, Millis(1'000)});
  limiter.take("a", at(0));
  for (int ms = 100; ms < 1'000; ms += 100) EXPECT_FALSE(limiter.take("a", at(ms)).passed);
  EXPECT_TRUE(limiter.take("a", at(1'000)).passed);
}

TEST(RateLimiter, retry_after_is_rounded_up) {
  RateLimiter limiter({1, Millis(60'000)});
  limiter.take("a", at(0));
  EXPECT_EQ(limiter.take("a", at(0)).retry_after_s, 60);
  EXPECT_EQ(limiter.take("a", at(1)).retry_after_s, 60);
  EXPECT_EQ(limiter.take("a", at(59'000)).retry_after_s, 1);
  EXPECT_EQ(limiter.take("a", at(59'999)).retry_after_s, 1);
}

TEST(RateLimiter, what_is_given_back_has_not_been) {
  RateLimiter limiter({2, Millis(1'000)});
  const std::uint64_t first = limiter.take("a", at(0)).pass;
  limiter.take("a", at(500));
  limiter.give_back(first);
  limiter.give_back(first);
  EXPECT_TRUE(limiter.take("a", at(600)).passed);
  const RateLimiter::Verdict verdict = limiter.take("a", at(601));
  EXPECT_FALSE(verdict.passed);
  EXPECT_EQ(verdict.retry_after_s, 1);
  EXPECT_TRUE(limiter.take("a", at(1'500)).passed);
}

TEST(RateLimiter, giving_back_what_is_forgotten_is_harmless) {
  RateLimiter limiter({1, Millis(1'000)});
  const std::uint64_t old = limiter.take("a", at(0)).pass;
  EXPECT_TRUE(limiter.take("a", at(2'000)).passed);
  limiter.give_back(old);
  EXPECT_FALSE(limiter.take("a", at(2'001)).passed);
  limiter.give_back(0);
}

TEST(RateLimiter, at_its_bound_the_oldest_pass_of_all_is_forgotten) {
  RateLimiter limiter({1, Millis(1'000)}, 2);
  limiter.take("a", at(0));
  limiter.take("b", at(1));
  limiter.take("c", at(2));
  EXPECT_FALSE(limiter.take("c", at(3)).passed);
  EXPECT_FALSE(limiter.take("b", at(3)).passed);
  EXPECT_TRUE(limiter.take("a", at(3)).passed);
}

TEST(RateLimiter, a_clock_set_back_gives_nobody_more) {
  RateLimiter limiter({1, Millis(1'000)});
  limiter.take("a", at(10'000));
  EXPECT_FALSE(limiter.take("a", at(0)).passed);
  EXPECT_TRUE(limiter.take("a", at(11'000)).passed);
}

TEST(RateLimiter, off_lets_everything_pass) {
  RateLimiter limiter({});
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(limiter.take("a", at(0)).passed);
  EXPECT_FALSE(limiter.is_on());
}

/// All passes of all keys, oldest first, looked through from end to end each time.
class PlainLimiter {
 public:
  PlainLimiter(std::size_t count, std::int64_t window, std::size_t most)
      : count_(count), window_(window), most_(most) {}

  bool passes(const std::string& key, std::int64_t now) {
    latest_ = std::max(latest_, now);
    return counted(key, latest_) < count_;
  }
  void remember(const std::string& key, std::uint64_t number) {
    passed_.push_back({latest_, key, number});
    if (passed_.size() > most_) passed_.erase(passed_.begin());
  }
  void give_back(std::uint64_t number) {
    for (Passed& passed : passed_) {
      if (passed.number == number) passed.key.clear();
    }
  }
  /// Seconds from now until one more would pass, if nobody else came.
  int wait_s(const std::string& key) const {
    int seconds = 1;
    while (counted(key, latest_ + 1'000 * seconds) >= count_) ++seconds;
    return seconds;
  }
  std::vector<std::uint64_t> numbers() const {
    std::vector<std::uint64_t> numbers{0};
    for (const Passed& passed : passed_) numbers.push_back(passed.number);
    return numbers;
  }

 private:
  struct Passed {
    std::int64_t ms;
    std::string key;  ///< empty: given back
    std::uint64_t number;
  };
  std::size_t counted(const std::string& key, std::int64_t now) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        passed_, [&](const Passed& passed) { return passed.key == key && passed.ms + window_ > now; }));
  }

  std::size_t count_;
  std::int64_t window_;
  std::size_t most_;
  std::int64_t latest_ = std::numeric_limits<std::int64_t>::min();
  std::vector<Passed> passed_;
};

RC_GTEST_PROP(RateLimiterProperty, does_what_a_plain_list_does, ()) {
  const auto count = *rc::gen::inRange<std::size_t>(1, 4);
  const auto most = *rc::gen::element<std::size_t>(1, 4, 1'000);
  const auto window = *rc::gen::element<std::int64_t>(100, 2'500);
  RateLimiter limiter({count, Millis(window)}, most);
  PlainLimiter model(count, window, most);
  std::int64_t now = 0;
  for (int i = *rc::gen::inRange(0, 80); i > 0; --i) {
    // Now and then the clock is set back.
    now += *rc::gen::inRange<std::int64_t>(0, 10) == 0 ? -window
                                                       : *rc::gen::inRange<std::int64_t>(0, window / 2);
    if (*rc::gen::inRange(0, 5) == 0) {
      const auto number = *rc::gen::elementOf(model.numbers());
      limiter.give_back(number);
      model.give_back(number);
      continue;
    }
    const auto key = *rc::gen::element<std::string>("a", "b", "c");
    const RateLimiter::Verdict verdict = limiter.take(key, at(now));
    RC_ASSERT(verdict.passed == model.passes(key, now));
    if (verdict.passed) {
      RC_ASSERT(verdict.pass != 0);
      model.remember(key, verdict.pass);
    } else {
      RC_ASSERT(verdict.retry_after_s == model.wait_s(key));
    }
  }
}

}  // namespace
}  // namespace ludice::api
