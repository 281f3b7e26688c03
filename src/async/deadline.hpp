// The one way to bound a wait in time.
#pragma once

#include "async/task.hpp"
#include "base/instant.hpp"

#include <optional>
#include <stdexcept>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ludice::async {

struct DeadlineExceeded : std::runtime_error {
  DeadlineExceeded() : std::runtime_error("deadline exceeded") {}
};

/// Runs `task`; where it has not ended after `limit` it is cancelled (terminal cancellation) and
/// DeadlineExceeded thrown. An exception of the task comes through. Returns only when the task has ended, so
/// its frame may refer to the caller's; a value it brings although the limit had passed is not thrown away.
template <class T>
Task<T> with_deadline(Task<T> task, Millis limit);

/// Waits; ends early with boost::system::system_error(operation_aborted) when cancelled.
Task<> sleep_for(Millis duration);

namespace detail {

/// What a spawned coroutine returns must be default-constructible; T need not be.
template <class T>
Task<std::optional<T>> boxed(Task<T> task) {
  co_return co_await std::move(task);
}

inline Task<std::optional<bool>> boxed(Task<> task) {
  co_await std::move(task);
  co_return true;
}

}  // namespace detail

template <class T>
Task<T> with_deadline(Task<T> task, Millis limit) {
  auto executor = co_await boost::asio::this_coro::executor;
  boost::asio::steady_timer timer(executor, limit);
  auto running = boost::asio::co_spawn(executor, detail::boxed(std::move(task)), boost::asio::deferred);
  auto waiting = timer.async_wait(boost::asio::deferred);
  auto both = boost::asio::experimental::make_parallel_group(std::move(running), std::move(waiting));
  auto ended =
      co_await both.async_wait(boost::asio::experimental::wait_for_one(), boost::asio::use_awaitable);
  const bool timer_was_first = std::get<0>(ended)[0] == 1 && !std::get<3>(ended);
  if (auto failure = std::get<1>(ended)) {
    if (timer_was_first) {
      throw DeadlineExceeded();
    }
    std::rethrow_exception(failure);
  }
  if constexpr (!std::is_void_v<T>) {
    co_return std::move(*std::get<2>(ended));
  }
}

}  // namespace ludice::async
