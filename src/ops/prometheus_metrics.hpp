// The metrics of the program, and their text for Prometheus.
#pragma once

#include "base/metrics.hpp"

#include <memory>
#include <string>

namespace ludice::ops {

class PrometheusMetrics : public Metrics {
 public:
  /// What Prometheus reads (text format 0.0.4): everything counted, and the process' own memory, CPU time
  /// and open files as they are now.
  virtual std::string text() = 0;
  /// From now on the room on the disk of this file is told as well.
  virtual void watch_disk(std::string file) = 0;
};

/// A name that is none of Prometheus', or used for two kinds, is a bug and ends the process.
std::unique_ptr<PrometheusMetrics> make_prometheus_metrics();

}  // namespace ludice::ops
