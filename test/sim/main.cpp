// ludice_sim: runs one seed, or several, and prints what came of it.
#include "sim/bot_simulation.hpp"
#include "sim/planted.hpp"
#include "sim/simulation.hpp"

#include <array>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

int usage() {
  std::fprintf(stderr,
               "usage: ludice_sim [--seed N] [--seeds COUNT] [--steps M] [--trace] [--tally]\n"
               "                  [--plant BUG] [--disk-remembers] [--disk-lasts] [--bot]\n"
               "                  [--about own_stars|stopped_payouts|unlisted_stars]\n");
  return 2;
}

bool read_emphasis(const char* word, ludice::sim::Emphasis& emphasis) {
  constexpr std::array kWords = {"nothing", "own_stars", "stopped_payouts", "unlisted_stars"};
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (std::strcmp(word, kWords[i]) != 0) continue;
    emphasis = static_cast<ludice::sim::Emphasis>(i);
    return true;
  }
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  ludice::sim::Options options;
  std::uint64_t seeds = 1;
  bool show_tally = false;
  bool with_bot = false;
  int steps = 0;
  for (int i = 1; i < argc; ++i) {
    const bool has_value = i + 1 < argc;
    if (std::strcmp(argv[i], "--seed") == 0 && has_value) {
      options.seed = std::strtoull(argv[++i], nullptr, 10);
    } else if (std::strcmp(argv[i], "--seeds") == 0 && has_value) {
      seeds = std::strtoull(argv[++i], nullptr, 10);
    } else if (std::strcmp(argv[i], "--steps") == 0 && has_value) {
      steps = static_cast<int>(std::strtol(argv[++i], nullptr, 10));
    } else if (std::strcmp(argv[i], "--plant") == 0 && has_value) {
      ludice::sim::plant(argv[++i]);
    } else if (std::strcmp(argv[i], "--about") == 0 && has_value) {
      if (!read_emphasis(argv[++i], options.emphasis)) return usage();
    } else if (std::strcmp(argv[i], "--disk-remembers") == 0) {
      options.disk_forgets = false;
    } else if (std::strcmp(argv[i], "--disk-lasts") == 0) {
      options.disk_fails = false;
    } else if (std::strcmp(argv[i], "--bot") == 0) {
      with_bot = true;
    } else if (std::strcmp(argv[i], "--trace") == 0) {
      options.print_trace = true;
    } else if (std::strcmp(argv[i], "--tally") == 0) {
      show_tally = true;
    } else {
      return usage();
    }
  }
  if (steps > 0) {
    options.steps = steps;
  } else if (with_bot) {
    options.steps = ludice::sim::kBotSteps;
  }
  ludice::sim::Tally tally;
  int broken = 0;
  for (const std::uint64_t end = options.seed + seeds; options.seed < end; ++options.seed) {
    const ludice::sim::Outcome outcome = with_bot ? ludice::sim::run_bot(options) : ludice::sim::run(options);
    tally.add(outcome.tally);
    std::printf("seed %" PRIu64 " trace %016" PRIx64 " answers %" PRId64 "%s%s\n", options.seed,
                outcome.trace, outcome.answers, outcome.broken.empty() ? "" : " BROKEN ",
                outcome.what.c_str());
    broken += outcome.broken.empty() ? 0 : 1;
  }
  if (show_tally) {
    for (const auto& [what, count] : tally.all()) std::printf("%8" PRId64 "  %s\n", count, what.c_str());
  }
  return broken == 0 ? 0 : 1;
}
