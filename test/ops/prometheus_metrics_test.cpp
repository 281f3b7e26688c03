// What is counted shows in Prometheus' text.
#include "ops/prometheus_metrics.hpp"

#include <string>

#include <gtest/gtest.h>

namespace ludice::ops {
namespace {

class PrometheusMetricsTest : public ::testing::Test {
 protected:
  bool shows(const std::string& line) { return ("\n" + metrics_->text()).contains("\n" + line + "\n"); }

  /// The value behind `name` in the text; NaN where it is not there.
  double value_of(const std::string& name) {
    const std::string text = "\n" + metrics_->text();
    const std::size_t at = text.find("\n" + name + " ");
    return at == std::string::npos ? std::stod("nan") : std::stod(text.substr(at + name.size() + 2));
  }

  std::unique_ptr<PrometheusMetrics> metrics_ = make_prometheus_metrics();
};

TEST_F(PrometheusMetricsTest, a_counter_adds_up_and_says_what_it_is) {
  Counter& counter = metrics_->counter("ludice_requests_total", "Requests.", {{"path", "/game"}});
  counter.add(1);
  counter.add(2);
  EXPECT_TRUE(shows("# HELP ludice_requests_total Requests."));
  EXPECT_TRUE(shows("# TYPE ludice_requests_total counter"));
  EXPECT_TRUE(shows("ludice_requests_total{path=\"/game\"} 3"));
}

TEST_F(PrometheusMetricsTest, a_gauge_shows_its_last_value) {
  Gauge& gauge = metrics_->gauge("ludice_queue_depth", "Waiting.");
  gauge.set(7);
  gauge.set(3);
  EXPECT_TRUE(shows("ludice_queue_depth 3"));
}

TEST_F(PrometheusMetricsTest, a_histogram_counts_into_its_buckets) {
  Histogram& histogram = metrics_->histogram("ludice_request_seconds", "Duration.", {0.5, 1});
  for (const double value : {0.25, 0.75, 2.0}) histogram.observe(value);
  EXPECT_TRUE(shows("ludice_request_seconds_bucket{le=\"0.5\"} 1"));
  EXPECT_TRUE(shows("ludice_request_seconds_bucket{le=\"1\"} 2"));
  EXPECT_TRUE(shows("ludice_request_seconds_bucket{le=\"+Inf\"} 3"));
  EXPECT_TRUE(shows("ludice_request_seconds_sum 3"));
}

TEST_F(PrometheusMetricsTest, the_same_name_and_labels_are_the_same_handle) {
  Counter& one = metrics_->counter("ludice_x_total", "X.", {{"a", "1"}, {"b", "2"}});
  Counter& same = metrics_->counter("ludice_x_total", "X.", {{"b", "2"}, {"a", "1"}});
  Counter& other = metrics_->counter("ludice_x_total", "X.", {{"a", "2"}, {"b", "2"}});
  EXPECT_EQ(&one, &same);
  EXPECT_NE(&one, &other);
}

TEST_F(PrometheusMetricsTest, the_figures_of_the_process_are_there) {
  EXPECT_GT(value_of("process_resident_memory_bytes"), 1e6);
  EXPECT_GT(value_of("process_open_fds"), 2);
  EXPECT_GE(value_of("process_cpu_seconds"), 0);
}

TEST_F(PrometheusMetricsTest, the_room_of_a_disk_is_there_once_it_is_watched) {
  EXPECT_FALSE(value_of("ludice_database_disk_free_bytes") > 0);
  metrics_->watch_disk("/proc/self/exe");
  EXPECT_GT(value_of("ludice_database_disk_size_bytes"), value_of("ludice_database_disk_free_bytes"));
  metrics_->watch_disk("/no such file");
  EXPECT_GT(value_of("ludice_database_disk_size_bytes"), 0);
}

using PrometheusMetricsDeathTest = PrometheusMetricsTest;

TEST_F(PrometheusMetricsDeathTest, a_name_that_is_none_ends_the_process) {
  EXPECT_DEATH(metrics_->counter("ludice requests", "Requests."), "metric name");
}

}  // namespace
}  // namespace ludice::ops
