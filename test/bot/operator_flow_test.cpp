// Operators at work in the chat: what they are told of, in the admins' chat and with each of them.
#include "async/deadline.hpp"
#include "bot/ton_house.hpp"
#include "service/ton_suspense.hpp"
#include "service/ton_withdrawals.hpp"
#include "store/ton_table.hpp"

#include <memory>

namespace ludice::bot {
namespace {

class OperatorFlow : public TonHouse {
 protected:
  /// Until some more looks for what waits have been taken.
  testing::AssertionResult looks_go_on() {
    const auto looks = calls("/operator/suspense");
    return eventually([&] { return calls("/operator/suspense") > looks + 3; });
  }
};

/// Until somebody else says that it is over.
async::Task<> look_long(std::shared_ptr<bool> is_looking) {
  *is_looking = true;
  while (*is_looking) co_await async::sleep_for(Millis{1});
}

TEST_F(OperatorFlow, each_withdrawal_brings_its_card_however_many_wait) {
  begin();
  for (int i = 0; i < 25; ++i) withdraw();
  EXPECT_TRUE(eventually([this] { return telegram_.count(kAdmins, "Withdrawal of") == 25; }))
      << telegram_.count(kAdmins, "Withdrawal of");
}

TEST_F(OperatorFlow, ten_are_shown_at_once_and_a_button_brings_the_others) {
  begin();
  join(olga_);
  for (int i = 0; i < 12; ++i) withdraw();
  deposit("whose is it?", kTon);
  telegram_.type(olga_, "/operator");
  ASSERT_TRUE(reads(olga_, "Not shown yet: <b>3</b>"));
  EXPECT_EQ(telegram_.count(olga_.id, "Withdrawal of"), 10U);
  EXPECT_EQ(telegram_.find(olga_.id, "fits no rule"), nullptr);
  ASSERT_TRUE(tap(olga_, "Next"));
  ASSERT_TRUE(reads(olga_, "fits no rule"));
  EXPECT_EQ(telegram_.count(olga_.id, "Withdrawal of"), 12U);
  EXPECT_EQ(telegram_.count(olga_.id, "Not shown yet"), 1U) << "the second page is the last one";
}

TEST_F(OperatorFlow, money_in_suspense_is_paged_through_too) {
  begin();
  join(olga_);
  for (int i = 0; i < 11; ++i) deposit("no memo " + std::to_string(i), kTon);
  telegram_.type(olga_, "/operator");
  ASSERT_TRUE(reads(olga_, "Not shown yet: <b>1</b>"));
  EXPECT_EQ(telegram_.count(olga_.id, "fits no rule"), 10U);
  ASSERT_TRUE(tap(olga_, "Next"));
  ASSERT_TRUE(reads(olga_, "no memo 10"));
  EXPECT_EQ(telegram_.count(olga_.id, "fits no rule"), 11U);
}

TEST_F(OperatorFlow, an_alarm_reaches_the_admins_chat_though_nobody_may_act_there) {
  has_operators_ = false;
  settings_.admins.clear();
  begin();
  tell_frozen("a stolen phone");
  ASSERT_TRUE(chat_reads("Withdrawals are stopped"));
  EXPECT_TRUE(chat_reads("a stolen phone"));
  EXPECT_FALSE(telegram_.button(kAdmins, "").has_value()) << "without their key there is nothing to press";
}

TEST_F(OperatorFlow, an_alarm_reaches_each_admin_where_they_have_no_chat) {
  has_operators_ = false;
  settings_.admin_chat.reset();
  begin();
  tell_frozen("a stolen phone");
  EXPECT_TRUE(reads(olga_, "Withdrawals are stopped"));
  EXPECT_TRUE(reads(petr_, "Withdrawals are stopped"));
}

TEST_F(OperatorFlow, without_their_key_an_alarm_is_all_that_operators_hear_of) {
  has_operators_ = false;
  begin();
  withdraw();
  tell_frozen("a stolen phone");
  ASSERT_TRUE(chat_reads("Withdrawals are stopped"));
  EXPECT_EQ(telegram_.chat(kAdmins).size(), 1U);
}

TEST_F(OperatorFlow, an_admin_who_asks_in_their_chat_is_answered_there_and_others_are_not) {
  begin();
  telegram_.type(ivan_, "/operator", kAdmins);
  telegram_.type(olga_, "good morning", kAdmins);
  telegram_.type(olga_, "/play", kAdmins);
  telegram_.type(olga_, "/operator@ludice_bot", kAdmins);
  ASSERT_TRUE(chat_reads("Nothing waits for an operator"));
  EXPECT_EQ(telegram_.chat(kAdmins).size(), 1U);
  EXPECT_TRUE(telegram_.chat(olga_.id).empty());
  EXPECT_TRUE(telegram_.chat(ivan_.id).empty());
  withdraw();
  ASSERT_TRUE(chat_reads("Withdrawal of"));
  deposit("whose is it?", kTon);
  telegram_.type(petr_, "/operator", kAdmins);
  ASSERT_TRUE(chat_reads("fits no rule"));
  EXPECT_TRUE(eventually([this] { return telegram_.count(kAdmins, "Withdrawal of") == 2; }))
      << "one by itself, one that was asked for";
}

TEST_F(OperatorFlow, their_command_means_nothing_in_other_groups) {
  begin();
  telegram_.type(olga_, "/operator", kAdmins - 1);
  telegram_.type(olga_, "/operator", kAdmins);
  ASSERT_TRUE(chat_reads("Nothing waits for an operator"));
  EXPECT_TRUE(telegram_.chat(kAdmins - 1).empty());
}

TEST_F(OperatorFlow, in_their_chat_only_admins_decide) {
  begin();
  withdraw();
  ASSERT_TRUE(tap_in_chat(ivan_, "Take and pay"));
  ASSERT_TRUE(gets_toast("Only the people who run this bot"));
  EXPECT_EQ(calls("/operator/withdrawals/take"), 0U);
  ASSERT_TRUE(tap_in_chat(olga_, "Take and pay"));
  ASSERT_TRUE(chat_reads("#21 pays it"));
  EXPECT_EQ(telegram_.find(kAdmins, "Welcome to Ludic"), nullptr) << "the terms are for players";
}

TEST_F(OperatorFlow, the_link_to_pay_comes_to_the_chat_where_it_was_taken_by_whom_the_bot_cannot_write) {
  begin();
  withdraw();
  telegram_.fail_always("sendPhoto", {Fault::Kind::blocked}, olga_.id);
  ASSERT_TRUE(tap_in_chat(olga_, "Take and pay"));
  ASSERT_TRUE(eventually([this] { return !telegram_.photos.empty(); }));
  EXPECT_EQ(telegram_.photos.back().first.chat_id, kAdmins);
}

TEST_F(OperatorFlow, the_link_to_pay_comes_in_words_where_no_picture_may_be_sent) {
  begin();
  withdraw();
  telegram_.fail_always("sendPhoto", {Fault::Kind::refused}, kAdmins);
  ASSERT_TRUE(tap_in_chat(olga_, "Take and pay"));
  ASSERT_TRUE(eventually([this] { return telegram_.button(kAdmins, "Open wallet").has_value(); }));
}

TEST_F(OperatorFlow, what_is_asked_back_is_asked_where_it_was_pressed) {
  begin();
  withdraw();
  ASSERT_TRUE(tap_in_chat(olga_, "Reject"));
  ASSERT_TRUE(tap_in_chat(petr_, "Yes, give it back"));
  ASSERT_TRUE(chat_reads("Rejected: the money went back"));
  EXPECT_TRUE(telegram_.chat(olga_.id).empty());
  EXPECT_EQ(ton(anna_), 50 * kTon);
  ASSERT_TRUE(tap_in_chat(olga_, "Yes, give it back"));
  ASSERT_TRUE(gets_toast("decided already"));
  EXPECT_TRUE(eventually([this] { return telegram_.count(kAdmins, "Rejected: the money went back") == 2; }))
      << "below the question, where the card cannot be seen to have turned";
}

TEST_F(OperatorFlow, an_admin_reads_the_next_page_in_their_chat) {
  begin();
  for (int i = 0; i < 11; ++i) deposit("no memo " + std::to_string(i), kTon);
  telegram_.type(olga_, "/operator", kAdmins);
  ASSERT_TRUE(tap_in_chat(petr_, "Next"));
  ASSERT_TRUE(chat_reads("no memo 10"));
  EXPECT_TRUE(telegram_.chat(petr_.id).empty());
}

TEST_F(OperatorFlow, money_in_suspense_shows_unasked_and_once) {
  settings_.suspense_look = Millis{10};
  begin();
  deposit("whose is it?", kTon);
  ASSERT_TRUE(chat_reads("fits no rule"));
  deposit("and this?", kTon);
  ASSERT_TRUE(chat_reads("and this?"));
  ASSERT_TRUE(looks_go_on());
  EXPECT_EQ(telegram_.count(kAdmins, "fits no rule"), 2U);
}

TEST_F(OperatorFlow, money_in_suspense_says_whose_memo_it_came_with) {
  settings_.suspense_look = Millis{10};
  begin();
  deposit(memo_, 1'000'000);
  ASSERT_TRUE(chat_reads("Its memo is <b>anna</b>'s"));
}

TEST_F(OperatorFlow, all_money_in_suspense_shows_unasked_however_much_waits) {
  settings_.suspense_look = Millis{10};
  begin();
  for (int i = 0; i < 103; ++i) deposit("no memo " + std::to_string(i), kTon);
  EXPECT_TRUE(eventually([this] { return telegram_.count(kAdmins, "fits no rule") == 103; }))
      << telegram_.count(kAdmins, "fits no rule");
}

TEST_F(OperatorFlow, what_goes_back_by_a_call_shows_unasked_and_once_and_waits_anew_when_it_is_rejected) {
  settings_.suspense_look = Millis{10};
  begin();
  deposit("whose is it?", kTon);
  ASSERT_TRUE(chat_reads("fits no rule"));
  store::Body<bool> refund = [](store::Transaction& t) {
    const auto sum = store::find_ton_suspenses(t, domain::TonSuspenseState::waiting, 1, {}).front();
    return service::RefundTonSuspense::run(t, sum.id, "ivo").has_value();
  };
  ASSERT_TRUE(write<bool>(std::move(refund)));
  ASSERT_TRUE(chat_reads("goes back to where it came from"));
  clock_.advance(Millis{11'000});
  ASSERT_TRUE(chat_reads("Withdrawal of"));
  ASSERT_TRUE(looks_go_on());
  EXPECT_EQ(telegram_.count(kAdmins, "Withdrawal of"), 1U);
  ASSERT_TRUE(tap_in_chat(olga_, "Reject"));
  ASSERT_TRUE(tap_in_chat(olga_, "Yes, give it back"));
  EXPECT_TRUE(chat_reads("fits no rule"));
}

TEST_F(OperatorFlow, what_is_sent_back_in_the_chat_has_one_card) {
  settings_.suspense_look = Millis{10};
  begin();
  deposit("whose is it?", kTon);
  ASSERT_TRUE(tap_in_chat(olga_, "Send back"));
  ASSERT_TRUE(chat_reads("Withdrawal of"));
  clock_.advance(Millis{11'000});
  ASSERT_TRUE(looks_go_on());
  EXPECT_EQ(telegram_.count(kAdmins, "Withdrawal of"), 1U);
}

TEST_F(OperatorFlow, what_is_sent_back_in_the_chat_during_a_long_look_has_one_card) {
  settings_.suspense_look = Millis{10};
  begin();
  deposit("whose is it?", kTon);
  ASSERT_TRUE(chat_reads("fits no rule"));
  const auto is_looking = std::make_shared<bool>(false);
  wire_.meanwhile["/operator/suspense"] = [is_looking] { return look_long(is_looking); };
  ASSERT_TRUE(eventually([&] { return *is_looking; }));
  ASSERT_TRUE(tap_in_chat(olga_, "Send back"));
  ASSERT_TRUE(chat_reads("Withdrawal of"));
  clock_.advance(Millis{11'000});
  *is_looking = false;
  ASSERT_TRUE(looks_go_on());
  EXPECT_EQ(telegram_.count(kAdmins, "Withdrawal of"), 1U);
}

TEST_F(OperatorFlow, what_was_decided_elsewhere_turns_its_card_when_it_is_pressed) {
  begin();
  deposit("whose is it?", kTon);
  telegram_.type(olga_, "/operator", kAdmins);
  ASSERT_TRUE(chat_reads("fits no rule"));
  decide_elsewhere();
  for (const char* label : {"Keep for the house", "Send back", "Assign"}) {
    const auto button = telegram_.button(kAdmins, label);
    if (button) telegram_.tap(olga_, button->message_id, button->data, kAdmins);
  }
  ASSERT_TRUE(chat_reads("no longer in suspense"));
  ASSERT_TRUE(gets_toast("decided already"));
  EXPECT_EQ(telegram_.find(kAdmins, "fits no rule"), nullptr);
  EXPECT_EQ(telegram_.find(kAdmins, "not possible any more"), nullptr);
}

TEST_F(OperatorFlow, what_was_decided_elsewhere_turns_its_card_unasked) {
  settings_.suspense_look = Millis{10};
  begin();
  deposit("whose is it?", kTon);
  ASSERT_TRUE(chat_reads("fits no rule"));
  decide_elsewhere();
  ASSERT_TRUE(chat_reads("no longer in suspense"));
  EXPECT_EQ(telegram_.find(kAdmins, "fits no rule"), nullptr);
}

TEST_F(OperatorFlow, a_withdrawal_that_somebody_else_has_taken_shows_that_when_it_is_pressed) {
  begin();
  withdraw();
  ASSERT_TRUE(chat_reads("Waits to be paid"));
  store::Body<bool> body = [this](store::Transaction& t) {
    const auto asked = store::find_ton_withdrawals(t, domain::TonWithdrawalState::asked, 1, {}).front();
    return service::TakeTonWithdrawal(ton_rules()).run(t, asked.id, "ivo", 0).has_value();
  };
  ASSERT_TRUE(write<bool>(std::move(body)));
  ASSERT_TRUE(tap_in_chat(olga_, "Take and pay"));
  EXPECT_TRUE(chat_reads("ivo pays it"));
  EXPECT_TRUE(chat_reads("not possible any more, or not yet"));
}

}  // namespace
}  // namespace ludice::bot
