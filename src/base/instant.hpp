// A point in time: milliseconds since the Unix epoch. Comes from a Clock, never from the system directly.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace ludice {

using Millis = std::chrono::milliseconds;

struct Instant {
  std::int64_t ms = 0;

  constexpr std::int64_t seconds() const { return ms / 1000; }
  friend constexpr auto operator<=>(Instant, Instant) = default;
  friend constexpr Instant operator+(Instant t, Millis d) { return {t.ms + d.count()}; }
  friend constexpr Instant operator-(Instant t, Millis d) { return {t.ms - d.count()}; }
  friend constexpr Millis operator-(Instant a, Instant b) { return Millis{a.ms - b.ms}; }
};

}  // namespace ludice
