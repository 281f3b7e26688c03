// Tasks that belong together: failures stay apart, draining waits, cancelling reaches all.
#include "async/task_group.hpp"

#include "async/deadline.hpp"
#include "async/runner.hpp"
#include "async/spans.hpp"
#include "base/log.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace ludice::async {
namespace {

class EventNames final : public log::Sink {
 public:
  EventNames() { log::set_sink(this); }
  ~EventNames() override { log::set_sink(nullptr); }
  bool enabled(log::Level) const override { return true; }
  void write(log::Level, std::string_view event, std::span<const log::Field>) override {
    events.emplace_back(event);
  }
  std::vector<std::string> events;
};

Task<> count_after(Millis pause, int& ended) {
  co_await sleep_for(pause);
  ++ended;
}

Task<> fail() {
  throw std::runtime_error("on purpose");
  co_return;
}

TEST(TaskGroup, drain_waits_for_tasks_that_end_in_time) {
  Runner runner;
  TaskGroup group(runner.executor());
  int ended = 0;
  group.spawn("a", count_after(kShort, ended));
  group.spawn("b", count_after(kShort * 2, ended));
  runner.run(group.drain(kLong));
  EXPECT_EQ(ended, 2);
  EXPECT_EQ(group.size(), 0u);
}

TEST(TaskGroup, what_a_cancelled_task_spawns_is_not_waited_for) {
  Runner runner;
  TaskGroup group(runner.executor());
  int ended = 0;
  auto spawn_at_its_end = [](TaskGroup& family, int& count) -> Task<> {
    try {
      co_await sleep_for(kLong);
    } catch (...) {
      family.spawn("late", count_after(kLong, count));
      throw;
    }
  };
  group.spawn("early", spawn_at_its_end(group, ended));
  const auto begun = std::chrono::steady_clock::now();
  runner.run(group.drain(kShort));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, kLong);
  EXPECT_EQ(ended, 0);
}

TEST(TaskGroup, drain_cancels_what_is_left_at_its_limit) {
  Runner runner;
  TaskGroup group(runner.executor());
  int ended = 0;
  group.spawn("slow", count_after(kLong, ended));
  runner.run(group.drain(kShort));
  EXPECT_EQ(ended, 0);
  EXPECT_EQ(group.size(), 0u);
}

TEST(TaskGroup, drain_of_an_empty_group_ends_at_once) {
  Runner runner;
  TaskGroup group(runner.executor());
  runner.run(group.drain(kLong));
  EXPECT_EQ(group.size(), 0u);
}

TEST(TaskGroup, a_failure_is_logged_and_ends_that_task_alone) {
  EventNames log;
  Runner runner;
  TaskGroup group(runner.executor());
  int ended = 0;
  group.spawn("failing", fail());
  group.spawn("fine", count_after(kShort, ended));
  runner.run(group.drain(kLong));
  EXPECT_EQ(ended, 1);
  EXPECT_EQ(log.events, std::vector<std::string>{"task_failed"});
}

TEST(TaskGroup, being_cancelled_is_no_failure) {
  EventNames log;
  Runner runner;
  TaskGroup group(runner.executor());
  int ended = 0;
  group.spawn("waiting", count_after(kLong, ended));
  group.cancel();
  runner.run(group.drain(kLong));
  EXPECT_EQ(log.events, std::vector<std::string>{});
}

Task<> spawn_another(TaskGroup& group, int& ended) {
  co_await sleep_for(kShort);
  group.spawn("child", count_after(kShort, ended));
}

TEST(TaskGroup, drain_waits_for_tasks_spawned_meanwhile) {
  Runner runner;
  TaskGroup group(runner.executor());
  int ended = 0;
  group.spawn("parent", spawn_another(group, ended));
  runner.run(group.drain(kLong));
  EXPECT_EQ(ended, 1);
}

TEST(TaskGroup, tasks_die_with_the_loop_where_an_exception_unwinds_the_program) {
  int ended = 0;
  const auto start_and_fail = [&ended] {
    Runner runner;
    TaskGroup group(runner.executor());
    group.spawn("left behind", count_after(kLong, ended));
    runner.run(sleep_for(kShort));
    throw std::runtime_error("start failed");
  };
  EXPECT_THROW(start_and_fail(), std::runtime_error);
  EXPECT_EQ(ended, 0);
}

TEST(TaskGroupDeathTest, an_undrained_group_is_a_bug) {
  const auto forget = [] {
    Runner runner;
    int ended = 0;
    TaskGroup group(runner.executor());
    group.spawn("forgotten", count_after(kLong, ended));
  };
  EXPECT_DEATH(forget(), "running.empty");
}

}  // namespace
}  // namespace ludice::async
