// Memos: how they are made, in what people write they are seen, and what their check character finds.
#include "domain/ton_memo.hpp"

#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ludice::domain {
namespace {

const std::string kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

TEST(TonMemo, is_a_prefix_and_ten_characters) {
  EXPECT_EQ(make_ton_memo(0), "LD-0000000000");
  EXPECT_EQ(make_ton_memo(1).size(), 13U);
  EXPECT_NE(make_ton_memo(1), make_ton_memo(32));
}

TEST(TonMemo, keeps_all_of_45_bits) {
  const std::uint64_t all = (std::uint64_t{1} << 45) - 1;
  EXPECT_TRUE(make_ton_memo(all).starts_with("LD-ZZZZZZZZZ"));
  EXPECT_EQ(make_ton_memo(all), make_ton_memo(all | std::uint64_t{1} << 45));
}

TEST(TonMemo, is_seen_however_it_is_written) {
  const std::string memo = "LD-7K3M9Q20X1";
  for (const char* text :
       {"LD-7K3M9Q20X1", "ld-7k3m9q20x1", "  LD-7K3M9Q20X1\n", "LD-7K3M9 Q20X1\t\r\n", "LD-7K3M9Q2OXI",
        "ld-7k3m9q2oxl", "L D - 7 K 3 M 9 Q 2 0 X 1", "\u200BLD-7K3M9\u200DQ20X1\uFEFF",
        "\u00A0LD-7K3M9Q20X1\u3000", "\u2068LD-7K3M9Q20X1\u2069", "\u202ALD-7K3M9Q20X1\u202C",
        "LD-\u20637K3M9Q20X1\uFE0F"}) {
    EXPECT_EQ(normal_ton_memo(text), memo) << text;
  }
}

TEST(TonMemo, is_not_guessed_at) {
  for (const char* text : {"", " ", "hello", "LD-", "LD", "7K3M9Q20X1", "LD7K3M9Q20X1", "LD_7K3M9Q20X1",
                           "memo LD-7K3M9Q20X1", "LD-7K3M9Q20X1, thanks", "LD-7K3M9Q20X1!", "LD-7K3M9Q2UX1",
                           "LD-7K3M9-Q20X1", "\u041BD-7K3M9Q20X1", "LD\u20117K3M9Q20X1"}) {
    EXPECT_FALSE(normal_ton_memo(text)) << text;
  }
  EXPECT_FALSE(normal_ton_memo("LD-" + std::string(30, '7')));
  EXPECT_TRUE(normal_ton_memo("LD-" + std::string(29, '7')));
}

TEST(TonMemo, of_another_length_is_still_looked_up) {
  EXPECT_EQ(normal_ton_memo("ld-7k3m9q2x"), "LD-7K3M9Q2X");
  EXPECT_FALSE(is_sound_ton_memo("LD-7K3M9Q2X"));
}

TEST(TonMemo, without_its_form_is_not_sound) {
  const std::string memo = make_ton_memo(987654321);
  EXPECT_TRUE(is_sound_ton_memo(memo));
  for (const std::string& text : {std::string(), std::string("LD-"), memo.substr(1), memo + "0",
                                  memo.substr(0, 12), "LD-U" + memo.substr(4)}) {
    EXPECT_FALSE(is_sound_ton_memo(text)) << text;
  }
}

RC_GTEST_PROP(TonMemo, what_is_made_is_sound_and_its_own_normal_form, (std::uint64_t bits)) {
  const std::string memo = make_ton_memo(bits);
  RC_ASSERT(is_sound_ton_memo(memo));
  RC_ASSERT(normal_ton_memo(memo) == memo);
}

RC_GTEST_PROP(TonMemo, a_wrong_character_is_always_found, (std::uint64_t bits)) {
  std::string memo = make_ton_memo(bits);
  const auto at = *rc::gen::inRange<std::size_t>(3, memo.size());
  const auto digit = *rc::gen::inRange<std::size_t>(0, kDigits.size());
  RC_PRE(memo[at] != kDigits[digit]);
  memo[at] = kDigits[digit];
  RC_ASSERT(!is_sound_ton_memo(memo));
}

RC_GTEST_PROP(TonMemo, two_characters_that_changed_places_are_always_found, (std::uint64_t bits)) {
  std::string memo = make_ton_memo(bits);
  const auto a = *rc::gen::inRange<std::size_t>(3, memo.size());
  const auto b = *rc::gen::inRange<std::size_t>(3, memo.size());
  RC_PRE(memo[a] != memo[b]);
  std::swap(memo[a], memo[b]);
  RC_ASSERT(!is_sound_ton_memo(memo));
}

}  // namespace
}  // namespace ludice::domain
