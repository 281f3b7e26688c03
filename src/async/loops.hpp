// Loops that outlive whatever a turn of theirs throws: it is logged and counted, and the next turn comes
// after a pause that grows with each failure in a row. Only its own word or being cancelled ends a loop.
#pragma once

#include "async/retry.hpp"
#include "async/task.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace ludice::async {

struct LoopOptions {
  std::int64_t subject = 0;  ///< which of many alike (a chat, a throw), for the log
  Backoff pauses{.first = Millis{500}, .longest = Millis{10'000}};  ///< `attempts` does not count
};

class Loops {
 public:
  /// Makes the coroutine of one turn, which tells whether another one is to follow; must not be one itself.
  using Turn = std::function<Task<bool>()>;

  /// The references, and this object, must outlive every loop.
  Loops(Metrics& metrics, Random& random) : metrics_(metrics), random_(random) {}

  /// Awaits turn after turn until one gives false. Failures are counted in ludice_loop_failures_total under
  /// `name`. Once cancelled it ends with what the turn then threw.
  Task<> run(std::string name, Turn turn, LoopOptions options = {});

 private:
  Metrics& metrics_;
  Random& random_;
};

}  // namespace ludice::async
