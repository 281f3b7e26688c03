// Amounts of TON as they are typed and told, its buttons and states, and the picture with the code.
#include "bot/bet_text.hpp"
#include "bot/qr.hpp"
#include "bot/screens.hpp"
#include "bot/session.hpp"

#include <gtest/gtest.h>

namespace ludice::bot {
namespace {

constexpr std::int64_t kOneTon = kNanotonsInTon;
const std::string kAddress = "0QBhIHBlcnNvbiBvZiB0aGUgc2FuZGJveDoAAAAAAAAAB_Kx";

TEST(TonAmounts, are_typed_with_a_point_or_a_comma) {
  EXPECT_EQ(parse_amount(Coin::ton, "2"), 2 * kOneTon);
  EXPECT_EQ(parse_amount(Coin::ton, " 2.5 "), 2'500'000'000);
  EXPECT_EQ(parse_amount(Coin::ton, "0,5"), 500'000'000);
  EXPECT_EQ(parse_amount(Coin::ton, "0.000000001"), 1);
  EXPECT_EQ(parse_amount(Coin::ton, "1 000.25"), 1'000'250'000'000);
  EXPECT_EQ(parse_amount(Coin::ton, "٢٫٥"), 2'500'000'000);
}

TEST(TonAmounts, that_may_mean_two_things_or_none_are_refused) {
  for (const char* text : {"1,000", "1.2.3", ".5", "5.", "0.0000000001", "1e3", "", "five", "0.5x"}) {
    EXPECT_FALSE(parse_amount(Coin::ton, text)) << text;
  }
  EXPECT_EQ(parse_amount(Coin::ton, "-2").error(), BetTextError::with_sign);
  EXPECT_EQ(parse_amount(Coin::ton, "9007199.254740992").error(), BetTextError::too_big);
  EXPECT_EQ(parse_amount(Coin::ton, "99999999999").error(), BetTextError::too_big);
  EXPECT_EQ(parse_amount(Coin::stars, "2.5").error(), BetTextError::fraction);
}

TEST(TonAmounts, are_told_without_what_is_nothing) {
  EXPECT_EQ(Phrases::number(Coin::ton, 2 * kOneTon), "2");
  EXPECT_EQ(Phrases::number(Coin::ton, 2'500'000'000), "2.5");
  EXPECT_EQ(Phrases::number(Coin::ton, 1), "0.000000001");
  EXPECT_EQ(Phrases::number(Coin::ton, 0), "0");
  EXPECT_EQ(Phrases::number(Coin::ton, -500'000'000), "-0.5");
  EXPECT_EQ(Phrases::number(Coin::ton, 12'345 * kOneTon), "12\u202F345");
}

TEST(Numbers, are_grouped_from_five_digits_on) {
  EXPECT_EQ(grouped(1'000), "1000");
  EXPECT_EQ(grouped(10'000), "10\u202F000");
  EXPECT_EQ(grouped(1'000'000), "1\u202F000\u202F000");
  EXPECT_EQ(grouped(-1'000), "-1000");
  EXPECT_EQ(grouped(-123'456), "-123\u202F456");
}

TEST(TonButtons, carry_what_they_say) {
  for (const Callback& callback :
       {Callback{Action::ton, "", 0, 0, 0}, Callback{Action::ton_amount, "", 5 * kOneTon, 0, 0},
        Callback{Action::ton_qr, "", 1, 0, 0}, Callback{Action::withdraw, "", 0, 0, 0},
        Callback{Action::withdraw_ask, "", kOneTon, 0, 0},
        Callback{Action::withdraw_now, "8ZZZZZZZZZZZZ", 9'007'199'254'740'991, 0, 0},
        stake_of(Action::bet, {GameKind::target, Coin::ton}, 100 * kOneTon),
        choice_of({GameKind::dice, Coin::ton})}) {
    EXPECT_EQ(decode_callback(encode(callback)), callback) << encode(callback);
  }
  for (const char* forged : {"withdraw_now:5", "withdraw_now::5", "withdraw_now:AAAAAAAA:-5",
                             "withdraw_now:A:5:5", "ton_amount", "ton:5", "bet:points:5", "dice:points"}) {
    EXPECT_EQ(decode_callback(forged), std::nullopt) << forged;
  }
}

TEST(TonStates, keep_the_address_and_every_table) {
  const BotSettings settings;
  Session session = new_session(7, 7, Instant{0});
  accept_terms(session, 1);
  ask_for_ton_amount(session, kAddress, Instant{0}, settings);
  EXPECT_EQ(state_at(session, Instant{1}), State::asked_ton_amount);
  EXPECT_EQ(withdrawal_address(session), kAddress);
  EXPECT_EQ(withdrawal_look(session), "");
  ask_for_last_look(session, "A1", Instant{0}, settings);
  ask_for_last_look(session, "A2", Instant{0}, settings);
  EXPECT_EQ(state_at(session, Instant{1}), State::asked_ton_amount);
  EXPECT_EQ(withdrawal_address(session), kAddress);
  EXPECT_EQ(withdrawal_look(session), "A2") << "an older look sends nothing";
  EXPECT_EQ(state_at(session, Instant{0} + settings.question_ttl), State::menu);
  for (const GameKind kind : {GameKind::dice, GameKind::target}) {
    for (const Coin coin : kCoins) {
      ask_for_bet(session, {kind, coin}, Instant{0}, settings);
      EXPECT_EQ(state_at(session, Instant{1}), State::asked_bet);
      EXPECT_EQ(asked_table(session).kind, kind);
      EXPECT_EQ(asked_table(session).coin, coin);
    }
  }
}

TEST(TonChips, are_within_the_limits_of_ton) {
  const BotSettings settings;
  const auto chips = bet_chips(settings, 3 * kOneTon, Coin::ton);
  ASSERT_FALSE(chips.empty());
  EXPECT_EQ(chips.front(), settings.ton_min_bet);
  EXPECT_EQ(chips.back(), 3 * kOneTon);
}

TEST(QrCodes, are_pictures_that_differ_with_what_they_say) {
  const std::string one = qr_png("ton://transfer/" + kAddress + "?amount=1&text=LD-0000000000");
  const std::string other = qr_png("ton://transfer/" + kAddress + "?amount=2&text=LD-0000000000");
  EXPECT_TRUE(one.starts_with("\x89PNG"));
  EXPECT_NE(one, other);
  EXPECT_THROW(qr_png(std::string(4'000, 'x')), std::runtime_error);
  const QrPicture sent = qr_picture_from(7, to_stored(SayQr{"ton://x", "<b>words</b>"}), "");
  EXPECT_EQ(sent.call.chat_id, 7);
  EXPECT_EQ(sent.call.caption, "<b>words</b>");
  EXPECT_EQ(sent.png, qr_png("ton://x"));
}

}  // namespace
}  // namespace ludice::bot
