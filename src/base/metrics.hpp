// Counters, gauges and histograms as the modules see them; `ops` gives them out to Prometheus.
// All methods are thread safe. Handles live as long as the Metrics they came from.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ludice {

class Counter {
 public:
  virtual ~Counter() = default;
  virtual void add(double by) = 0;
};

class Gauge {
 public:
  virtual ~Gauge() = default;
  virtual void set(double value) = 0;
};

class Histogram {
 public:
  virtual ~Histogram() = default;
  virtual void observe(double value) = 0;
};

using Labels = std::vector<std::pair<std::string, std::string>>;

/// Asking again for the same name and labels gives the same handle. Names follow Prometheus' rules:
/// `ludice_` first, the unit last, counters end in `_total`.
class Metrics {
 public:
  virtual ~Metrics() = default;
  virtual Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {}) = 0;
  virtual Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels = {}) = 0;
  virtual Histogram& histogram(const std::string& name, const std::string& help,
                               const std::vector<double>& upper_bounds, const Labels& labels = {}) = 0;
};

/// Counts nothing: for tests and for parts run without metrics.
Metrics& no_metrics();

}  // namespace ludice
