// How many commits there are, what is in them and how long they take: the same for every engine.
#pragma once

#include "base/metrics.hpp"

#include <chrono>
#include <cstddef>

namespace ludice::store {

class CommitFigures {
 public:
  explicit CommitFigures(Metrics& metrics)
      : commits_(metrics.counter("ludice_store_commits_total", "Transactions committed")),
        bodies_(metrics.counter("ludice_store_bodies_total", "Units of work committed")),
        batch_(metrics.histogram("ludice_store_batch_bodies", "Units of work in one commit",
                                 {1, 2, 4, 8, 16, 32, 64, 128, 256})),
        seconds_(metrics.histogram("ludice_store_commit_seconds", "Time that a commit takes",
                                   {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5})) {
  }

  /// Runs `commit` of so many units of work; one that throws is not counted.
  template <class Commit>
  void measure(std::size_t bodies, Commit commit) {
    const auto began = std::chrono::steady_clock::now();
    commit();
    seconds_.observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
    commits_.add(1);
    bodies_.add(static_cast<double>(bodies));
    batch_.observe(static_cast<double>(bodies));
  }

 private:
  Counter& commits_;
  Counter& bodies_;
  Histogram& batch_;
  Histogram& seconds_;
};

}  // namespace ludice::store
