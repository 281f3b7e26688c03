// What an answer is worth whose server knows the chain up to some logical time.
#include "jobs/chain_time.hpp"

#include <gtest/gtest.h>

namespace ludice::jobs {
namespace {

ton::MasterBlock block(std::int64_t number) {
  return {.at = {number * 1'000}, .start_lt = number * 100};
}

TEST(ChainTime, covers_the_last_block_whose_beginning_the_answer_knows) {
  ChainTime time;
  time.note(block(1));
  time.note(block(3));
  time.note(block(2));
  EXPECT_EQ(time.covered(199), Instant{1'000});
  EXPECT_EQ(time.covered(200), Instant{2'000});
  EXPECT_EQ(time.covered(9'999), Instant{3'000}) << "no later block was told";
  EXPECT_EQ(time.covered(99), std::nullopt);
}

TEST(ChainTime, without_a_clock_is_the_last_told_until_one_was) {
  ChainTime time;
  time.note({.at = {7'000}});
  EXPECT_EQ(time.covered(0), Instant{7'000});
  EXPECT_FALSE(time.is_told());
  EXPECT_EQ(time.covered(5), std::nullopt) << "a block without its logical time says nothing of the answer";
  EXPECT_TRUE(time.is_told());
  EXPECT_EQ(time.covered(0), std::nullopt);
}

TEST(ChainTime, keeps_the_latest_blocks) {
  ChainTime time;
  const auto kept = static_cast<std::int64_t>(ChainTime::kKept);
  for (std::int64_t i = 1; i <= kept + 1; ++i) time.note(block(i));
  EXPECT_EQ(time.covered(199), std::nullopt);
  EXPECT_EQ(time.covered(200), Instant{2'000});
}

}  // namespace
}  // namespace ludice::jobs
