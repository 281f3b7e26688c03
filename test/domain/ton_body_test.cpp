// What bodies say: a row per kind, text over several cells, and text that is none.
#include "domain/ton_body.hpp"

#include "domain/bag_builder.hpp"

#include <string>

#include <gtest/gtest.h>

namespace ludice::domain {
namespace {

std::string op(std::string_view four_bytes, const std::string& rest = {}) {
  return bag_of({{std::string(four_bytes) + rest, {}}});
}

TEST(TonBody, without_bits_says_nothing) {
  EXPECT_EQ(read_ton_body(bag_of({{"", {}}})).kind, TonBodyKind::empty);
}

TEST(TonBody, with_op_0_is_a_comment) {
  const TonBody body = read_ton_body(comment_bag("hello 🎲"));
  EXPECT_EQ(body.kind, TonBodyKind::comment);
  EXPECT_EQ(body.comment, "hello 🎲");
  EXPECT_EQ(read_ton_body(comment_bag("")).kind, TonBodyKind::comment);
}

TEST(TonBody, may_go_on_from_cell_to_cell) {
  const std::string zeros(4, '\0');
  const TonBody body = read_ton_body(bag_of({{zeros + "one ", {1}}, {"two ", {2}}, {"three", {}}}));
  EXPECT_EQ(body.comment, "one two three");
}

TEST(TonBody, whose_character_is_cut_between_cells_is_read_whole) {
  const std::string zeros(4, '\0');
  EXPECT_EQ(read_ton_body(bag_of({{zeros + "\xC3", {1}}, {"\xA9", {}}})).comment, "é");
}

TEST(TonBody, that_is_encrypted_is_told_apart) {
  const TonBody body = read_ton_body(op("\x21\x67\xDA\x4B", "secret"));
  EXPECT_EQ(body.kind, TonBodyKind::encrypted);
  EXPECT_EQ(body.comment, "");
}

TEST(TonBody, with_another_op_is_for_a_contract) {
  EXPECT_EQ(read_ton_body(op("\x73\x62\xD0\x9C", "LD-")).kind, TonBodyKind::other);
  EXPECT_EQ(read_ton_body(op("\xFF\xFF\xFF\xFF")).op, kTonBouncedOp);
  EXPECT_EQ(read_ton_body(bag_of({{"abc", {}}})).kind, TonBodyKind::other) << "no room for an op";
  EXPECT_EQ(read_ton_body(bag_of({{"", {1}}, {"x", {}}})).kind, TonBodyKind::other);
}

TEST(TonBody, that_is_no_text_is_unreadable) {
  const std::string zeros(4, '\0');
  EXPECT_EQ(read_ton_body("").kind, TonBodyKind::unreadable);
  EXPECT_EQ(read_ton_body(comment_bag("LD\xFF\xFE")).kind, TonBodyKind::unreadable);
  EXPECT_EQ(read_ton_body(bag_of({{zeros + "a", {1, 2}}, {"b", {}}, {"c", {}}})).kind,
            TonBodyKind::unreadable);
}

TEST(TonBody, that_is_longer_than_any_memo_is_unreadable) {
  const std::string zeros(4, '\0');
  std::vector<BuiltCell> cells{{zeros, {1}}};
  for (std::uint8_t i = 2; i < 40; ++i) cells.push_back({std::string(120, 'x'), {i}});
  cells.push_back({"x", {}});
  EXPECT_EQ(read_ton_body(bag_of(cells)).kind, TonBodyKind::unreadable);
}

TEST(TonBody, that_bounced_shows_what_was_sent) {
  const std::string zeros(4, '\0');
  const TonBody body = read_bounced_ton_body(op("\xFF\xFF\xFF\xFF", zeros + "w:1"));
  EXPECT_EQ(body.kind, TonBodyKind::comment);
  EXPECT_EQ(body.comment, "w:1");
  EXPECT_EQ(read_bounced_ton_body(comment_bag("w:1")).kind, TonBodyKind::other) << "no mark of a bounce";
  EXPECT_EQ(read_bounced_ton_body(op("\xFF\xFF\xFF\xFF")).kind, TonBodyKind::other);
  EXPECT_EQ(read_bounced_ton_body(op("\xFF\xFF\xFF\xFF", "abcdw:1")).kind, TonBodyKind::other);
  EXPECT_EQ(read_bounced_ton_body("x").kind, TonBodyKind::unreadable);
}

TEST(Utf8, follows_the_table_of_rfc_3629) {
  for (const char* text : {"", "a", "é", "€", "🎲", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
  for (const char* text :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xC3", "\xC3(", "\xE0\x80\x80", "\xE2\x82", "\xED\xA0\x80",
        "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE2\x28\xA1", "a\xFF"}) {
    EXPECT_FALSE(is_utf8(text)) << text;
  }
}

}  // namespace
}  // namespace ludice::domain
