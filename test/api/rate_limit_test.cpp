// Sliding windows.
#include "api/rate_limit.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace ludice::api {
namespace {

constexpr Instant kStart{1'800'000'000'000};
Instant at(std::int64_t ms) {
  return kStart + Millis(ms);
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

// Against a list of the passes of each key.
RC_GTEST_PROP(RateLimiterProperty, does_what_a_plain_list_does, ()) {
  const auto count = *rc::gen::inRange<std::size_t>(1, 4);
  RateLimiter limiter({count, Millis(100)});
  struct Passed {
    std::int64_t ms;
    std::uint64_t pass;
  };
  std::map<std::string, std::vector<Passed>> model;
  std::int64_t now = 0;
  for (int i = *rc::gen::inRange(0, 60); i > 0; --i) {
    now += *rc::gen::inRange(0, 60);
    std::vector<Passed>& passes =
        model[*rc::gen::element(std::string("a"), std::string("b"), std::string("c"))];
    const std::string key = &passes == &model["a"] ? "a" : &passes == &model["b"] ? "b" : "c";
    std::erase_if(passes, [&](const Passed& passed) { return passed.ms + 100 <= now; });
    if (!passes.empty() && *rc::gen::inRange(0, 5) == 0) {
      limiter.give_back(passes.back().pass);
      passes.pop_back();
      continue;
    }
    const RateLimiter::Verdict verdict = limiter.take(key, at(now));
    RC_ASSERT(verdict.passed == (passes.size() < count));
    if (verdict.passed) passes.push_back({now, verdict.pass});
  }
}

}  // namespace
}  // namespace ludice::api
