// Hex and the base32 in which ids are shown.
#include "base/hex.hpp"

#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ludice {
namespace {

constexpr std::int64_t kLargestId = std::numeric_limits<std::int64_t>::max();

TEST(Hex, is_lower_case_with_two_digits_a_byte) {
  EXPECT_EQ(to_hex(std::string_view("\x00\x0f\xf0\xff", 4)), "000ff0ff");
  EXPECT_EQ(to_hex(""), "");
}

TEST(Hex, refuses_odd_lengths_upper_case_and_other_characters) {
  for (const char* text : {"0", "abc", "AB", "0g", " 0", "0x"}) EXPECT_FALSE(from_hex(text)) << text;
}

RC_GTEST_PROP(Hex, reads_what_it_writes, (const std::string& bytes)) {
  const auto read = from_hex(to_hex(bytes));
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == bytes);
}

TEST(Base32, is_thirteen_characters_of_crockfords_alphabet) {
  EXPECT_EQ(to_base32(0), "0000000000000");
  EXPECT_EQ(to_base32(31), "000000000000Z");
  EXPECT_EQ(to_base32(32), "0000000000010");
  EXPECT_EQ(to_base32(kLargestId), "7ZZZZZZZZZZZZ");
}

TEST(Base32, refuses_what_it_does_not_write) {
  const char* const texts[] = {"",
                               "000000000000",
                               "00000000000000",
                               "000000000000z",
                               "000000000000I",
                               "000000000000L",
                               "000000000000O",
                               "000000000000U",
                               "000000000000 ",
                               "-000000000001",
                               "8000000000000",
                               "ZZZZZZZZZZZZZ"};
  for (const char* text : texts) EXPECT_FALSE(from_base32(text)) << text;
}

RC_GTEST_PROP(Base32, reads_what_it_writes, ()) {
  const auto value = *rc::gen::inRange<std::int64_t>(0, kLargestId);
  RC_ASSERT(from_base32(to_base32(value)) == value);
}

RC_GTEST_PROP(Base32, sorts_like_the_number, ()) {
  const auto a = *rc::gen::inRange<std::int64_t>(0, kLargestId);
  const auto b = *rc::gen::inRange<std::int64_t>(0, kLargestId);
  RC_ASSERT((to_base32(a) < to_base32(b)) == (a < b));
}

RC_GTEST_PROP(Base32, whatever_it_reads_it_writes_back, ()) {
  const auto characters = rc::gen::elementOf(std::string("0123456789ABCDEFGHJKMNPQRSTVWXYZ"));
  const auto text = *rc::gen::container<std::string>(13, characters);
  const auto value = from_base32(text);
  RC_ASSERT(value.has_value() == (text[0] < '8'));
  if (value) RC_ASSERT(to_base32(*value) == text);
}

}  // namespace
}  // namespace ludice
