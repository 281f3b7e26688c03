// Stakes as people type them.
#include "bot/bet_text.hpp"

#include <string>

#include <gtest/gtest.h>

namespace ludice::bot {
namespace {

struct Row {
  const char* text;
  std::int64_t bet;
};

class UnderstoodBet : public testing::TestWithParam<Row> {};

TEST_P(UnderstoodBet, is_read) {
  const auto bet = parse_bet(GetParam().text);
  ASSERT_TRUE(bet.has_value());
  EXPECT_EQ(*bet, GetParam().bet);
}

INSTANTIATE_TEST_SUITE_P(all, UnderstoodBet,
                         testing::Values(Row{"10", 10}, Row{"0", 0}, Row{"007", 7}, Row{" 10 ", 10},
                                         Row{"1 000", 1000}, Row{"1\u00a0000", 1000}, Row{"1\u202f000", 1000},
                                         Row{"\u300010\u3000", 10}, Row{"٣٤", 34}, Row{"۳۴", 34},
                                         Row{"३४", 34}, Row{"１０", 10}, Row{"\u200f٣٤\u200f", 34},
                                         Row{"𝟙𝟘", 10}, Row{"10\n", 10},
                                         Row{"9007199254740991", 9007199254740991}));

struct Wrong {
  const char* text;
  BetTextError error;
};

class RefusedBet : public testing::TestWithParam<Wrong> {};

TEST_P(RefusedBet, is_told_apart) {
  const auto bet = parse_bet(GetParam().text);
  ASSERT_FALSE(bet.has_value());
  EXPECT_EQ(bet.error(), GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(
    all, RefusedBet,
    testing::Values(Wrong{"", BetTextError::not_a_number}, Wrong{"   ", BetTextError::not_a_number},
                    Wrong{"ten", BetTextError::not_a_number}, Wrong{"10 points", BetTextError::not_a_number},
                    Wrong{"1e9", BetTextError::not_a_number}, Wrong{"0x10", BetTextError::not_a_number},
                    Wrong{"½", BetTextError::not_a_number}, Wrong{"²", BetTextError::not_a_number},
                    Wrong{"🎲", BetTextError::not_a_number}, Wrong{"-", BetTextError::not_a_number},
                    Wrong{"5-5", BetTextError::not_a_number}, Wrong{"\xff\xfe", BetTextError::not_a_number},
                    Wrong{"-5", BetTextError::with_sign}, Wrong{"+10", BetTextError::with_sign},
                    Wrong{"−5", BetTextError::with_sign}, Wrong{"- 5", BetTextError::with_sign},
                    Wrong{"-1.5", BetTextError::with_sign}, Wrong{"10.5", BetTextError::fraction},
                    Wrong{"10,5", BetTextError::fraction}, Wrong{"1,000", BetTextError::fraction},
                    Wrong{"٣٫٤", BetTextError::fraction}, Wrong{".5", BetTextError::fraction},
                    Wrong{"9007199254740992", BetTextError::too_big},
                    Wrong{"9223372036854775808", BetTextError::too_big},
                    Wrong{"99999999999999999999999999999999999999", BetTextError::too_big}));

TEST(DigitValue, only_decimal_digits_have_one) {
  EXPECT_EQ(digit_value(U'0'), 0);
  EXPECT_EQ(digit_value(U'9'), 9);
  EXPECT_EQ(digit_value(U'\u0669'), 9);
  EXPECT_EQ(digit_value(U'\U0001FBF9'), 9);
  EXPECT_EQ(digit_value(U'/'), std::nullopt);
  EXPECT_EQ(digit_value(U':'), std::nullopt);
  EXPECT_EQ(digit_value(U'\u066a'), std::nullopt);
  EXPECT_EQ(digit_value(U'Ⅳ'), std::nullopt);
  EXPECT_EQ(digit_value(char32_t{0x10FFFF}), std::nullopt);
}

}  // namespace
}  // namespace ludice::bot
