// Waiting for time to pass.
#include "async/deadline.hpp"

namespace ludice::async {

Task<> sleep_for(Millis duration) {
  auto executor = co_await boost::asio::this_coro::executor;
  boost::asio::steady_timer timer(executor, duration);
  co_await timer.async_wait(boost::asio::use_awaitable);
}

}  // namespace ludice::async
