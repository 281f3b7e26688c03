// Random numbers below a bound: in range, unbiased by drawing again, fed by whoever fills the bytes.
#include "base/random.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace ludice {
namespace {

/// Gives out the numbers it was made with, eight bytes each; asked for more it throws.
class ScriptedRandom final : public Random {
 public:
  explicit ScriptedRandom(std::vector<std::uint64_t> numbers) : numbers_(std::move(numbers)) {}
  void fill(std::span<std::byte> bytes) override {
    const std::uint64_t number = numbers_.at(used_++);
    ASSERT_LE(bytes.size(), sizeof number);
    std::memcpy(bytes.data(), &number, bytes.size());
  }
  std::size_t used() const { return used_; }

 private:
  std::vector<std::uint64_t> numbers_;
  std::size_t used_ = 0;
};

constexpr std::uint64_t kLargestDraw = std::numeric_limits<std::uint64_t>::max();

TEST(RandomBelow, takes_the_remainder_of_what_was_drawn) {
  ScriptedRandom random({13});
  EXPECT_EQ(random.below(6), 1U);
}

TEST(RandomBelow, below_one_is_always_zero) {
  ScriptedRandom random({12345});
  EXPECT_EQ(random.below(1), 0U);
}

TEST(RandomBelow, draws_again_above_the_last_whole_multiple) {
  // 2^64 - 1 is a multiple of 3: the one number above would make 0 likelier and is drawn again.
  ScriptedRandom random({kLargestDraw, kLargestDraw - 1});
  EXPECT_EQ(random.below(3), 2U);
  EXPECT_EQ(random.used(), 2U);
}

TEST(RandomBelow, every_value_is_drawn_about_as_often) {
  SystemRandom random;
  std::array<int, 6> counts{};
  constexpr int kDraws = 60'000;
  for (int i = 0; i < kDraws; ++i) ++counts.at(random.below(6));
  // Eight standard deviations of a fair die either way.
  for (const int count : counts) EXPECT_NEAR(count, kDraws / 6, 740);
}

TEST(RandomBelowDeathTest, a_bound_of_zero_ends_the_process) {
  SystemRandom random;
  EXPECT_DEATH(random.below(0), "assertion failed");
}

TEST(RandomHex, gives_two_digits_a_byte) {
  ScriptedRandom random({0x0123456789abcdef});
  EXPECT_EQ(random.hex(4), "efcdab89");
}

TEST(SystemRandom, fills_every_byte_of_a_long_span) {
  SystemRandom random;
  std::vector<std::byte> bytes(4096);
  random.fill(bytes);
  // The chance of sixteen zero bytes in a row is below 2^-115.
  const std::vector<std::byte> zeros(16);
  EXPECT_EQ(std::search(bytes.begin(), bytes.end(), zeros.begin(), zeros.end()), bytes.end());
}

}  // namespace
}  // namespace ludice
