// Compares both clocks at every reading.
#include "base/disciplined_clock.hpp"

#include "base/log.hpp"
#include "base/planted.hpp"

namespace ludice {
namespace {

/// The two are not read in the same instant: a thread that was stopped in between must not see a leap.
constexpr Millis kTogether{100};
constexpr int kMostTries = 10;

}  // namespace

DisciplinedClock::DisciplinedClock(const Clock& wall, const Clock& steady)
    : wall_(wall), steady_(steady), apart_(wall.now() - steady.now()) {
  reckoning_.since = wall_.now() - Reckoning::kTrial;
}

Instant DisciplinedClock::read() const {
  Instant before = steady_.now();
  Instant wall = wall_.now();
  Instant after = steady_.now();
  for (int tries = 1; after - before > kTogether && tries < kMostTries; ++tries) {
    before = steady_.now();
    wall = wall_.now();
    after = steady_.now();
  }
  const Instant expected = after + apart_;
  const Millis leap = wall - expected;
  if (std::chrono::abs(leap) > Reckoning::kLeap) {
    reckoning_ = reckoning_.leapt(expected, wall);
    if (leaps_ != nullptr) leaps_->add(1);
    log::warning("clock_leapt", {{"by_ms", leap.count()}, {"held_ahead_ms", reckoning_.ahead.count()}});
  }
  apart_ = wall - after;
  return wall;
}

Instant DisciplinedClock::now() const {
  const std::lock_guard lock(mutex_);
  const Instant source = read();
  return LUDICE_PLANTED("game_time_leaps") ? source : reckoning_.now(source);
}

Instant DisciplinedClock::civil() const {
  const std::lock_guard lock(mutex_);
  const Instant source = read();
  return reckoning_.civil(source);
}

void DisciplinedClock::resume(const Reckoning& recorded, Instant latest_now, Instant latest_civil) {
  const std::lock_guard lock(mutex_);
  if (LUDICE_PLANTED("time_runs_back")) return;
  reckoning_ = recorded.resumed(read(), latest_now, latest_civil);
}

Reckoning DisciplinedClock::reckoning() const {
  const std::lock_guard lock(mutex_);
  read();
  return reckoning_;
}

bool DisciplinedClock::lags() const {
  const std::lock_guard lock(mutex_);
  const Instant source = read();
  return reckoning_.is_trusted(source) && source - reckoning_.now(source) > Reckoning::kLeap;
}

void DisciplinedClock::catch_up() {
  const std::lock_guard lock(mutex_);
  reckoning_ = reckoning_.caught_up();
}

}  // namespace ludice
