// The gap that a provider's limit asks for lies between calls, by a clock that moves when told to.
#include "sim/steady_time.hpp"
#include "telegram/scripted_http.hpp"
#include "ton/toncenter.hpp"

#include <cstddef>
#include <exception>
#include <memory>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace ludice::ton {
namespace {

constexpr Millis kGap{1'100};

/// Two calls, the second as soon as the first has its answer.
async::Task<> ask_twice(Toncenter* toncenter) {
  co_await toncenter->last_block();
  co_await toncenter->transactions_after(0);
}

class ToncenterGapTest : public testing::Test {
 protected:
  void ask() {
    http_.answer(200, R"({"last":{"gen_utime":1}})");
    http_.answer(200, R"({"transactions":[]})");
    boost::asio::co_spawn(context_, ask_twice(toncenter_.get()),
                          [](const std::exception_ptr& failure) { EXPECT_TRUE(!failure); });
  }
  /// How many calls have been sent when so much more time has passed.
  std::size_t sent_after(Millis time) {
    time_.advance(time);
    context_.restart();
    context_.poll();
    return http_.sent.size();
  }

  sim::SteadyTime time_;
  boost::asio::io_context context_{1};
  telegram::ScriptedHttp http_;
  std::unique_ptr<Toncenter> toncenter_ = make_toncenter(http_, {.wallet = {}, .api_key = {}, .gap = kGap});
};

TEST_F(ToncenterGapTest, lies_between_one_call_and_the_next) {
  ask();
  EXPECT_EQ(sent_after(Millis{0}), 1U) << "the first waits for nothing";
  EXPECT_EQ(sent_after(kGap - Millis{1}), 1U);
  EXPECT_EQ(sent_after(Millis{1}), 2U);
}

TEST_F(ToncenterGapTest, is_waited_for_once_and_never_saved_up) {
  ask();
  sent_after(Millis{0});
  sent_after(kGap);
  sent_after(100 * kGap);
  ask();
  EXPECT_EQ(sent_after(Millis{0}), 3U) << "it is long over";
  EXPECT_EQ(sent_after(kGap - Millis{1}), 3U) << "and the time since then counts for nothing";
  EXPECT_EQ(sent_after(Millis{1}), 4U);
}

}  // namespace
}  // namespace ludice::ton
