// A limit of calls: the windows of this process, and those of all replicas where there is Redis. While Redis
// is away or slow the process's own decide, which know whatever passed here.
#pragma once

#include "api/rate_limit.hpp"
#include "async/task.hpp"
#include "base/instant.hpp"
#include "redis/shared_windows.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace ludice::api {

class Limiter {
 public:
  struct Verdict {
    bool passed = true;
    int retry_after_s = 0;    ///< when refused: rounded up, at least 1
    std::string key;          ///< of what passed, for give_back
    std::uint64_t pass = 0;   ///< in this process; 0 where nothing was counted
    std::string shared_pass;  ///< in Redis; empty where it was not asked
  };

  /// `name` tells this limit from the others; `shared` may be nullptr, and must outlive it.
  Limiter(RateLimit limit, std::string name, redis::SharedWindows* shared)
      : limit_(limit), name_(std::move(name)), local_(limit), shared_(shared) {}

  bool is_on() const { return local_.is_on(); }
  bool is_shared() const { return is_on() && shared_ != nullptr; }
  /// This process's windows, for where nobody can wait.
  RateLimiter& local() { return local_; }

  /// A refused call does not count. Waits for Redis, a short time at most.
  async::Task<Verdict> take(std::string key, Instant now);

  /// As if that call had not been made.
  void give_back(const Verdict& verdict);

 private:
  std::string shared_key(std::string_view key) const;

  const RateLimit limit_;
  const std::string name_;
  RateLimiter local_;
  redis::SharedWindows* shared_;
};

}  // namespace ludice::api
