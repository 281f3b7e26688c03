// Counts updates and how long they were on their way, however they come.
#pragma once

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "telegram/types.hpp"

#include <algorithm>
#include <vector>

namespace ludice::telegram {

class Arrivals {
 public:
  Arrivals(const Clock& clock, Metrics& metrics)
      : clock_(clock),
        received_(metrics.counter("ludice_telegram_updates_total", "Updates received")),
        lag_(metrics.histogram("ludice_telegram_update_lag_seconds",
                               "From the sending of a message to its arrival here",
                               {1, 2, 5, 10, 30, 60, 300, 3600})) {}

  void count(const std::vector<Update>& updates) {
    received_.add(static_cast<double>(updates.size()));
    for (const Update& update : updates) {
      if (!update.message || update.message->date == 0) continue;
      const double lag_s =
          static_cast<double>(clock_.now().ms) / 1000 - static_cast<double>(update.message->date);
      lag_.observe(std::max(0.0, lag_s));
    }
  }

 private:
  const Clock& clock_;
  Counter& received_;
  Histogram& lag_;
};

}  // namespace ludice::telegram
