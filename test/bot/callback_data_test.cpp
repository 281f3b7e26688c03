// What buttons carry.
#include "bot/callback_data.hpp"

#include <gtest/gtest.h>

namespace ludice::bot {
namespace {

TEST(CallbackData, what_is_written_is_read_again) {
  const std::vector<Callback> callbacks{
      {Action::accept_terms, "", 0, 0, 0},
      {Action::play, "", 0, 0, 0},
      {Action::dice, "", 0, 0, 0},
      {Action::menu, "", 0, 0, 0},
      {Action::bet, "", 9007199254740991, 0, 0},
      {Action::again, "", 10, 0, 0},
      {Action::target, "", 0, 0, 0},
      {Action::bet, "", 50, 0, 0, GameKind::target},
      {Action::again, "", 50, 0, 0, GameKind::target},
      stake_of(Action::bet, {GameKind::dice, Coin::stars}, 50),
      stake_of(Action::again, {GameKind::target, Coin::stars}, 50),
      choice_of({GameKind::dice, Coin::stars}),
      choice_of({GameKind::target, Coin::stars}),
      {Action::daily, "", 0, 0, 0},
      {Action::history, "", 0, 0, 0},
      {Action::history, "", 0, 0, 0, GameKind::dice, Coin::ton},
      {Action::history, "0G3M9QW4T1A7K", 1, 0, 0},
      {Action::history, "0G3M9QW4T1A7K", 1000, 0, 0, GameKind::dice, Coin::stars},
      {Action::buy, "", 15, 0, 0},
      {Action::refund, "0G3M9QW4T1A7K", 0, 0, 0},
      {Action::refund_now, "0G3M9QW4T1A7K", 0, 0, 0},
      {Action::cancel, "0G3M9QW4T1A7K", 0, 0, 0},
      {Action::op_resume, "", 0, 0, 0},
      {Action::op_resume, "deposits", 0, 0, 0},
      {Action::op_stop, "withdrawals", 0, 0, 0},
      {Action::op_house, "", 0, 0, 0},
      {Action::op_fund, "", 0, 0, 0},
      {Action::op_fund_from, "rake", 0, 0, 0},
      {Action::op_fund_from, "outside", 0, 0, 0, GameKind::dice, Coin::stars},
      {Action::op_player, "", 0, 0, 0},
      {Action::op_adjust, "", 4503599627370495, 0, 0},
      {Action::op_adjust, "", 4503599627370495, 0, 0, GameKind::dice, Coin::ton},
      {Action::op_stop_player, "", 7, 0, 0},
      {Action::op_let_player, "", 7, 0, 0},
      {Action::op_forgive, "", 7, 0, 0},
      {Action::op_stars_assign, "0G3M9QW4T1A7K", 0, 0, 0},
      {Action::op_stars_refund, "0G3M9QW4T1A7K", 0, 0, 0},
      {Action::op_stars_keep, "0G3M9QW4T1A7K", 0, 0, 0},
      {Action::op_reconcile, "", 0, 0, 0},
      {Action::op_do, "0G3M9QW4T1A7K", 0, 0, 0},
      {Action::op_drop, "0G3M9QW4T1A7K", 0, 0, 0},
      {Action::op_assign, "0G3M9QW4T1A7K", 0, 0, 0},
      {Action::op_assign_now, "0G3M9QW4T1A7K", 4503599627370495, 0, 0},
      {Action::op_more, "0G3M9QW4T1A7K", 0, 0, 0},
      {Action::op_more_sums, "0G3M9QW4T1A7K", 0, 0, 0},
      {Action::op_take, "0G3M9QW4T1A7K", 0, 0, 0},
      {Action::op_take, "0G3M9QW4T1A7K", 9007199254740991, 0, 0},
      {Action::op_reject, "0G3M9QW4T1A7K", 45234567000003, 0, 0},
      {Action::op_reject_now, "0G3M9QW4T1A7K", 45234567000003, 0, 0},
      {Action::make_throw, "0G3M9QW4T1A7K", 0, 5, 3}};
  for (const auto& callback : callbacks) {
    const std::string data = encode(callback);
    EXPECT_LE(data.size(), 64U);
    EXPECT_EQ(decode_callback(data), callback) << data;
  }
}

TEST(CallbackData, accepting_the_terms_has_the_name_the_contract_gives_it) {
  EXPECT_EQ(encode({Action::accept_terms, "", 0, 0, 0}), "accept_terms");
}

TEST(CallbackData, what_is_the_operators_alone_is_known_by_its_name) {
  EXPECT_TRUE(is_of_operators(Action::op_approve));
  EXPECT_TRUE(is_of_operators(Action::op_do));
  EXPECT_FALSE(is_of_operators(Action::buy));
  EXPECT_FALSE(is_of_operators(Action::withdraw_now));
}

TEST(CallbackData, packs_of_stars_have_the_names_of_the_first_bot) {
  EXPECT_EQ(encode({Action::buy, "", 15, 0, 0}), "star15");
  EXPECT_EQ(decode_callback("star1000000"), (Callback{Action::buy, "", 1'000'000, 0, 0}));
}

class ForgedCallback : public testing::TestWithParam<const char*> {};

TEST_P(ForgedCallback, is_nothing) {
  EXPECT_EQ(decode_callback(GetParam()), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(
    all, ForgedCallback,
    testing::Values("", "nothing", "bet", "bet:", "bet:0", "bet:-5", "bet:1:2", "bet:1e3",
                    "bet:9007199254740992", "bet:99999999999999999999", "bet: 5", "bet:dice:5", "bet:target",
                    "bet:target:0", "again:x", "cancel", "cancel:", "throw:G", "throw:G:1", "throw:G:0:1",
                    "throw:G:1:1:1", "throw::1:1", "accept_terms:1", "menu:", "dice:x", "dice:stars:5",
                    "bet:stars", "bet:stars:0", "bet:stars:target:5", "star", "star0", "star-5", "star5x",
                    "refund", "op_take", "op_take::5", "op_take:G:0", "op_take:G:x", "op_take:G:1:1",
                    "op_approve:G:1", "op_assign_now:G", "op_assign_now:G:0", "op_assign_now::7",
                    "op_assign_now:G:7:7", "op_assign:G:7", "op_resume:", "op_resume_now:G", "op_stop",
                    "op_stop:a:b", "op_house:1", "op_fund_from", "op_fund_from:rake:points",
                    "op_fund_from:rake:stars:1", "op_adjust", "op_adjust:0", "op_adjust:points:7",
                    "op_adjust:target:7", "op_adjust:stars:x", "op_stop_player:stars:7", "op_do",
                    "op_do:", "op_do:G:1", "history:", "history:gold", "history:G:0", "history:G:x",
                    "history:G:1001", "history::1", "history:G:gold:1", "history:G:stars:1:1",
                    "refund:", "cancel:123456789012345678901234567890123"));

}  // namespace
}  // namespace ludice::bot
