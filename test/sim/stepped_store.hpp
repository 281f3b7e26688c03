// The store of the program without its threads: the simulation says when the writer takes how many bodies,
// and when the reader takes one. Batches, commits, records and checkpoints are the program's own.
#pragma once

#include "store/sqlite_engine.hpp"

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ludice::sim {

class SteppedStore final : public store::Store {
 public:
  SteppedStore(const store::EngineOptions& options, const Clock& clock, std::size_t max_queued)
      : engine_(options, clock, no_metrics()), max_queued_(max_queued) {}

  bool ready(std::string& reason) const override {
    if (engine_.disk_full()) reason = "no room on the disk of the database";
    return !engine_.disk_full();
  }
  const Clock& clock() const override { return engine_.clock(); }
  bool is_shared() const override { return false; }

  std::size_t writes() const { return writes_.size(); }
  std::size_t reads() const { return reads_.size(); }

  /// One commit of the writer. Throws SqliteError where the program would end.
  void write_batch(std::size_t most) {
    std::vector<std::shared_ptr<store::WriteJob>> batch;
    while (!writes_.empty() && batch.size() < most) {
      batch.push_back(std::move(writes_.front()));
      writes_.pop_front();
    }
    try {
      engine_.run_batch(batch);
    } catch (...) {
      forget(batch);
      throw;
    }
  }
  /// The writer's thread looks at the clock. Throws as write_batch().
  void keep_time() { engine_.keep_time(); }
  bool is_time_kept() const { return engine_.is_time_kept(); }
  void read_one() {
    const auto job = std::move(reads_.front());
    reads_.pop_front();
    engine_.run_read(*job);
  }

  /// The process is dead: nothing that waits, or comes now, is ever answered.
  void die() { dead_ = true; }
  /// Ends the coroutines that wait, where they stand.
  void drop_all() {
    forget(std::exchange(writes_, {}));
    forget(std::exchange(reads_, {}));
  }

 protected:
  void submit(std::shared_ptr<store::WriteJob> job) override { push(writes_, std::move(job)); }
  void submit(std::shared_ptr<store::ReadJob> job) override { push(reads_, std::move(job)); }

 private:
  /// A coroutine that waits keeps its job, and the job the coroutine: only here is that undone.
  template <class Jobs>
  static void forget(Jobs&& jobs) {
    for (const auto& job : jobs) job->done = nullptr;
  }
  template <class Job>
  void push(std::deque<std::shared_ptr<Job>>& queue, std::shared_ptr<Job> job) {
    if (!dead_ && queue.size() >= max_queued_) {
      throw store::Unavailable(store::Unavailable::Kind::overloaded, "the store's queue is full");
    }
    queue.push_back(std::move(job));
  }

  store::SqliteEngine engine_;
  const std::size_t max_queued_;
  std::deque<std::shared_ptr<store::WriteJob>> writes_;
  std::deque<std::shared_ptr<store::ReadJob>> reads_;
  bool dead_ = false;
};

}  // namespace ludice::sim
