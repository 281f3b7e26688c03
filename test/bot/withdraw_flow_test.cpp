// Withdrawing TON in the chat: one look sends once, whatever becomes of the answer, and its card is there.
#include "bot/ton_house.hpp"
#include "service/ton_rules.hpp"

namespace ludice::bot {
namespace {

const std::string kWallet = domain::friendly_text(domain::kAlice, {.bounceable = false});
constexpr const char* kCard = "waits to be sent";
constexpr const char* kPath = "/ton/withdraw";

async::Task<> refuse_next(Wire* wire) {
  wire->refuse = Wire::Refused{kPath, ""};
  co_return;
}

struct WithdrawFlow : TonHouse {
  /// Up to the last look at so many TON.
  void look(const std::string& tons, const std::string& address = kWallet) {
    const auto asked = telegram_.count(anna_.id, "address of your wallet");
    const auto amounts = telegram_.count(anna_.id, "How much?");
    telegram_.type(anna_, "/withdraw");
    ASSERT_TRUE(eventually([&] { return telegram_.count(anna_.id, "address of your wallet") > asked; }));
    telegram_.type(anna_, address);
    ASSERT_TRUE(eventually([&] { return telegram_.count(anna_.id, "How much?") > amounts; }));
    look_at(tons);
  }
  void look_at(const std::string& tons) {
    const auto looks = telegram_.count(anna_.id, "Please check");
    telegram_.type(anna_, tons);
    ASSERT_TRUE(eventually([&] { return telegram_.count(anna_.id, "Please check") > looks; }));
  }
  /// A tap on what was shown, be its button there still or not.
  void press(const FakeTelegram::Found& button) { telegram_.tap(anna_, button.message_id, button.data); }
  FakeTelegram::Found send_button() { return telegram_.button(anna_.id, "Send").value(); }
  std::size_t cards() { return telegram_.count(anna_.id, kCard); }
};

TEST_F(WithdrawFlow, a_look_whose_answer_was_lost_sends_once_when_it_is_tapped_again) {
  begin();
  look("2");
  wire_.silent.insert(kPath);
  ASSERT_TRUE(tap(anna_, "Send"));
  ASSERT_TRUE(reads(anna_, "has not answered yet"));
  EXPECT_EQ(ton(anna_), 48 * kTon);
  wire_.silent.clear();
  ASSERT_TRUE(tap(anna_, "Send"));
  ASSERT_TRUE(reads(anna_, "You asked to withdraw"));
  ASSERT_TRUE(eventually([&] { return cards() == 1; })) << cards();
  a_while();
  EXPECT_EQ(ton(anna_), 48 * kTon);
  EXPECT_EQ(cards(), 1U);
}

TEST_F(WithdrawFlow, one_whose_answer_was_lost_gets_its_card_all_the_same) {
  begin();
  look("2");
  wire_.silent.insert(kPath);
  ASSERT_TRUE(tap(anna_, "Send"));
  ASSERT_TRUE(reads(anna_, "has not answered yet"));
  ASSERT_TRUE(reads(anna_, kCard));
  ASSERT_TRUE(reads(anna_, kWallet));
  decide_elsewhere();
  EXPECT_TRUE(reads(anna_, "back on your balance"));
  EXPECT_EQ(cards(), 0U) << "the card turns";
}

TEST_F(WithdrawFlow, one_that_never_arrived_is_sent_by_the_next_tap) {
  begin();
  look("2");
  wire_.cut.insert(kPath);
  ASSERT_TRUE(tap(anna_, "Send"));
  ASSERT_TRUE(reads(anna_, "has not answered yet"));
  EXPECT_EQ(ton(anna_), 50 * kTon);
  wire_.cut.clear();
  ASSERT_TRUE(tap(anna_, "Send"));
  ASSERT_TRUE(reads(anna_, kCard));
  EXPECT_EQ(ton(anna_), 48 * kTon);
}

TEST_F(WithdrawFlow, one_that_was_lost_and_then_refused_for_now_is_sent_once) {
  begin();
  look("2");
  wire_.lose_after.insert(kPath);
  wire_.meanwhile[kPath] = [wire = &wire_] { return refuse_next(wire); };
  ASSERT_TRUE(tap(anna_, "Send"));
  ASSERT_TRUE(eventually([&] { return calls(kPath) == 2; }));
  a_while();
  ASSERT_TRUE(tap(anna_, "Send"));
  ASSERT_TRUE(reads(anna_, "You asked to withdraw"));
  ASSERT_TRUE(eventually([&] { return cards() == 1; })) << cards();
  a_while();
  EXPECT_EQ(ton(anna_), 48 * kTon);
  EXPECT_EQ(cards(), 1U);
}

TEST_F(WithdrawFlow, a_crash_between_the_call_and_its_effects_sends_once) {
  begin();
  look("2");
  wire_.meanwhile[kPath] = [] { return async::sleep_for(Millis{3'600'000}); };
  ASSERT_TRUE(tap(anna_, "Send"));
  ASSERT_TRUE(eventually([&] { return ton(anna_) == 48 * kTon; }));
  crash();
  open();
  ASSERT_TRUE(reads(anna_, "You asked to withdraw"));
  clock_.advance(Millis{31'000});  // the events that were lent come again
  ASSERT_TRUE(eventually([&] { return cards() == 1; })) << cards();
  a_while();
  EXPECT_EQ(ton(anna_), 48 * kTon);
  EXPECT_EQ(cards(), 1U);
}

TEST_F(WithdrawFlow, tapped_twice_in_a_row_a_look_sends_once_and_a_new_look_at_as_much_sends_anew) {
  begin();
  look("2");
  const auto first = send_button();
  press(first);
  press(first);
  ASSERT_TRUE(gets_toast("done already"));
  EXPECT_EQ(ton(anna_), 48 * kTon);
  look("2");
  EXPECT_NE(send_button().data, first.data);
  ASSERT_TRUE(tap(anna_, "Send"));
  ASSERT_TRUE(eventually([&] { return ton(anna_) == 46 * kTon; }));
  EXPECT_TRUE(eventually([&] { return cards() == 2; })) << cards();
}

TEST_F(WithdrawFlow, an_older_look_sends_nothing_whatever_was_asked_since) {
  begin();
  look("2");
  const auto first = send_button();
  look_at("2");
  press(first);
  ASSERT_TRUE(gets_toast("too old"));
  look_at("3");
  const auto third = send_button();
  telegram_.toasts.clear();
  telegram_.type(anna_, "/withdraw");
  press(third);
  ASSERT_TRUE(gets_toast("too old"));
  look("4");
  clock_.advance(settings_.question_ttl);
  telegram_.toasts.clear();
  press(send_button());
  ASSERT_TRUE(gets_toast("too old"));
  a_while();
  EXPECT_EQ(ton(anna_), 50 * kTon);
  EXPECT_EQ(calls(kPath), 0U);
}

TEST_F(WithdrawFlow, who_has_withdrawn_everything_sees_how_it_stands) {
  begin();
  look("50");
  ASSERT_TRUE(tap(anna_, "Send"));
  ASSERT_TRUE(reads(anna_, kCard));
  telegram_.type(anna_, "/withdraw");
  ASSERT_TRUE(reads(anna_, "The least you can withdraw"));
  EXPECT_TRUE(telegram_.find(anna_.id, "The least you can withdraw")->text->contains(kWallet));
}

TEST_F(WithdrawFlow, while_withdrawals_pause_one_sees_how_they_stand) {
  begin();
  look("2");
  ASSERT_TRUE(tap(anna_, "Send"));
  ASSERT_TRUE(reads(anna_, kCard));
  tell_frozen("a stolen phone");
  telegram_.type(anna_, "/withdraw");
  ASSERT_TRUE(reads(anna_, "Withdrawals pause"));
  EXPECT_TRUE(telegram_.find(anna_.id, "Withdrawals pause")->text->contains(kWallet));
}

TEST_F(WithdrawFlow, while_the_network_is_far_behind_withdrawals_pause_and_who_tops_up_is_told) {
  begin();
  telegram_.type(anna_, "/start topup");
  ASSERT_TRUE(tap(anna_, "TON"));
  EXPECT_TRUE(reads(anna_, "usually within a minute"));
  EXPECT_EQ(telegram_.find(anna_.id, "far behind"), nullptr);
  clock_.advance(ton_rules().most_lag + Millis{1'000});
  telegram_.type(anna_, "/withdraw");
  EXPECT_TRUE(reads(anna_, "Withdrawals pause"));
  ASSERT_TRUE(tap(anna_, "TON"));
  EXPECT_TRUE(reads(anna_, "far behind"));
  deposit(memo_, 5 * kTon);
  EXPECT_EQ(ton(anna_), 55 * kTon);
}

TEST_F(WithdrawFlow, a_raw_address_of_either_chain_is_taken) {
  begin();
  look("2", "-1:" + std::string(64, 'A'));
  ASSERT_TRUE(tap(anna_, "Send"));
  ASSERT_TRUE(eventually([&] { return ton(anna_) == 48 * kTon; }));
  look("2", "0:" + std::string(64, 'a'));
  ASSERT_TRUE(tap(anna_, "Send"));
  EXPECT_TRUE(eventually([&] { return ton(anna_) == 46 * kTon; }));
}

}  // namespace
}  // namespace ludice::bot
