// Where time comes from. Passed in everywhere, so that tests and the simulator own it.
#pragma once

#include "base/instant.hpp"

namespace ludice {

/// Thread safe.
class Clock {
 public:
  virtual ~Clock() = default;
  /// What deadlines and pauses count by.
  virtual Instant now() const = 0;
  /// What other people's clocks read, for timestamps of signed requests (base/reckoning.hpp). Apart from
  /// now() only while and after the clock behind it leapt.
  virtual Instant civil() const { return now(); }
};

/// The machine's wall clock, which can be set.
class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

/// Counts from some beginning of the machine; nobody can set it.
class SteadyClock final : public Clock {
 public:
  Instant now() const override;
};

}  // namespace ludice
