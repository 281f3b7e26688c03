// The time of the units of work: a clock's, and never behind what the database has recorded, so that nothing
// is ever written before what it follows.
#pragma once

#include "base/clock.hpp"

#include <algorithm>
#include <atomic>

namespace ludice::store {

/// Thread safe.
class RecordedClock final : public Clock {
 public:
  /// `source` must outlive it.
  explicit RecordedClock(const Clock& source) : source_(source) {}

  Instant now() const override { return std::max(source_.now(), Instant{latest_ms_}); }
  Instant civil() const override { return std::max(source_.civil(), Instant{latest_civil_ms_}); }

  const Clock& source() const { return source_; }
  Instant latest() const { return {latest_ms_}; }
  Instant latest_civil() const { return {latest_civil_ms_}; }

  /// A commit has recorded these, or an earlier process has.
  void record(Instant now, Instant civil) noexcept {
    raise(latest_ms_, now.ms);
    raise(latest_civil_ms_, civil.ms);
  }

 private:
  static void raise(std::atomic<std::int64_t>& latest, std::int64_t to) noexcept {
    std::int64_t known = latest;
    while (known < to && !latest.compare_exchange_weak(known, to)) {
    }
  }

  const Clock& source_;
  std::atomic<std::int64_t> latest_ms_ = 0;
  std::atomic<std::int64_t> latest_civil_ms_ = 0;
};

}  // namespace ludice::store
