// Medians, ranges and columns.
#include "figures.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ludice::bench {
namespace {

double median(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::string median_percentile(const std::vector<Load>& runs, double share) {
  std::vector<double> values;
  for (const Load& run : runs) values.push_back(run.percentile(share).count());
  return fmt::format("{:.2f} ms", median(values));
}

}  // namespace

void Figures::add_runs(const std::string& what, std::int64_t per_run, const std::vector<Load>& runs) {
  std::vector<double> rates;
  for (const Load& run : runs) rates.push_back(static_cast<double>(per_run) / run.took.count());
  const auto [least, most] = std::ranges::minmax(rates);
  rows_.push_back({what, fmt::format("{:.0f}/s", median(rates)), fmt::format("{:.0f} to {:.0f}", least, most),
                   median_percentile(runs, 0.5), median_percentile(runs, 0.99)});
}

void Figures::add(const std::string& what, const std::string& value) {
  rows_.push_back({what, value, "", "", ""});
}

void Figures::print() const {
  const auto line = [](const Row& row) {
    fmt::print("{:<34} {:>14} {:>20} {:>12} {:>12}\n", row.what, row.value, row.range, row.p50, row.p99);
  };
  line({"", "median", "range", "request p50", "p99"});
  for (const Row& row : rows_) line(row);
}

}  // namespace ludice::bench
