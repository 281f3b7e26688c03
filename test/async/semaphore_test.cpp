// Permits: bounded, in order, never lost.
#include "async/semaphore.hpp"

#include "async/deadline.hpp"
#include "async/runner.hpp"
#include "async/spans.hpp"
#include "async/task_group.hpp"

#include <optional>
#include <vector>

#include <gtest/gtest.h>

namespace ludice::async {
namespace {

Task<> take_turn(Semaphore& semaphore, std::vector<int>& order, int name, int& inside, int& most) {
  const auto permit = co_await semaphore.acquire();
  ++inside;
  most = std::max(most, inside);
  order.push_back(name);
  co_await sleep_for(Millis(1));
  --inside;
}

TEST(Semaphore, lets_no_more_in_than_it_has_permits_and_keeps_the_order) {
  Runner runner;
  Semaphore semaphore(runner.executor(), 2);
  TaskGroup group(runner.executor());
  std::vector<int> order;
  int inside = 0;
  int most = 0;
  for (int i = 0; i < 6; ++i) {
    group.spawn("turn", take_turn(semaphore, order, i, inside, most));
  }
  runner.run(group.drain(kLong));
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(most, 2);
  EXPECT_EQ(semaphore.available(), 2u);
}

TEST(Semaphore, a_waiter_that_gives_up_takes_no_permit_with_it) {
  Runner runner;
  Semaphore semaphore(runner.executor(), 1);
  std::optional<Semaphore::Permit> permit(runner.run(semaphore.acquire()));
  EXPECT_THROW(runner.run(with_deadline(semaphore.acquire(), kShort)), DeadlineExceeded);
  permit.reset();
  EXPECT_EQ(semaphore.available(), 1u);
}

TEST(Semaphore, a_permit_handed_to_a_waiter_cancelled_at_the_same_time_comes_back) {
  Runner runner;
  Semaphore semaphore(runner.executor(), 1);
  std::optional<Semaphore::Permit> permit(runner.run(semaphore.acquire()));
  TaskGroup group(runner.executor());
  std::vector<int> order;
  int inside = 0;
  int most = 0;
  group.spawn("turn", take_turn(semaphore, order, 1, inside, most));
  runner.run(sleep_for(kShort));
  permit.reset();
  group.cancel();
  runner.run(group.drain(kLong));
  EXPECT_EQ(semaphore.available(), 1u);
}

TEST(Semaphore, a_permit_may_outlive_it) {
  Runner runner;
  std::optional<Semaphore> semaphore(std::in_place, runner.executor(), 1);
  std::optional<Semaphore::Permit> permit(runner.run(semaphore->acquire()));
  semaphore.reset();
  permit.reset();
}

}  // namespace
}  // namespace ludice::async
