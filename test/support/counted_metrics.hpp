// Counters, gauges and histograms that a test reads back.
#pragma once

#include "base/metrics.hpp"

#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ludice::test {

/// Counters by name and labels: "calls_total{method=getMe,outcome=ok}".
class CountedMetrics final : public Metrics {
 public:
  Counter& counter(const std::string& name, const std::string&, const Labels& labels) override {
    return counters_[key(name, labels)];
  }
  Gauge& gauge(const std::string& name, const std::string&, const Labels& labels) override {
    return gauges_[key(name, labels)];
  }
  Histogram& histogram(const std::string& name, const std::string&, const std::vector<double>&,
                       const Labels& labels) override {
    return histograms_[key(name, labels)];
  }

  double count(const std::string& of) const {
    const auto found = counters_.find(of);
    return found == counters_.end() ? 0.0 : found->second.value.load();
  }
  /// What a gauge was set to last; nothing where it never was.
  std::optional<double> level(const std::string& of) const {
    const auto found = gauges_.find(of);
    return found == gauges_.end() ? std::nullopt : found->second.level;
  }
  std::vector<double> observed(const std::string& of) const {
    const auto found = histograms_.find(of);
    return found == histograms_.end() ? std::vector<double>{} : found->second.values;
  }

 private:
  struct Count final : Counter {
    void add(double by) override { value += by; }
    std::atomic<double> value = 0;  // the store's threads count, too
  };
  struct Level final : Gauge {
    void set(double value) override { level = value; }
    std::optional<double> level;
  };
  struct Values final : Histogram {
    void observe(double value) override { values.push_back(value); }
    std::vector<double> values;
  };

  static std::string key(const std::string& name, const Labels& labels) {
    std::string text;
    for (const auto& [label, value] : labels) text += (text.empty() ? "" : ",") + label + "=" + value;
    return text.empty() ? name : name + "{" + text + "}";
  }

  std::map<std::string, Count> counters_;
  std::map<std::string, Level> gauges_;
  std::map<std::string, Values> histograms_;
};

}  // namespace ludice::test
