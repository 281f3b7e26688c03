// Bounded waits: the value, the task's own exception, the deadline, and cancellation from outside.
#include "async/deadline.hpp"

#include "async/runner.hpp"
#include "async/spans.hpp"
#include "async/task_group.hpp"

#include <chrono>
#include <string>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

namespace ludice::async {
namespace {

using boost::system::system_error;

struct Uncopyable {
  explicit Uncopyable(int the_value) : value(the_value) {}
  Uncopyable(Uncopyable&&) = default;
  int value;
};

Task<Uncopyable> value_after(Millis pause) {
  co_await sleep_for(pause);
  co_return Uncopyable(7);
}

Task<> fail(std::string what) {
  throw std::runtime_error(what);
  co_return;
}

TEST(WithDeadline, brings_the_value_of_a_task_that_ends_in_time) {
  Runner runner;
  const auto value = runner.run(with_deadline(value_after(kShort), kLong));
  EXPECT_EQ(value.value, 7);
}

TEST(WithDeadline, lets_the_tasks_exception_through) {
  Runner runner;
  EXPECT_THROW(runner.run(with_deadline(fail("mine"), kLong)), std::runtime_error);
}

TEST(WithDeadline, ends_a_task_that_takes_too_long) {
  Runner runner;
  EXPECT_THROW(runner.run(with_deadline(value_after(kLong), kShort)), DeadlineExceeded);
}

TEST(WithDeadline, ends_at_once_where_no_time_is_left) {
  Runner runner;
  EXPECT_THROW(runner.run(with_deadline(value_after(kLong), Millis(-1))), DeadlineExceeded);
}

Task<> note_end(bool& ended) {
  struct Note {
    ~Note() { flag = true; }
    bool& flag;
  };
  Note note(ended);
  co_await sleep_for(kLong);
}

TEST(WithDeadline, returns_only_when_the_task_has_ended) {
  Runner runner;
  bool ended = false;
  EXPECT_THROW(runner.run(with_deadline(note_end(ended), kShort)), DeadlineExceeded);
  EXPECT_TRUE(ended);
}

/// Swallows its cancellation and brings its value all the same.
Task<int> stubborn() {
  auto executor = co_await boost::asio::this_coro::executor;
  boost::asio::steady_timer timer(executor, kLong);
  try {
    co_await timer.async_wait(boost::asio::use_awaitable);
  } catch (const system_error&) {
  }
  co_return 5;
}

TEST(WithDeadline, does_not_throw_a_value_away_that_came_after_the_limit) {
  Runner runner;
  const int value = runner.run(with_deadline(stubborn(), kShort));
  EXPECT_EQ(value, 5);
}

TEST(WithDeadline, the_inner_of_two_deadlines_is_the_one_that_is_told) {
  Runner runner;
  EXPECT_THROW(runner.run(with_deadline(with_deadline(value_after(kLong), kShort), kLong)), DeadlineExceeded);
}

Task<> expect_cancellation(bool& cancelled) {
  try {
    co_await with_deadline(sleep_for(kLong), kLong);
  } catch (const system_error& error) {
    cancelled = error.code() == boost::asio::error::operation_aborted;
    throw;
  }
}

TEST(WithDeadline, passes_cancellation_from_outside_on_to_the_task) {
  Runner runner;
  TaskGroup group(runner.executor());
  bool cancelled = false;
  group.spawn("waiting", expect_cancellation(cancelled));
  group.cancel();
  runner.run(group.drain(kLong));
  EXPECT_TRUE(cancelled);
}

TEST(SleepFor, takes_the_time_it_is_given) {
  Runner runner;
  const auto begin = std::chrono::steady_clock::now();
  runner.run(sleep_for(Millis(20)));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, Millis(20));
}

}  // namespace
}  // namespace ludice::async
