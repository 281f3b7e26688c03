// A limit of this process and of its replicas, with a real Redis.
#include "api/limiter.hpp"

#include "async/deadline.hpp"
#include "async/runner.hpp"
#include "support/redis_server.hpp"

#include <gtest/gtest.h>

namespace ludice::api {
namespace {

constexpr Instant kStart{1'800'000'000'000};

/// What one process has.
struct Replica {
  Replica(const test::RedisServer& server, async::Runner& runner) : client(options(server), no_metrics()) {
    while (!client.is_up()) runner.run(async::sleep_for(Millis{5}));
  }
  static redis::ClientOptions options(const test::RedisServer& server) {
    redis::ClientOptions options;
    options.address = server.address();
    options.use = "test";
    options.script = redis::SharedWindows::script();
    options.patience = Millis{5'000};
    return options;
  }

  SystemRandom random;
  redis::Client client;
  redis::SharedWindows windows{client, random, no_metrics()};
  Limiter limiter{{2, Millis(60'000)}, "game:address", &windows};
};

class LimiterTest : public ::testing::Test {
 protected:
  Limiter::Verdict take(Replica& replica, std::int64_t ms) {
    return runner_.run(replica.limiter.take("a", kStart + Millis(ms)));
  }
  bool passes(Replica& replica, std::int64_t ms) { return take(replica, ms).passed; }

  async::Runner runner_;
  test::RedisServer server_;
  Replica one_{server_, runner_};
  Replica other_{server_, runner_};
};

TEST_F(LimiterTest, replicas_count_together_and_say_how_long_to_wait) {
  EXPECT_TRUE(passes(one_, 0));
  EXPECT_TRUE(passes(other_, 10'000));
  EXPECT_EQ(take(one_, 20'000).retry_after_s, 40);
  EXPECT_EQ(take(other_, 20'000).retry_after_s, 40);
  EXPECT_TRUE(passes(one_, 60'000));
}

TEST_F(LimiterTest, what_is_given_back_is_free_for_all) {
  const Limiter::Verdict first = take(one_, 0);
  take(one_, 0);
  EXPECT_FALSE(passes(other_, 1));
  one_.limiter.give_back(first);
  EXPECT_TRUE(passes(one_, 2));
  EXPECT_FALSE(passes(other_, 3));
}

TEST_F(LimiterTest, what_the_replicas_refuse_does_not_count_here) {
  take(one_, 0);
  take(one_, 0);
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(passes(other_, 1));
  server_.kill();
  EXPECT_TRUE(passes(other_, 2));
  EXPECT_TRUE(passes(other_, 2));
  EXPECT_FALSE(passes(other_, 2));
}

TEST_F(LimiterTest, without_redis_what_passed_here_counts_on) {
  take(one_, 0);
  server_.kill();
  EXPECT_TRUE(passes(one_, 1));
  EXPECT_FALSE(passes(one_, 2));
}

TEST_F(LimiterTest, other_limits_have_windows_of_their_own) {
  Limiter player({1, Millis(60'000)}, "game:player", &one_.windows);
  EXPECT_TRUE(runner_.run(player.take("a", kStart)).passed);
  EXPECT_TRUE(passes(one_, 0));
  EXPECT_TRUE(passes(one_, 0));
}

TEST_F(LimiterTest, one_that_is_off_asks_nobody) {
  server_.kill();
  Limiter off({}, "game:player", &one_.windows);
  EXPECT_FALSE(off.is_shared());
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(runner_.run(off.take("a", kStart)).passed);
}

}  // namespace
}  // namespace ludice::api
