// Bags of cells: what is read, one row per fault, and that no bytes at all do harm.
#include "domain/ton_cell.hpp"

#include "base/hex.hpp"
#include "domain/bag_builder.hpp"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ludice::domain {
namespace {

std::string why_not(const std::string& bytes, const TonBagLimits& limits = {}) {
  const auto bag = parse_ton_bag(bytes, limits);
  return bag ? "good" : std::string(to_string(bag.error()));
}

/// With its checksum made right again.
std::string signed_again(std::string bag) {
  bag.resize(bag.size() - 4);
  return bag + bag_checksum(bag);
}

std::string changed(std::string bag, std::size_t at, unsigned char byte) {
  bag[at] = static_cast<char>(byte);
  return signed_again(std::move(bag));
}

// Places in what bag_of writes.
constexpr std::size_t kFlags = 4;
constexpr std::size_t kOffsetBytes = 5;
constexpr std::size_t kCells = 6;
constexpr std::size_t kRoots = 7;
constexpr std::size_t kAbsent = 8;
constexpr std::size_t kRoot = 11;
constexpr std::size_t kFirstCell = 12;

TEST(TonBag, of_the_network_is_read) {
  // The body of a deposit of the recorded transactions.
  const auto bag =
      parse_ton_bag(*from_hex("b5ee9c7241010101000d000016000000004c442d50524531"
                              "0920941d"));
  ASSERT_TRUE(bag.has_value());
  ASSERT_EQ(bag->size(), 1U);
  EXPECT_EQ(bag->front().bits, 88);
  EXPECT_EQ(bag->front().bytes, std::string(4, '\0') + "LD-PRE1");
}

TEST(TonBag, keeps_references_and_order) {
  const auto bag = parse_ton_bag(bag_of({{"a", {1, 2}}, {"b", {2}}, {"c", {}}}, true));
  ASSERT_TRUE(bag.has_value());
  ASSERT_EQ(bag->size(), 3U);
  EXPECT_EQ((*bag)[0].children().size(), 2U);
  EXPECT_EQ((*bag)[0].children()[1], 2);
  EXPECT_EQ((*bag)[2].bytes, "c");
}

TEST(TonBag, tells_bits_from_bytes) {
  std::string bag = bag_of({{"\xAB\xC8", {}}});
  bag = changed(bag, kFirstCell + 1, 3);  // one whole byte and a part
  const auto parsed = parse_ton_bag(bag);
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->front().bits, 12);
  EXPECT_EQ(parsed->front().bytes, "\xAB\xC0");
}

TEST(TonBag, is_refused_with_the_reason) {
  const std::string one = bag_of({{"abcd", {}}});
  const std::string two = bag_of({{"ab", {1}}, {"cd", {}}}, true);
  EXPECT_EQ(why_not(one), "good");
  EXPECT_EQ(why_not(two), "good");
  EXPECT_EQ(why_not(""), "cut_short");
  EXPECT_EQ(why_not(one, {.bytes = one.size() - 1}), "too_long");
  EXPECT_EQ(why_not("\x68\xFF\x65\xF3" + one.substr(4)), "wrong_magic");
  EXPECT_EQ(why_not(changed(one, kFlags, 0x40)), "wrong_header") << "no reference has no bytes";
  EXPECT_EQ(why_not(changed(one, kFlags, 0x45)), "wrong_header");
  EXPECT_EQ(why_not(changed(one, kFlags, 0x49)), "wrong_header");
  EXPECT_EQ(why_not(changed(one, kFlags, 0x61)), "wrong_header") << "cache bits without an index";
  EXPECT_EQ(why_not(changed(one, kOffsetBytes, 0)), "wrong_header");
  EXPECT_EQ(why_not(changed(one, kOffsetBytes, 9)), "wrong_header");
  EXPECT_EQ(why_not(changed(one, kCells, 0)), "too_many_cells");
  EXPECT_EQ(why_not(two, {.cells = 1}), "too_many_cells");
  EXPECT_EQ(why_not(changed(one, kRoots, 0)), "wrong_roots");
  EXPECT_EQ(why_not(changed(one, kRoots, 2)), "wrong_roots");
  EXPECT_EQ(why_not(changed(one, kAbsent, 1)), "special_cell");
  EXPECT_EQ(why_not(changed(one, kRoot, 1)), "wrong_roots");
  EXPECT_EQ(why_not(one.substr(0, one.size() - 1) + "x"), "wrong_checksum");
  EXPECT_EQ(why_not(changed(one, kFirstCell, 5)), "special_cell");
  EXPECT_EQ(why_not(changed(one, kFirstCell, 0x08)), "special_cell");
  EXPECT_EQ(why_not(changed(one, kFirstCell, 0x20)), "special_cell");
  EXPECT_EQ(why_not(changed(one, kFirstCell + 1, 10)), "cut_short");
  EXPECT_EQ(why_not(changed(one, kFirstCell + 1, 6)), "trailing_bytes");
  EXPECT_EQ(why_not(changed(one, kFirstCell, 1)), "cut_short");
}

TEST(TonBag, refuses_bits_without_their_end) {
  EXPECT_EQ(why_not(changed(bag_of({{std::string("a\0", 2), {}}}), kFirstCell + 1, 3)), "wrong_cell");
  EXPECT_EQ(why_not(changed(bag_of({{"a\x80", {}}}), kFirstCell + 1, 3)), "wrong_cell")
      << "whole, yet marked";
  EXPECT_EQ(why_not(changed(bag_of({{"a\x40", {}}}), kFirstCell + 1, 3)), "good");
}

TEST(TonBag, has_no_circles) {
  EXPECT_EQ(why_not(bag_of({{"a", {0}}})), "wrong_reference");
  EXPECT_EQ(why_not(bag_of({{"a", {1}}, {"b", {0}}})), "wrong_reference");
  EXPECT_EQ(why_not(bag_of({{"a", {1}}, {"b", {1}}})), "wrong_reference");
  EXPECT_EQ(why_not(bag_of({{"a", {2}}, {"b", {}}})), "wrong_reference");
}

TEST(TonBag, is_led_by_its_index) {
  const std::string two = bag_of({{"ab", {1}}, {"cd", {}}}, true);
  EXPECT_EQ(why_not(changed(two, kFirstCell + 1, 4)), "wrong_index");
  std::string cached = bag_of({{"ab", {1}}, {"cd", {}}}, true);
  cached[kFlags] = static_cast<char>(0xE1);
  cached[kFirstCell + 1] = 10;  // 5 << 1
  cached[kFirstCell + 3] = 19;  // 9 << 1, and a bit for the cache
  EXPECT_EQ(why_not(signed_again(cached)), "good");
}

TEST(TonBag, is_bounded_in_depth_without_recursion) {
  std::vector<BuiltCell> chain;
  for (std::uint8_t i = 1; i < 200; ++i) chain.push_back({"x", {i}});
  chain.push_back({"x", {}});
  EXPECT_EQ(why_not(bag_of(chain), {.depth = 199}), "good");
  EXPECT_EQ(why_not(bag_of(chain), {.depth = 198}), "too_deep");
}

TEST(TonBag, that_doubles_itself_at_each_step_costs_no_more_than_its_length) {
  // Walked as a tree this would be 4^100 cells.
  std::vector<BuiltCell> wide;
  for (std::uint8_t i = 1; i < 100; ++i) wide.push_back({"x", {i, i, i, i}});
  wide.push_back({"x", {}});
  EXPECT_EQ(why_not(bag_of(wide)), "good");
}

TEST(TonBag, cut_anywhere_is_refused) {
  const std::string bag = bag_of({{"ab", {1}}, {"cd", {}}}, true);
  for (std::size_t length = 0; length < bag.size(); ++length) {
    EXPECT_FALSE(parse_ton_bag(bag.substr(0, length)).has_value()) << length;
  }
}

RC_GTEST_PROP(TonBag, any_bytes_are_read_or_refused, (const std::string& noise)) {
  const auto bag = parse_ton_bag("\xB5\xEE\x9C\x72" + noise);
  if (bag) RC_ASSERT(!bag->empty());
}

RC_GTEST_PROP(TonBag, with_any_byte_changed_is_read_or_refused, (unsigned char byte)) {
  const std::string bag = bag_of({{"ab", {1, 2}}, {"cd", {2}}, {"ef", {}}}, true);
  const auto at = *rc::gen::inRange<std::size_t>(0, bag.size() - 4);
  const auto parsed = parse_ton_bag(changed(bag, at, byte));
  if (!parsed) return;
  for (std::size_t i = 0; i < parsed->size(); ++i) {
    for (const std::uint16_t child : (*parsed)[i].children()) RC_ASSERT(child > i && child < parsed->size());
  }
}

}  // namespace
}  // namespace ludice::domain
