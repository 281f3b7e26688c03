// Work in order for each person, at the same time for different ones.
#pragma once

#include "async/task.hpp"
#include "async/task_group.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <unordered_map>

namespace ludice::bot {

/// Used on the event loop's thread only.
class Lanes {
 public:
  /// Makes the coroutine that does the work; must not be one itself.
  using Work = std::function<async::Task<>()>;

  /// The group must be drained before the lanes die.
  explicit Lanes(async::TaskGroup& group) : group_(group) {}

  /// Runs `work` when everything posted for this person before has ended. What it throws is logged under
  /// `name` and ends that work alone; only being cancelled ends the lane.
  void post(std::int64_t user_id, std::string name, Work work);

  std::size_t busy() const { return lanes_.size(); }

 private:
  struct Entry {
    std::string name;
    Work work;
  };

  async::Task<> drive(std::int64_t user_id);

  async::TaskGroup& group_;
  std::unordered_map<std::int64_t, std::deque<Entry>> lanes_;  ///< one for each person with work
};

}  // namespace ludice::bot
