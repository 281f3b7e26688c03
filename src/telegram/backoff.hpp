// How long to wait before something that failed is tried again.
#pragma once

#include "base/instant.hpp"
#include "base/random.hpp"

#include <algorithm>

namespace ludice::telegram {

/// Doubles from `first` to `longest`; of each wait the second half is random, so that many who failed
/// together do not come back together.
class Backoff {
 public:
  Backoff(Millis first, Millis longest) : first_(first), longest_(longest), current_(first) {}

  Millis next(Random& random) {
    const Millis wait = current_;
    current_ = std::min(current_ * 2, longest_);
    const auto half = static_cast<std::uint64_t>(wait.count() / 2);
    return wait - Millis(static_cast<std::int64_t>(random.below(half + 1)));
  }

  void reset() { current_ = first_; }

 private:
  Millis first_;
  Millis longest_;
  Millis current_;
};

}  // namespace ludice::telegram
