// Wake-ups: none lost, none invented, from any thread.
#include "async/event.hpp"

#include "async/deadline.hpp"
#include "async/runner.hpp"
#include "async/spans.hpp"
#include "async/task_group.hpp"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace ludice::async {
namespace {

TEST(Event, wait_ends_at_once_where_something_happened_since_one_looked) {
  Runner runner;
  Event event(runner.executor());
  const auto seen = event.count();
  event.notify();
  const bool notified = runner.run(event.wait(seen, kLong));
  EXPECT_TRUE(notified);
}

TEST(Event, wait_ends_at_its_limit_where_nothing_happens) {
  Runner runner;
  Event event(runner.executor());
  const bool notified = runner.run(event.wait(event.count(), kShort));
  EXPECT_FALSE(notified);
}

Task<> count_wake_up(Event& event, int& woken) {
  const bool notified = co_await event.wait(event.count(), kLong);
  woken += notified ? 1 : 0;
}

TEST(Event, wakes_all_who_wait) {
  Runner runner;
  Event event(runner.executor());
  TaskGroup group(runner.executor());
  int woken = 0;
  for (int i = 0; i < 10; ++i) {
    group.spawn("waiting", count_wake_up(event, woken));
  }
  runner.run(sleep_for(kShort));
  event.notify();
  runner.run(group.drain(kLong));
  EXPECT_EQ(woken, 10);
}

Task<> see_all(Event& event, std::uint64_t expected) {
  while (event.count() < expected) {
    const auto seen = event.count();
    co_await event.wait(seen, kLong);
  }
}

TEST(Event, loses_no_notification_of_many_threads) {
  constexpr int kThreads = 4;
  constexpr int kEach = 2'000;
  Runner runner;
  Event event(runner.executor());
  std::vector<std::jthread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&event] {
      for (int n = 0; n < kEach; ++n) {
        event.notify();
      }
    });
  }
  runner.run(with_deadline(see_all(event, kThreads * kEach), kLong));
  EXPECT_EQ(event.count(), static_cast<std::uint64_t>(kThreads * kEach));
}

TEST(Event, wait_is_not_disturbed_by_a_wake_up_for_what_one_had_seen_already) {
  Runner runner;
  Event event(runner.executor());
  event.notify();
  const bool notified = runner.run(event.wait(event.count(), kShort));
  EXPECT_FALSE(notified);
}

TEST(Event, cancelled_waiters_leave) {
  Runner runner;
  Event event(runner.executor());
  EXPECT_THROW(runner.run(with_deadline(event.wait(event.count(), kLong), kShort)), DeadlineExceeded);
  event.notify();
  runner.run(sleep_for(kShort));  // would touch the waiter if it were still listed
}

}  // namespace
}  // namespace ludice::async
