// A bounded queue between the event loop and a store thread.
#pragma once

#include "store/store.hpp"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

namespace ludice::store {

/// Thread safe.
template <class Job>
class JobQueue {
 public:
  explicit JobQueue(std::size_t capacity) : capacity_(capacity) {}

  enum class Pushed { taken, full, closed };
  Pushed push(std::shared_ptr<Job> job) {
    {
      const std::lock_guard lock(mutex_);
      if (closed_) return Pushed::closed;
      if (jobs_.size() >= capacity_) return Pushed::full;
      jobs_.push_back(std::move(job));
    }
    filled_.notify_one();
    return Pushed::taken;
  }

  /// Waits for jobs and takes up to `most`; nothing once closed and empty.
  std::vector<std::shared_ptr<Job>> take(std::size_t most) {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
    return take_some(most);
  }

  /// The same, for a while: nothing also where none came.
  std::vector<std::shared_ptr<Job>> take_within(Millis wait, std::size_t most) {
    std::unique_lock lock(mutex_);
    filled_.wait_for(lock, wait, [this] { return closed_ || !jobs_.empty(); });
    return take_some(most);
  }
  bool is_finished() const {
    const std::lock_guard lock(mutex_);
    return closed_ && jobs_.empty();
  }

  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    filled_.notify_all();
  }

  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return jobs_.size();
  }

 private:
  std::vector<std::shared_ptr<Job>> take_some(std::size_t most) {
    std::vector<std::shared_ptr<Job>> taken;
    while (!jobs_.empty() && taken.size() < most) {
      taken.push_back(std::move(jobs_.front()));
      jobs_.pop_front();
    }
    return taken;
  }

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<std::shared_ptr<Job>> jobs_;
  bool closed_ = false;
};

/// Throws Unavailable: overloaded, closing.
template <class Job>
void push_or_throw(JobQueue<Job>& queue, std::shared_ptr<Job> job) {
  using Pushed = typename JobQueue<Job>::Pushed;
  switch (queue.push(std::move(job))) {
    case Pushed::taken:
      return;
    case Pushed::full:
      throw Unavailable(Unavailable::Kind::overloaded, "the store's queue is full");
    case Pushed::closed:
      throw Unavailable(Unavailable::Kind::closing, "the store is closing");
  }
}

}  // namespace ludice::store
