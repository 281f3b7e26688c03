// The steady clock of a run, by which timers fire: while a SteadyTime lives, std::chrono::steady_clock shows
// its time, which moves when told to. Without one the clock is the system's.
#pragma once

#include "base/instant.hpp"

namespace ludice::sim {

/// One at a time.
class SteadyTime {
 public:
  SteadyTime();
  ~SteadyTime();
  SteadyTime(const SteadyTime&) = delete;
  SteadyTime& operator=(const SteadyTime&) = delete;

  void advance(Millis by);
};

}  // namespace ludice::sim
