// A clock that tests own.
#pragma once

#include "base/clock.hpp"

#include <atomic>

namespace ludice::test {

class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start = {1'800'000'000'000}) : ms_(start.ms) {}
  Instant now() const override { return {ms_}; }
  void advance(Millis by) { ms_ += by.count(); }
  void set(Instant to) { ms_ = to.ms; }

 private:
  std::atomic<std::int64_t> ms_;
};

}  // namespace ludice::test
