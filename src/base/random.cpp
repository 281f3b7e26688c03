// The one place that asks the system for randomness.
#include "base/random.hpp"

#include "base/assert.hpp"
#include "base/hex.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <sys/random.h>

namespace ludice {

std::uint64_t Random::below(std::uint64_t bound) {
  LUDICE_ASSERT(bound > 0);
  // Values above the last whole multiple of `bound` are drawn again, so that none is likelier.
  const std::uint64_t limit = std::numeric_limits<std::uint64_t>::max() / bound * bound;
  for (;;) {
    std::array<std::byte, 8> bytes{};
    fill(bytes);
    std::uint64_t value = 0;
    std::memcpy(&value, bytes.data(), bytes.size());
    if (value < limit) return value % bound;
  }
}

std::string Random::hex(std::size_t bytes) {
  std::string raw(bytes, '\0');
  fill(std::as_writable_bytes(std::span(raw)));
  return to_hex(raw);
}

void SystemRandom::fill(std::span<std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = ::getrandom(bytes.data(), bytes.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    LUDICE_ASSERT(got > 0);
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
}

}  // namespace ludice
