// The metrics that count nothing.
#include "base/metrics.hpp"

namespace ludice {
namespace {

class NoMetrics final : public Metrics {
 public:
  Counter& counter(const std::string&, const std::string&, const Labels&) override { return counter_; }
  Gauge& gauge(const std::string&, const std::string&, const Labels&) override { return gauge_; }
  Histogram& histogram(const std::string&, const std::string&, const std::vector<double>&,
                       const Labels&) override {
    return histogram_;
  }

 private:
  struct NoCounter final : Counter {
    void add(double) override {}
  };
  struct NoGauge final : Gauge {
    void set(double) override {}
  };
  struct NoHistogram final : Histogram {
    void observe(double) override {}
  };
  NoCounter counter_;
  NoGauge gauge_;
  NoHistogram histogram_;
};

}  // namespace

Metrics& no_metrics() {
  static NoMetrics metrics;
  return metrics;
}

}  // namespace ludice
