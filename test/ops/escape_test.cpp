// What is escaped, what is not, and that broken text stays readable.
#include "ops/escape.hpp"

#include <string>

#include <gtest/gtest.h>

namespace ludice::ops {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  append_escaped(out, text);
  return out;
}

TEST(Escape, letters_of_any_script_stay) {
  for (const char* text : {"plain words 123", "Анна", "日本", "🎲", "é"}) EXPECT_EQ(escaped(text), text);
}

TEST(Escape, quotes_and_backslashes_are_escaped) {
  EXPECT_EQ(escaped(R"(a"b\c)"), R"(a\"b\\c)");
}

TEST(Escape, control_characters_are_escaped) {
  EXPECT_EQ(escaped(std::string_view("\0\x01\x1b[31m\n\r\t\x7f", 11)),
            R"(\u0000\u0001\u001b[31m\n\r\t\u007f)");
  EXPECT_EQ(escaped("\u0080\u009f\u00a0"), "\\u0080\\u009f\u00a0");
}

TEST(Escape, marks_that_turn_the_direction_are_escaped) {
  EXPECT_EQ(escaped("\u200f\u202e\u2066\u2028"), R"(\u200f\u202e\u2066\u2028)");
}

TEST(Escape, broken_utf8_becomes_the_replacement_character) {
  EXPECT_EQ(escaped("a\xff"
                    "b"),
            "a\uFFFD"
            "b");
  EXPECT_EQ(escaped("\xc3"), "\uFFFD");                                // cut
  EXPECT_EQ(escaped("\xc0\xaf"), "\uFFFD\uFFFD");                      // longer than needed
  EXPECT_EQ(escaped("\xe0\x80\xaf"), "\uFFFD\uFFFD\uFFFD");            // longer than needed
  EXPECT_EQ(escaped("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD");            // a surrogate
  EXPECT_EQ(escaped("\xf4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD");  // above U+10FFFF
}

TEST(InQuotes, long_text_is_cut) {
  EXPECT_EQ(in_quotes("abc", 3), "\"abc\"");
  EXPECT_EQ(in_quotes("abcd", 3), "\"abc…\"");
}

}  // namespace
}  // namespace ludice::ops
