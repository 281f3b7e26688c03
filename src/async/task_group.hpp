// Coroutines that belong together: the only place where one is spawned. The owner drains the group
// before it dies. Used on the event loop's thread only.
#pragma once

#include "async/task.hpp"
#include "base/instant.hpp"

#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>

namespace ludice::async {

class TaskGroup {
 public:
  explicit TaskGroup(boost::asio::any_io_executor executor);
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;
  /// The group must be empty: drain() first.
  ~TaskGroup();

  /// Starts `task`. What it throws is logged under `name` and ends that task alone. In a group that is
  /// cancelled it is not started until drain() has returned.
  void spawn(std::string name, Task<> task);

  std::size_t size() const;

  /// Asks every task to stop (terminal cancellation) without waiting.
  void cancel();

  /// Waits until all tasks have ended; at `limit` cancels the rest and waits for them.
  Task<> drain(Millis limit);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace ludice::async
