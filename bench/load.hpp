// A closed loop: each connection sends its next request when the answer to the last one is there.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ludice::bench {

/// What one connection has to say.
class Script {
 public:
  virtual ~Script() = default;
  /// Writes the next HTTP request into `request`; false when there is none left.
  virtual bool next(std::string& request) = 0;
  /// Throws std::runtime_error where the answer is not what it has to be.
  virtual void answered(int status, std::string_view body) = 0;
  /// The last request had no answer, or was answered with 503. Throws std::runtime_error unless the script
  /// can stand that; it is asked for its next request a moment later then.
  virtual void lost(const std::string& why);
};

struct Load {
  std::chrono::duration<double> took{0};
  std::vector<std::uint32_t> latencies_us;  ///< of each request that was answered, sorted

  std::chrono::duration<double, std::milli> percentile(double share) const;
};

/// Runs all scripts to their end against the ports of 127.0.0.1 in turn, each on a kept-alive connection of
/// its own, on this thread. Throws what a script throws, std::runtime_error where an answer takes a minute.
Load run_load(const std::vector<std::uint16_t>& ports, const std::vector<std::unique_ptr<Script>>& scripts);

}  // namespace ludice::bench
