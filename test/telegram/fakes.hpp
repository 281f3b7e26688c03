// Time and chance in the hands of a test.
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "support/counted_metrics.hpp"
#include "support/log_lines.hpp"

#include <algorithm>

namespace ludice::telegram {

using test::CountedMetrics;
using test::LogLines;

struct FakeClock final : Clock {
  Instant now() const override { return time; }
  Instant time{1'700'000'000'000};
};

/// Always the least.
struct NoChance final : Random {
  void fill(std::span<std::byte> bytes) override { std::ranges::fill(bytes, std::byte{0}); }
};

}  // namespace ludice::telegram
