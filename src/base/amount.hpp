// An amount of money in the smallest unit of its asset (points, stars, nanotons).
// Arithmetic is checked: what would leave int64 is a bug and ends the process, so limits are tested before.
#pragma once

#include "base/assert.hpp"

#include <compare>
#include <cstdint>

namespace ludice {

class Amount {
 public:
  /// What a player may own and what JSON carries without loss: 2^53 - 1.
  static constexpr std::int64_t kMax = (std::int64_t{1} << 53) - 1;

  constexpr Amount() = default;
  constexpr explicit Amount(std::int64_t units) : units_(units) {}

  constexpr std::int64_t units() const { return units_; }
  constexpr bool is_zero() const { return units_ == 0; }

  friend constexpr auto operator<=>(Amount, Amount) = default;
  friend Amount operator+(Amount a, Amount b) {
    std::int64_t sum = 0;
    LUDICE_ASSERT(!__builtin_add_overflow(a.units_, b.units_, &sum));
    return Amount(sum);
  }
  friend Amount operator-(Amount a, Amount b) {
    std::int64_t difference = 0;
    LUDICE_ASSERT(!__builtin_sub_overflow(a.units_, b.units_, &difference));
    return Amount(difference);
  }
  Amount& operator+=(Amount other) { return *this = *this + other; }
  Amount& operator-=(Amount other) { return *this = *this - other; }

 private:
  std::int64_t units_ = 0;
};

}  // namespace ludice
