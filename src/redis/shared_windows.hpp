// Sliding windows that all replicas share: N pass in any window, per key. The same ones as
// api/rate_limit.hpp, kept as a sorted set of the times of what passed.
#pragma once

#include "async/task.hpp"
#include "base/instant.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "redis/client.hpp"

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ludice::redis {

/// Used on the event loop's thread only. Redis' own clock only removes windows that nobody uses any more.
class SharedWindows {
 public:
  struct Verdict {
    bool passed = true;
    int retry_after_s = 0;  ///< when refused: rounded up, at least 1
    std::string pass;       ///< for give_back
  };

  /// For the client that is to be given.
  static std::string_view script();

  SharedWindows(Client& client, Random& random, Metrics& metrics);

  /// A refused call does not count. Nothing where Redis is away, slow or full: then whatever the caller knows
  /// holds.
  async::Task<std::optional<Verdict>> take(std::string key, std::size_t count, Millis window, Instant now);

  /// As if that call had not been made, a moment from now.
  void give_back(const std::string& key, const std::string& pass);

 private:
  Client& client_;
  const std::string process_;  ///< tells its passes from other processes'
  std::uint64_t passes_ = 0;
  Counter& without_;
};

}  // namespace ludice::redis
