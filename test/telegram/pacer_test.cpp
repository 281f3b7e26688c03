// Waiting for one's turn: coroutines in the order and at the pace of the schedule.
#include "telegram/pacer.hpp"

#include "async/runner.hpp"
#include "async/task_group.hpp"
#include "telegram/fakes.hpp"

#include <string>
#include <vector>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

namespace ludice::telegram {
namespace {

using Names = std::vector<std::string>;

/// Lets everything else on the loop run.
async::Task<> let_others_run() {
  const auto executor = co_await boost::asio::this_coro::executor;
  for (int i = 0; i < 20; ++i) co_await boost::asio::post(executor, boost::asio::use_awaitable);
}

class PacerTest : public testing::Test {
 protected:
  async::Task<> record(std::string name) {
    begun.push_back(name);
    co_return;
  }

  async::Task<> record_slowly(std::string name) {
    begun.push_back(name);
    co_await let_others_run();
    ended.push_back(name);
  }

  async::Task<int> flood(Millis retry_after) {
    TelegramError error(TelegramError::Kind::flood, "sendMessage", 429, "Too Many Requests");
    error.retry_after = retry_after;
    throw error;
    co_return 0;
  }

  void send(std::int64_t chat, Priority priority, async::Task<> call) {
    group.spawn("send", pacer.run(chat, priority, std::move(call)));
  }

  /// A step of the clock alone wakes nobody: another chat's send makes the pacer look at it.
  void pass(Millis time) {
    clock.time = clock.time + time;
    runner.run(pacer.run(99, Priority::game, let_others_run()));
    runner.run(let_others_run());
  }

  void TearDown() override { runner.run(group.drain(Millis{0})); }

  async::Runner runner;
  FakeClock clock;
  Pacer pacer{runner.executor(), clock, {.chat_burst = 2}};
  async::TaskGroup group{runner.executor()};
  Names begun;
  Names ended;
};

async::Task<std::string> answer(std::string text) {
  co_return text;
}

TEST_F(PacerTest, gives_back_what_the_call_gives) {
  EXPECT_EQ(runner.run(pacer.run(1, Priority::game, answer("hi"))), "hi");
}

TEST_F(PacerTest, calls_to_a_chat_start_one_after_the_other_in_order) {
  send(1, Priority::game, record_slowly("a"));
  send(1, Priority::game, record_slowly("b"));
  runner.run(let_others_run());
  EXPECT_EQ(begun.front(), "a");
  while (ended.size() < 2) runner.run(let_others_run());
  EXPECT_EQ(begun, (Names{"a", "b"}));
  EXPECT_EQ(ended, (Names{"a", "b"}));
}

TEST_F(PacerTest, one_beyond_the_burst_waits_for_its_time) {
  for (const std::string name : {"a", "b", "c"}) send(1, Priority::game, record(name));
  runner.run(let_others_run());
  EXPECT_EQ(begun, (Names{"a", "b"}));
  EXPECT_EQ(pacer.waiting(), 1U);
  pass(Millis{1'000});
  EXPECT_EQ(begun, (Names{"a", "b", "c"}));
}

TEST_F(PacerTest, the_timer_alone_brings_the_next_turn) {
  const SystemClock real;
  Pacer quick(runner.executor(), real, {.chat_interval = Millis{20}, .chat_burst = 1});
  const Instant start = real.now();
  for (int i = 0; i < 3; ++i) runner.run(quick.run(1, Priority::game, record("x")));
  EXPECT_EQ(begun.size(), 3U);
  EXPECT_GE(real.now() - start, Millis{40});
}

TEST_F(PacerTest, a_flood_comes_through_and_pauses_its_chat) {
  EXPECT_THROW(runner.run(pacer.run(1, Priority::game, flood(Millis{30'000}))), TelegramError);
  EXPECT_EQ(pacer.paused_until(1), clock.time + Millis{30'000});
  send(1, Priority::game, record("paused"));
  send(2, Priority::game, record("free"));
  runner.run(let_others_run());
  EXPECT_EQ(begun, Names{"free"});
  pass(Millis{30'000});
  EXPECT_EQ(begun, (Names{"free", "paused"}));
}

TEST_F(PacerTest, a_flood_of_no_chat_pauses_all) {
  pacer.flooded_everywhere(Millis{5'000});
  send(1, Priority::answer, record("a"));
  runner.run(let_others_run());
  EXPECT_TRUE(begun.empty());
  pass(Millis{5'000});
  EXPECT_EQ(begun, Names{"a"});
}

TEST_F(PacerTest, a_call_that_fails_lets_the_next_one_go) {
  EXPECT_THROW(runner.run(pacer.run(1, Priority::game, flood(Millis{1}))), TelegramError);
  clock.time = clock.time + Millis{1};
  EXPECT_EQ(runner.run(pacer.run(1, Priority::game, answer("next"))), "next");
}

TEST_F(PacerTest, cancelled_while_waiting_a_call_is_not_made_and_leaves_no_trace) {
  pacer.flooded_everywhere(Millis{60'000});
  send(1, Priority::game, record("never"));
  runner.run(let_others_run());
  EXPECT_EQ(pacer.waiting(), 1U);
  group.cancel();
  runner.run(let_others_run());
  EXPECT_EQ(pacer.waiting(), 0U);
  EXPECT_EQ(group.size(), 0U);
  EXPECT_TRUE(begun.empty());
}

TEST_F(PacerTest, cancelled_while_it_runs_a_call_frees_its_chat) {
  send(1, Priority::game, record_slowly("cut off"));
  runner.run(pacer.run(2, Priority::game, answer("")));
  group.cancel();
  EXPECT_EQ(runner.run(pacer.run(1, Priority::game, answer("next"))), "next");
}

}  // namespace
}  // namespace ludice::telegram
