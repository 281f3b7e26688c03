// Sliding windows: N pass in any window, per key (docs/operations.md).
#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ludice::api {

struct RateLimit {
  std::size_t count = 0;  ///< 0: off
  Millis window{0};
};

/// Thread safe. Memory is bounded: at `max_passes` remembered over all keys the oldest is forgotten early,
/// so whoever wants to slip through needs that many calls of others within one window.
class RateLimiter {
 public:
  struct Verdict {
    bool passed = true;
    std::uint64_t pass = 0;  ///< for give_back; 0 where nothing was counted
    int retry_after_s = 0;   ///< when refused: rounded up, at least 1
  };

  explicit RateLimiter(RateLimit limit, std::size_t max_passes = 200'000)
      : limit_(limit), max_passes_(max_passes) {}

  bool is_on() const { return limit_.count > 0; }

  /// A refused call does not count.
  Verdict take(std::string_view key, Instant now);

  /// As if that call had not been made.
  void give_back(std::uint64_t pass);

 private:
  /// The passes of one key, oldest first, by their numbers; 0 is none.
  struct Window {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::size_t counted = 0;
  };
  using Windows = std::unordered_map<std::string, Window>;
  struct Pass {
    Instant at;
    Windows::value_type* owner;
    std::uint64_t next = 0;  ///< the following one of the same key
    bool counts = true;
  };

  Pass& pass(std::uint64_t number) { return passes_[number - first_number_]; }
  void forget_oldest();

  const RateLimit limit_;
  const std::size_t max_passes_;
  std::mutex mutex_;
  Windows windows_;
  std::deque<Pass> passes_;  ///< of all keys, in order of time
  std::uint64_t first_number_ = 1;
  Instant latest_;
};

}  // namespace ludice::api
