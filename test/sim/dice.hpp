// What a run draws from and counts into: its seeded numbers, its clock, its tally, its trace.
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ludice::sim {

/// An invariant does not hold; `invariant` is its name.
class Violation : public std::runtime_error {
 public:
  Violation(std::string name, const std::string& what)
      : std::runtime_error(name + ": " + what), invariant(std::move(name)) {}
  std::string invariant;
};

inline void require(bool holds, const char* invariant, const std::string& what = {}) {
  if (!holds) throw Violation(invariant, what);
}

/// SplitMix64.
class Dice final : public Random {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  /// Both included.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool one_in(std::int64_t n) { return n > 0 && between(1, n) == 1; }
  bool percent(std::int64_t of_hundred) { return between(1, 100) <= of_hundred; }
  template <class Container>
  auto& pick(Container& from) {
    return from[static_cast<std::size_t>(next() % from.size())];
  }

  void fill(std::span<std::byte> bytes) override {
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(next() & 0xff);
  }

 private:
  std::uint64_t state_;
};

/// The server's clock: runs when told to, and jumps either way.
class JumpingClock final : public Clock {
 public:
  Instant now() const override { return now_; }
  /// The clocks of everybody else, which never jump.
  Instant true_now() const { return true_now_; }
  /// Time passes.
  void advance(Millis by) {
    now_ = now_ + by;
    true_now_ = true_now_ + by;
  }
  /// The server's clock is set.
  void jump(Millis by) { now_ = now_ + by; }

 private:
  Instant now_{1'800'000'000'000};
  Instant true_now_ = now_;
};

/// The steady clock of the same machine, which nobody can set.
class EvenClock final : public Clock {
 public:
  explicit EvenClock(const JumpingClock& clock) : clock_(clock) {}
  Instant now() const override { return clock_.true_now(); }

 private:
  const JumpingClock& clock_;
};

/// How often each fault, refusal and crash point was met.
class Tally {
 public:
  void count(std::string_view what) { ++counts_[std::string(what)]; }
  std::int64_t of(const std::string& what) const {
    const auto found = counts_.find(what);
    return found == counts_.end() ? 0 : found->second;
  }
  void add(const Tally& other) {
    for (const auto& [what, count] : other.counts_) counts_[what] += count;
  }
  const std::map<std::string, std::int64_t>& all() const { return counts_; }

 private:
  std::map<std::string, std::int64_t> counts_;
};

/// A hash over everything that happened, in order.
class Trace {
 public:
  explicit Trace(bool print) : print_(print) {}
  void line(std::string_view text) {
    for (const char c : text) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    hash_ = (hash_ ^ '\n') * 0x100000001b3;
    if (print_) std::printf("%.*s\n", static_cast<int>(text.size()), text.data());
  }
  std::uint64_t hash() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325;
  bool print_;
};

}  // namespace ludice::sim
