// How much waits for a store's threads: the same for every engine.
#pragma once

#include "base/metrics.hpp"

#include <cstddef>

namespace ludice::store {

class QueueFigures {
 public:
  explicit QueueFigures(Metrics& metrics)
      : bodies_(metrics.gauge("ludice_store_queued_bodies", "Units of work waiting for the writer")),
        reads_(metrics.gauge("ludice_store_queued_reads", "Reads waiting for the reader")) {}

  /// Thread safe.
  void show(std::size_t bodies, std::size_t reads) {
    bodies_.set(static_cast<double>(bodies));
    reads_.set(static_cast<double>(reads));
  }

 private:
  Gauge& bodies_;
  Gauge& reads_;
};

}  // namespace ludice::store
