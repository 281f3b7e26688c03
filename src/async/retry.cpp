// How long to pause between attempts.
#include "async/retry.hpp"

#include <algorithm>

namespace ludice::async {

Millis backoff_delay(const Backoff& backoff, int failure, Random& random) {
  Millis grown = std::min(backoff.first, backoff.longest);
  for (int i = 1; i < failure && grown < backoff.longest; ++i) {
    grown = std::min(grown * 2, backoff.longest);
  }
  const auto half = static_cast<std::uint64_t>(grown.count() / 2);
  return grown - Millis(static_cast<std::int64_t>(random.below(half + 1)));
}

}  // namespace ludice::async
