// What the tests of seeds have in common: what they print, what they must have met, and a seed with a planted
// bug, in a process of its own, which an assertion of the program may end.
#pragma once

#include "sim/planted.hpp"
#include "sim/simulation.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <functional>
#include <initializer_list>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace ludice::sim {

/// A line that script/test shows. By the time of the processor, which other work beside it does not change.
class Figures {
 public:
  void print(const char* what, std::uint64_t seeds, std::int64_t answers) const {
    const double took_s = static_cast<double>(std::clock() - began_) / CLOCKS_PER_SEC;
    std::printf("figures: %llu %s, %lld requests answered in %.1f s of the processor, %.0f a second\n",
                static_cast<unsigned long long>(seeds), what, static_cast<long long>(answers), took_s,
                static_cast<double>(answers) / took_s);
  }

 private:
  std::clock_t began_ = std::clock();
};

using Labels = std::span<const char* const>;

inline void expect_met(const Tally& tally, Labels labels) {
  for (const char* what : labels) EXPECT_GT(tally.of(what), 0) << what << " was never met";
}

/// So that the lists say what is met, and nothing is met that nobody would miss.
inline void expect_listed(const Tally& tally, std::initializer_list<Labels> lists) {
  for (const auto& [what, count] : tally.all()) {
    const bool listed = std::ranges::any_of(lists, [&](Labels labels) {
      return std::ranges::find(labels, std::string_view(what)) != labels.end();
    });
    EXPECT_TRUE(listed) << what << ", met " << count << " times, stands in no list of what must be met";
  }
}

/// Until the other end is closed; the end of it, however long.
inline std::string read_tail(int pipe_end) {
  constexpr std::size_t kKept = 4'096;
  std::string tail;
  std::array<char, kKept> part{};
  for (ssize_t got = 0; (got = ::read(pipe_end, part.data(), part.size())) > 0;) {
    tail.append(part.data(), static_cast<std::size_t>(got));
    if (tail.size() > kKept) tail.erase(0, tail.size() - kKept);
  }
  return tail;
}

/// The invariant that found `bug`; empty: it escaped; "assertion": one of the program's own. Throws where
/// the run came to no such end: that says nothing about the bug.
inline std::string hunt(const char* bug, const std::function<Outcome()>& run_seed) {
  constexpr std::string_view kEnd = "\nthe run ended: ";
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("no process");
  if (child == 0) {
    ::dup2(ends[1], STDERR_FILENO);
    plant(bug);
    try {
      const std::string said = std::string(kEnd) + run_seed().broken;
      ::_exit(::write(ends[1], said.data(), said.size()) < 0 ? 1 : 0);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
    }
    ::_exit(1);
  }
  ::close(ends[1]);
  const std::string said = read_tail(ends[0]);
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  const std::size_t end = said.rfind(kEnd);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && end != std::string::npos)
    return said.substr(end + kEnd.size());
  const bool aborted = WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
  if (aborted && said.find("ludice: assertion failed: ") != std::string::npos) return "assertion";
  throw std::runtime_error(std::string(bug) + " ended the process, status " + std::to_string(status) + ": " +
                           said);
}

/// One of the invariants it is listed with finds it, in the seed written down or else from the first on; what
/// else found it in seeds before that is noted beside.
inline void expect_found(const Planted& bug, const std::function<Outcome(std::uint64_t seed)>& run_seed) {
  std::string others;
  for (std::uint64_t number = 0; number <= seeds_to_try(bug); ++number) {
    const std::uint64_t seed = number == 0 ? bug.seed : number;
    const std::string found = hunt(bug.name, [&] { return run_seed(seed); });
    if (found.empty()) continue;
    if (finds(bug, found)) {
      testing::Test::RecordProperty("found_by", found + " in seed " + std::to_string(seed));
      return;
    }
    others += " " + found + " in seed " + std::to_string(seed);
  }
  ADD_FAILURE() << bug.name << " escaped from " << bug.invariants << " in " << seeds_to_try(bug)
                << " seeds; found by others:" << others;
}

}  // namespace ludice::sim
