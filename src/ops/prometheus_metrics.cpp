// Counts with prometheus-cpp's registry; a handle is made once for a name and its labels.
#include "ops/prometheus_metrics.hpp"

#include "base/assert.hpp"
#include "ops/process_figures.hpp"

#include <map>
#include <mutex>
#include <stdexcept>
#include <utility>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace ludice::ops {
namespace {

struct CounterHandle final : Counter {
  explicit CounterHandle(prometheus::Counter& made) : counter(made) {}
  void add(double by) override { counter.Increment(by); }
  prometheus::Counter& counter;
};

struct GaugeHandle final : Gauge {
  explicit GaugeHandle(prometheus::Gauge& made) : gauge(made) {}
  void set(double value) override { gauge.Set(value); }
  prometheus::Gauge& gauge;
};

struct HistogramHandle final : Histogram {
  explicit HistogramHandle(prometheus::Histogram& made) : histogram(made) {}
  void observe(double value) override { histogram.Observe(value); }
  prometheus::Histogram& histogram;
};

using Key = std::pair<std::string, prometheus::Labels>;

class Registry final : public PrometheusMetrics {
 public:
  Counter& counter(const std::string& name, const std::string& help, const Labels& labels) override {
    return handle(counters_, name, labels, [&](const prometheus::Labels& own) -> prometheus::Counter& {
      return prometheus::BuildCounter().Name(name).Help(help).Register(registry_).Add(own);
    });
  }

  Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels) override {
    return handle(gauges_, name, labels, [&](const prometheus::Labels& own) -> prometheus::Gauge& {
      return prometheus::BuildGauge().Name(name).Help(help).Register(registry_).Add(own);
    });
  }

  Histogram& histogram(const std::string& name, const std::string& help,
                       const std::vector<double>& upper_bounds, const Labels& labels) override {
    return handle(histograms_, name, labels, [&](const prometheus::Labels& own) -> prometheus::Histogram& {
      return prometheus::BuildHistogram().Name(name).Help(help).Register(registry_).Add(own, upper_bounds);
    });
  }

  std::string text() override {
    set_process_figures(*this);
    if (!file_.empty()) set_disk_figures(*this, file_);
    return prometheus::TextSerializer().Serialize(registry_.Collect());
  }

  void watch_disk(std::string file) override { file_ = std::move(file); }

 private:
  template <class Handle, class Make>
  Handle& handle(std::map<Key, Handle>& handles, const std::string& name, const Labels& labels, Make make) {
    Key key(name, prometheus::Labels(labels.begin(), labels.end()));
    const std::lock_guard lock(mutex_);
    if (const auto found = handles.find(key); found != handles.end()) return found->second;
    try {
      auto& made = make(key.second);
      return handles.try_emplace(std::move(key), made).first->second;
    } catch (const std::invalid_argument& error) {
      assertion_failed(error.what(), __FILE__, __LINE__);
    }
  }

  std::string file_;  ///< whose disk is watched
  std::mutex mutex_;
  prometheus::Registry registry_;
  std::map<Key, CounterHandle> counters_;
  std::map<Key, GaugeHandle> gauges_;
  std::map<Key, HistogramHandle> histograms_;
};

}  // namespace

std::unique_ptr<PrometheusMetrics> make_prometheus_metrics() {
  return std::make_unique<Registry>();
}

}  // namespace ludice::ops
