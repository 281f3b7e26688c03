// Runs a Task to its end on an event loop of its own: what main() and the tests stand on.
#pragma once

#include "async/task.hpp"

#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

namespace ludice::async {

class Runner {
 public:
  boost::asio::any_io_executor executor() { return context_.get_executor(); }

  /// Runs the loop until `task` has ended; returns its value or throws its exception. Other tasks on the
  /// loop make progress meanwhile and stand still between calls.
  template <class T>
  T run(Task<T> task) {
    std::optional<std::exception_ptr> ended;
    if constexpr (std::is_void_v<T>) {
      boost::asio::co_spawn(context_, std::move(task), [&](std::exception_ptr failure) { ended = failure; });
      run_until(ended);
    } else {
      std::optional<T> value;
      boost::asio::co_spawn(context_, store(std::move(task), value),
                            [&](std::exception_ptr failure) { ended = failure; });
      run_until(ended);
      return std::move(*value);
    }
  }

 private:
  template <class T>
  static Task<> store(Task<T> task, std::optional<T>& value) {
    value.emplace(co_await std::move(task));
  }

  void run_until(const std::optional<std::exception_ptr>& ended) {
    while (!ended) {
      context_.run_one();
    }
    if (*ended) {
      std::rethrow_exception(*ended);
    }
  }

  boost::asio::io_context context_{1};  // one thread runs it
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_ = make_work_guard(context_);
};

}  // namespace ludice::async
