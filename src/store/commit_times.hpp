// How long commits take, the same for every engine.
#pragma once

#include "base/metrics.hpp"

#include <chrono>

namespace ludice::store {

class CommitTimes {
 public:
  explicit CommitTimes(Metrics& metrics)
      : seconds_(metrics.histogram("ludice_store_commit_seconds", "Time that a commit takes",
                                   {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5})) {
  }

  /// Runs `commit`; one that throws is not counted.
  template <class Commit>
  void measure(Commit commit) {
    const auto began = std::chrono::steady_clock::now();
    commit();
    seconds_.observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  }

 private:
  Histogram& seconds_;
};

}  // namespace ludice::store
