// A wake-up from one to many: whoever changes something notifies, whoever waits looks again.
#pragma once

#include "async/task.hpp"
#include "base/instant.hpp"

#include <cstdint>
#include <memory>

#include <boost/asio/any_io_executor.hpp>

namespace ludice::async {

/// No notification is lost between looking and waiting:
///
///     auto seen = event.count();
///     … look, find nothing …
///     co_await event.wait(seen, limit);
class Event {
 public:
  /// `executor` is the event loop's: waiting happens there alone.
  explicit Event(boost::asio::any_io_executor executor);

  /// How often notify() was called. Thread safe.
  std::uint64_t count() const;

  /// Waits until the count is another than `seen` (at once where it already is): true; or until `limit` has
  /// passed: false. Throws system_error(operation_aborted) when cancelled.
  Task<bool> wait(std::uint64_t seen, Millis limit);

  /// Wakes all who wait. Thread safe; cheap where a wake-up is already on its way.
  void notify();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace ludice::async
