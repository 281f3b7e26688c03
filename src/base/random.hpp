// Where randomness comes from. Passed in, so that tests and the simulator own it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace ludice {

/// Thread safe.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::byte> bytes) = 0;

  /// A uniformly distributed number below `bound` (which is above 0).
  std::uint64_t below(std::uint64_t bound);
  /// `bytes` random bytes as lower-case hex.
  std::string hex(std::size_t bytes);
};

/// The kernel's generator (getrandom).
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::byte> bytes) override;
};

}  // namespace ludice
