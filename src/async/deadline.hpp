// The one way to bound a wait in time.
#pragma once

#include "async/task.hpp"
#include "base/instant.hpp"

#include <stdexcept>

namespace ludice::async {

struct DeadlineExceeded : std::runtime_error {
  DeadlineExceeded() : std::runtime_error("deadline exceeded") {}
};

/// Runs `task`; where it has not ended after `limit` it is cancelled (terminal cancellation) and
/// DeadlineExceeded thrown. An exception of the task comes through.
template <class T>
Task<T> with_deadline(Task<T> task, Millis limit);

/// Waits; ends early with boost::system::system_error(operation_aborted) when cancelled.
Task<> sleep_for(Millis duration);

}  // namespace ludice::async
