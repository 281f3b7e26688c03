// The bugs that are planted to be found: in which seed that happens first, and by what.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

namespace ludice::sim {

struct Planted {
  const char* name;
  std::uint64_t seed;  ///< the first of those from 1 on in which one of its invariants found it when measured
  const char* invariants;  ///< that may find it, with blanks between; "assertion": one of the program's own
};

/// Whatever is added to a run changes what happens in each seed, so that the first to find a bug is as good
/// as drawn anew: one in so many finds it.
inline std::uint64_t seeds_to_try(const Planted& bug) {
  return std::max<std::uint64_t>(100, 10 * bug.seed);
}

inline bool finds(const Planted& bug, std::string_view invariant) {
  std::string_view left = bug.invariants;
  while (!left.empty()) {
    const std::size_t end = std::min(left.find(' '), left.size());
    if (left.substr(0, end) == invariant) return true;
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  return false;
}

std::span<const Planted> planted_bugs();
/// Those of the bot, for runs with it.
std::span<const Planted> planted_bot_bugs();

/// This process has this bug from now on; nullptr: none.
void plant(const char* name);

}  // namespace ludice::sim
