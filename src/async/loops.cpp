// Whether a loop was cancelled is asked of the coroutine, not read from the exception: a socket that somebody
// closed ends its waits with the same error.
#include "async/loops.hpp"

#include "async/failure.hpp"
#include "base/log.hpp"

#include <exception>
#include <utility>

#include <boost/asio/this_coro.hpp>

namespace ludice::async {

namespace asio = boost::asio;

Task<> Loops::run(std::string name, Turn turn, LoopOptions options) {
  Counter& failures = metrics_.counter("ludice_loop_failures_total",
                                       "Turns of loops that failed and were tried again", {{"loop", name}});
  int in_a_row = 0;
  bool more = true;
  while (more) {
    std::exception_ptr failure;
    try {
      more = co_await turn();
      in_a_row = 0;
    } catch (...) {
      failure = std::current_exception();
    }
    if (!failure) continue;
    const auto asked_to_stop = co_await asio::this_coro::cancellation_state;
    if (asked_to_stop.cancelled() != asio::cancellation_type::none) std::rethrow_exception(failure);
    const Millis pause = backoff_delay(options.pauses, ++in_a_row, random_);
    failures.add(1);
    log::warning("loop_failed", {{"loop", name},
                                 {"subject", options.subject},
                                 {"in_a_row", in_a_row},
                                 {"pause_ms", pause.count()},
                                 {"why", words_of(failure)}});
    co_await sleep_for(pause);
  }
}

}  // namespace ludice::async
