// The one place that asks the system for the time of day.
#include "base/clock.hpp"

namespace ludice {

Instant SystemClock::now() const {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<Millis>(since_epoch).count()};
}

Instant SteadyClock::now() const {
  const auto since_start = std::chrono::steady_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<Millis>(since_start).count()};
}

}  // namespace ludice
