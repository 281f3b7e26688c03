// Where time comes from. Passed in everywhere, so that tests and the simulator own it.
#pragma once

#include "base/instant.hpp"

namespace ludice {

/// Thread safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

}  // namespace ludice
