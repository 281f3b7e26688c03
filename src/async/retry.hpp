// Trying again what was unavailable, with pauses that grow and differ from one caller to the next.
#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "base/instant.hpp"
#include "base/random.hpp"

#include <exception>

namespace ludice::async {

struct Backoff {
  int attempts = 5;        ///< in all, the first among them
  Millis first{100};       ///< the longest pause after the first failure; doubles with each further one
  Millis longest{10'000};  ///< where it stops growing
};

/// The pause after failure number `failure` (1, 2, …): at random between half of what it has grown to and
/// all.
Millis backoff_delay(const Backoff& backoff, int failure, Random& random);

/// Awaits `make()` until it returns; what it throws is tried again where `again(exception)` holds, and comes
/// through where it does not or no attempt is left. `make` returns a new Task each time.
template <class Make, class Again>
auto retry(Backoff backoff, Random& random, Make make, Again again) -> decltype(make()) {
  for (int failure = 1;; ++failure) {
    try {
      co_return co_await make();
    } catch (const std::exception& exception) {
      if (failure >= backoff.attempts || !again(exception)) {
        throw;
      }
    }
    co_await sleep_for(backoff_delay(backoff, failure, random));
  }
}

}  // namespace ludice::async
