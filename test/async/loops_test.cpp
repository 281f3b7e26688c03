// Loops go on after failures of every kind, with pauses, and end by their own word or by being cancelled.
#include "async/loops.hpp"

#include "async/runner.hpp"
#include "async/spans.hpp"
#include "async/task_group.hpp"
#include "support/counted_metrics.hpp"
#include "support/log_lines.hpp"

#include <stdexcept>
#include <vector>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <gtest/gtest.h>

namespace ludice::async {
namespace {

enum class Ends { well, last, with_an_exception, with_something_else, as_if_cancelled, never };

Task<bool> turn_that(Ends end) {
  switch (end) {
    case Ends::well:
      co_return true;
    case Ends::last:
      co_return false;
    case Ends::with_an_exception:
      throw std::runtime_error("on purpose");
    case Ends::with_something_else:
      throw 5;
    case Ends::as_if_cancelled:
      throw boost::system::system_error(boost::asio::error::operation_aborted);
    case Ends::never:
      co_await sleep_for(kLong);
  }
  co_return false;
}

class LoopsTest : public testing::Test {
 protected:
  /// The turns end as told, one after the other.
  Task<> run(std::vector<Ends> ends) {
    Loops::Turn turn = [this, ends = std::move(ends)] { return turn_that(ends.at(turns_++)); };
    return loops_.run("talk", std::move(turn),
                      {.subject = 7, .pauses = {.first = Millis{1}, .longest = Millis{4}}});
  }
  double failures() const { return metrics_.count("ludice_loop_failures_total{loop=talk}"); }

  Runner runner_;
  SystemRandom random_;
  test::CountedMetrics metrics_;
  test::LogLines log_;
  Loops loops_{metrics_, random_};
  std::size_t turns_ = 0;
};

TEST_F(LoopsTest, turns_follow_each_other_until_one_says_it_was_the_last) {
  runner_.run(run({Ends::well, Ends::well, Ends::last}));
  EXPECT_EQ(turns_, 3U);
  EXPECT_EQ(failures(), 0);
}

TEST_F(LoopsTest, whatever_a_turn_throws_is_logged_and_counted_and_the_next_one_comes) {
  runner_.run(run({Ends::with_an_exception, Ends::with_something_else, Ends::as_if_cancelled, Ends::last}));
  EXPECT_EQ(turns_, 4U);
  EXPECT_EQ(failures(), 3);
  EXPECT_TRUE(log_.has("loop_failed loop=talk subject=7 in_a_row=1 pause_ms=1 why=on purpose"));
  EXPECT_TRUE(log_.has("in_a_row=2"));
}

TEST_F(LoopsTest, a_turn_that_went_well_ends_the_row_of_failures) {
  runner_.run(run({Ends::with_an_exception, Ends::well, Ends::with_an_exception, Ends::last}));
  EXPECT_FALSE(log_.has("in_a_row=2"));
}

TEST_F(LoopsTest, being_cancelled_ends_a_turn_and_the_loop_and_is_no_failure) {
  TaskGroup group(runner_.executor());
  group.spawn("talk", run({Ends::never, Ends::last}));
  group.cancel();
  runner_.run(group.drain(kLong));
  EXPECT_EQ(turns_, 1U);
  EXPECT_EQ(failures(), 0);
  EXPECT_TRUE(log_.lines.empty());
}

TEST_F(LoopsTest, being_cancelled_ends_a_pause) {
  TaskGroup group(runner_.executor());
  Loops::Turn turn = [this] { return turn_that(turns_++ == 0 ? Ends::with_an_exception : Ends::last); };
  group.spawn("talk", loops_.run("talk", std::move(turn), {.pauses = {.first = kLong, .longest = kLong}}));
  runner_.run(sleep_for(Millis{1}));
  group.cancel();
  runner_.run(group.drain(kLong));
  EXPECT_EQ(turns_, 1U);
}

}  // namespace
}  // namespace ludice::async
