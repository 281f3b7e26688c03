// The windows that replicas share are the ones that a process has.
#include "redis/shared_windows.hpp"

#include "api/rate_limit.hpp"
#include "redis/redis_fixture.hpp"

#include <map>

#include <rapidcheck.h>

namespace ludice::redis {
namespace {

constexpr Instant kStart{1'800'000'000'000};

class SharedWindowsTest : public RedisTest {
 protected:
  std::optional<SharedWindows::Verdict> take(SharedWindows& windows, std::string key, std::size_t count,
                                             Millis window, std::int64_t ms) {
    return runner_.run(windows.take(std::move(key), count, window, kStart + Millis(ms)));
  }
  bool passes(SharedWindows& windows, std::int64_t ms) {
    const auto verdict = take(windows, "a", 1, Millis(1'000), ms);
    EXPECT_TRUE(verdict);
    return verdict && verdict->passed;
  }

  SystemRandom random_;
};

TEST_F(SharedWindowsTest, replicas_have_one_window_between_them) {
  const auto client = connect(std::string(SharedWindows::script()));
  const auto other_client = connect(std::string(SharedWindows::script()));
  SharedWindows one(*client, random_, no_metrics());
  SharedWindows other(*other_client, random_, no_metrics());
  EXPECT_TRUE(passes(one, 0));
  EXPECT_FALSE(passes(other, 999));
  EXPECT_TRUE(passes(other, 1'000));
  EXPECT_FALSE(passes(one, 1'001));
}

TEST_F(SharedWindowsTest, a_window_that_nobody_uses_is_removed) {
  const auto client = connect(std::string(SharedWindows::script()));
  SharedWindows windows(*client, random_, no_metrics());
  EXPECT_TRUE(passes(windows, 0));
  const std::int64_t left = server_.ask({"PTTL", "ludice:limit:a"}).integer;
  EXPECT_GT(left, 1'000);
  EXPECT_LE(left, 11'000);
}

TEST_F(SharedWindowsTest, what_is_no_window_is_taken_away) {
  const auto client = connect(std::string(SharedWindows::script()));
  SharedWindows windows(*client, random_, no_metrics());
  server_.ask({"SET", "ludice:limit:a", "not a window"});
  EXPECT_TRUE(passes(windows, 0));
  EXPECT_FALSE(passes(windows, 1));
}

TEST_F(SharedWindowsTest, a_redis_without_memory_or_away_decides_nothing) {
  const auto client = connect(std::string(SharedWindows::script()));
  SharedWindows windows(*client, random_, no_metrics());
  server_.ask({"CONFIG", "SET", "maxmemory", "1"});
  EXPECT_FALSE(take(windows, "a", 1, Millis(1'000), 0));
  server_.ask({"CONFIG", "SET", "maxmemory", "0"});
  EXPECT_TRUE(passes(windows, 0));
  server_.kill();
  EXPECT_FALSE(take(windows, "a", 1, Millis(1'000), 1));
}

TEST_F(SharedWindowsTest, they_answer_what_the_windows_of_a_process_answer) {
  const auto client = connect(std::string(SharedWindows::script()));
  SharedWindows windows(*client, random_, no_metrics());
  EXPECT_TRUE(rc::check([&] {
    server_.ask({"FLUSHALL"});
    const auto count = *rc::gen::inRange<std::size_t>(1, 4);
    const Millis window(*rc::gen::element<std::int64_t>(100, 2'500, 60'000));
    api::RateLimiter limiter({count, window});
    struct Passed {
      std::string key;
      std::uint64_t local;
      std::string shared;
    };
    std::vector<Passed> passed;
    std::int64_t now = 0;
    for (int i = *rc::gen::inRange(0, 60); i > 0; --i) {
      now += *rc::gen::inRange<std::int64_t>(0, window.count() / 2);
      if (!passed.empty() && *rc::gen::inRange(0, 5) == 0) {
        const Passed& back = passed[*rc::gen::inRange<std::size_t>(0, passed.size())];
        limiter.give_back(back.local);
        windows.give_back(back.key, back.shared);
        continue;
      }
      const auto key = *rc::gen::element<std::string>("a", "b", "c");
      const api::RateLimiter::Verdict local = limiter.take(key, kStart + Millis(now));
      const auto shared = take(windows, key, count, window, now);
      RC_ASSERT(shared.has_value());
      RC_ASSERT(shared->passed == local.passed);
      RC_ASSERT(shared->retry_after_s == local.retry_after_s);
      if (local.passed) passed.push_back({key, local.pass, shared->pass});
    }
  }));
}

TEST_F(SharedWindowsTest, a_clock_set_back_gives_nobody_more) {
  const auto client = connect(std::string(SharedWindows::script()));
  SharedWindows windows(*client, random_, no_metrics());
  EXPECT_TRUE(passes(windows, 10'000));
  EXPECT_FALSE(passes(windows, 0));
  EXPECT_TRUE(passes(windows, 11'000));
}

}  // namespace
}  // namespace ludice::redis
