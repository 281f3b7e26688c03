// Seeds of the simulator with the bot in it, and the bugs of the bot that it must find.
#include "sim/bot_must_meet.hpp"
#include "sim/bot_simulation.hpp"
#include "sim/hunt.hpp"
#include "sim/planted.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

namespace ludice::sim {
namespace {

constexpr std::uint64_t kUsualBotSeeds = 40;
/// What few seeds meet, and so many must.
constexpr std::uint64_t kManyBotSeeds = 400;

std::uint64_t bot_seeds_to_run() {
  const char* wanted = std::getenv("LUDICE_SIM_BOT_SEEDS");
  return wanted == nullptr ? kUsualBotSeeds : std::strtoull(wanted, nullptr, 10);
}

Options of_bot_seed(std::uint64_t seed) {
  Options options;
  options.seed = seed;
  options.steps = kBotSteps;
  return options;
}

TEST(BotSimulation, invariants_hold_in_every_seed_and_every_fault_is_met) {
  Tally tally;
  std::int64_t answers = 0;
  const Figures figures;
  const std::uint64_t seeds = bot_seeds_to_run();
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Outcome outcome = run_bot(of_bot_seed(seed));
    ASSERT_EQ(outcome.broken, "") << "seed " << seed << ": " << outcome.what;
    tally.add(outcome.tally);
    answers += outcome.answers;
  }
  figures.print("seeds with the bot", seeds, answers);
  expect_listed(tally, {kBotMustMeet, kBotManyMustMeet, kBotMayMeet});
  if (seeds < kUsualBotSeeds) return;  // asked for too few to meet everything
  expect_met(tally, kBotMustMeet);
  if (seeds >= kManyBotSeeds) expect_met(tally, kBotManyMustMeet);
}

/// The store fails while a start takes up what an earlier run left, and the start tries again; meanwhile a
/// throw of the first try has announced its dice, which is not to be given up as one of the earlier run's.
TEST(BotSimulation, a_start_that_tries_again_gives_up_no_dice_that_is_on_its_way) {
  Options options = of_bot_seed(128);
  options.clock_leaps = false;
  const Outcome outcome = run_bot(options);
  EXPECT_EQ(outcome.broken, "") << outcome.what;
}

TEST(BotSimulation, same_seed_gives_the_same_trace) {
  const Outcome first = run_bot(of_bot_seed(7));
  const Outcome second = run_bot(of_bot_seed(7));
  EXPECT_EQ(first.trace, second.trace);
  EXPECT_NE(first.trace, run_bot(of_bot_seed(8)).trace);
}

class PlantedBotBug : public testing::TestWithParam<Planted> {};

TEST_P(PlantedBotBug, is_found) {
  expect_found(GetParam(), [](std::uint64_t seed) { return run_bot(of_bot_seed(seed)); });
}

INSTANTIATE_TEST_SUITE_P(BotSimulation, PlantedBotBug,
                         testing::ValuesIn(planted_bot_bugs().begin(), planted_bot_bugs().end()),
                         [](const testing::TestParamInfo<Planted>& bug) {
                           return std::string(bug.param.name);
                         });

}  // namespace
}  // namespace ludice::sim
