// Time, chance, counters and log lines in the hands of a test.
#pragma once

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace ludice::telegram {

struct FakeClock final : Clock {
  Instant now() const override { return time; }
  Instant time{1'700'000'000'000};
};

/// Always the least.
struct NoChance final : Random {
  void fill(std::span<std::byte> bytes) override { std::ranges::fill(bytes, std::byte{0}); }
};

/// Counters by name and labels: "calls_total{method=getMe,outcome=ok}".
class CountedMetrics final : public Metrics {
 public:
  Counter& counter(const std::string& name, const std::string&, const Labels& labels) override {
    return counters_[key(name, labels)];
  }
  Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels) override {
    return no_metrics().gauge(name, help, labels);
  }
  Histogram& histogram(const std::string& name, const std::string&, const std::vector<double>&,
                       const Labels& labels) override {
    return histograms_[key(name, labels)];
  }

  double count(const std::string& of) const {
    const auto found = counters_.find(of);
    return found == counters_.end() ? 0 : found->second.value;
  }
  std::vector<double> observed(const std::string& of) const {
    const auto found = histograms_.find(of);
    return found == histograms_.end() ? std::vector<double>{} : found->second.values;
  }

 private:
  struct Count final : Counter {
    void add(double by) override { value += by; }
    double value = 0;
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
  std::map<std::string, Values> histograms_;
};

/// Keeps every line as text while it lives.
class LogLines final : public log::Sink {
 public:
  LogLines() { log::set_sink(this); }
  LogLines(const LogLines&) = delete;
  LogLines& operator=(const LogLines&) = delete;
  ~LogLines() override { log::set_sink(nullptr); }

  bool enabled(log::Level) const override { return true; }
  void write(log::Level, std::string_view event, std::span<const log::Field> fields) override {
    std::string line(event);
    for (const log::Field& field : fields) {
      line += " " + std::string(field.key);
      if (const auto* text = std::get_if<std::string>(&field.value)) line += "=" + *text;
      if (const auto* number = std::get_if<std::int64_t>(&field.value)) line += "=" + std::to_string(*number);
    }
    lines.push_back(line);
  }

  bool has(std::string_view words) const {
    return std::ranges::any_of(
        lines, [&](const std::string& line) { return line.find(words) != std::string::npos; });
  }

  std::vector<std::string> lines;
};

}  // namespace ludice::telegram
