// The one clock of a process: its readings follow a wall clock, and run on evenly where that one leaps. How a
// leap is noticed: by a steady clock that nobody can set. It also stands while the machine sleeps, which then
// counts as a leap.
#pragma once

#include "base/clock.hpp"
#include "base/reckoning.hpp"

#include <mutex>

namespace ludice {

/// Thread safe.
class DisciplinedClock final : public Clock {
 public:
  /// Both must outlive it.
  DisciplinedClock(const Clock& wall, const Clock& steady);

  Instant now() const override;
  Instant civil() const override;

  /// Before anybody reads it. Leaps noticed count there, which must outlive it.
  void count_leaps(Counter& leaps) { leaps_ = &leaps; }
  /// Takes up what an earlier process recorded (Reckoning::resumed).
  void resume(const Reckoning& recorded, Instant latest_now, Instant latest_civil);
  /// What is to be recorded, so that a restart keeps it.
  Reckoning reckoning() const;
  /// True where game time may leap up to the wall clock (Reckoning::caught_up).
  bool lags() const;
  void catch_up();

 private:
  /// What the wall clock reads; notices its leaps.
  Instant read() const;

  const Clock& wall_;
  const Clock& steady_;
  Counter* leaps_ = nullptr;
  mutable std::mutex mutex_;
  mutable Millis apart_;  // the wall clock ahead of the steady one
  mutable Reckoning reckoning_;
};

}  // namespace ludice
