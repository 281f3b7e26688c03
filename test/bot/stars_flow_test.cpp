// Buying Stars and playing for them.
#include "async/deadline.hpp"
#include "bot/checkouts.hpp"
#include "bot/invoice.hpp"
#include "bot/stars_house.hpp"
#include "support/log_lines.hpp"

#include <set>

namespace ludice::bot {
namespace {

struct StarsFlow : StarsHouse {};

TEST_F(StarsFlow, a_pack_brings_an_invoice_whose_payment_brings_a_receipt) {
  join(anna_);
  const telegram::SendInvoice invoice = order(anna_, "⭐ 50");
  EXPECT_EQ(invoice.currency, "XTR");
  ASSERT_EQ(invoice.prices.size(), 1U);
  EXPECT_EQ(invoice.prices[0].amount, 50);
  EXPECT_TRUE(invoice.start_parameter.has_value());
  EXPECT_TRUE(press_pay(anna_, invoice).ok);
  EXPECT_EQ(stars(anna_), 0) << "a pre-checkout credits nothing";
  took(anna_, invoice, "stx1");
  ASSERT_TRUE(reads(anna_, "50 Stars ⭐</b> came in. Your balance: <b>50 Stars"));
  EXPECT_EQ(stars(anna_), 50);
}

TEST_F(StarsFlow, the_packs_of_the_first_bot_are_still_understood) {
  join(anna_);
  telegram_.tap(anna_, 1, "star1000000");
  ASSERT_TRUE(eventually([&] { return !telegram_.invoices.empty(); }));
  EXPECT_EQ(telegram_.invoices.back().prices[0].amount, 1'000'000);
  telegram_.tap(anna_, 1, "star1000001");
  ASSERT_TRUE(gets_toast("old"));
  EXPECT_EQ(telegram_.invoices.size(), 1U);
}

TEST_F(StarsFlow, paying_leaves_the_card_of_a_game_its_button) {
  join(anna_);
  buy(anna_, "⭐ 50", "stx1");
  telegram_.type(anna_, "Roll 🎲");
  ASSERT_TRUE(tap(anna_, "Dice 🎲"));
  ASSERT_TRUE(tap(anna_, "20"));
  ASSERT_TRUE(reads(anna_, "Waiting for an opponent"));
  const auto cancel = telegram_.button(anna_.id, "Cancel");
  ASSERT_TRUE(cancel.has_value());
  telegram_.type(anna_, "/paysupport");
  ASSERT_TRUE(tap(anna_, "Refund"));
  ASSERT_TRUE(reads(anna_, "to your Telegram wallet?"));
  const auto still = telegram_.button(anna_.id, "Cancel");
  ASSERT_TRUE(still.has_value());
  EXPECT_EQ(still->message_id, cancel->message_id);
}

TEST_F(StarsFlow, a_number_typed_behind_the_card_of_a_game_buys_nothing) {
  match();
  for (const bool by_button : {true, false}) {
    telegram_.type(anna_, "Top up 🔝");
    ASSERT_TRUE(eventually([&] { return telegram_.button(anna_.id, "⭐ 50").has_value(); }));
    const auto cards = telegram_.count(anna_.id, "against <b>ivan</b>");
    if (by_button) {
      ASSERT_TRUE(tap(anna_, "Menu"));
    } else {
      telegram_.type(anna_, "Roll 🎲");
    }
    ASSERT_TRUE(eventually([&] { return telegram_.count(anna_.id, "against <b>ivan</b>") > cards; }));
    telegram_.type(anna_, "77");
    a_while();
    EXPECT_TRUE(telegram_.invoices.empty()) << by_button;
  }
}

TEST_F(StarsFlow, packs_can_be_tapped_after_the_menu_was_asked_for) {
  join(anna_);
  telegram_.type(anna_, "Top up 🔝");
  ASSERT_TRUE(eventually([&] { return telegram_.button(anna_.id, "⭐ 50").has_value(); }));
  telegram_.type(anna_, "/menu");
  ASSERT_TRUE(reads(anna_, "What shall it be?"));
  ASSERT_TRUE(tap(anna_, "⭐ 50"));
  EXPECT_TRUE(eventually([&] { return telegram_.invoices.size() == 1; }));
}

TEST_F(StarsFlow, an_amount_can_be_typed) {
  join(anna_);
  telegram_.type(anna_, "Top up 🔝");
  ASSERT_TRUE(reads(anna_, "type how many Stars"));
  for (const char* wrong : {"0", "-5", "1.5", "1000001", "many"}) {
    const auto before = telegram_.count(anna_.id, "whole number of Stars");
    telegram_.type(anna_, wrong);
    EXPECT_TRUE(eventually([&] { return telegram_.count(anna_.id, "whole number of Stars") > before; }))
        << wrong;
  }
  telegram_.type(anna_, "77");
  ASSERT_TRUE(eventually([&] { return telegram_.invoices.size() == 1; }));
  EXPECT_EQ(telegram_.invoices.back().prices[0].amount, 77);
}

TEST_F(StarsFlow, scene_14_a_payment_told_twice_brings_one_credit) {
  join(anna_);
  const telegram::SendInvoice invoice = order(anna_, "⭐ 50");
  took(anna_, invoice, "stx1");
  took(anna_, invoice, "stx1");
  ASSERT_TRUE(reads(anna_, "came in"));
  ASSERT_TRUE(eventually([&] { return calls("/stars/credit") == 2; }));
  a_while();
  EXPECT_EQ(stars(anna_), 50);
  EXPECT_EQ(telegram_.count(anna_.id, "came in"), 1U);
}

TEST_F(StarsFlow, scene_14_a_payment_is_told_until_it_is_booked_also_behind_a_crash) {
  join(anna_);
  const telegram::SendInvoice invoice = order(anna_, "⭐ 50");
  wire_.cut.insert("/stars/credit");
  took(anna_, invoice, "stx1");
  ASSERT_TRUE(eventually([&] { return calls("/stars/credit") > 0; }));
  EXPECT_EQ(stars(anna_), 0);
  crash();
  wire_.cut.clear();
  open();
  ASSERT_TRUE(reads(anna_, "came in"));
  EXPECT_EQ(stars(anna_), 50);
}

TEST_F(StarsFlow, a_payment_that_cannot_be_booked_yet_holds_up_nothing_else) {
  join(anna_);
  const telegram::SendInvoice invoice = order(anna_, "⭐ 50");
  wire_.cut.insert("/stars/credit");
  took(anna_, invoice, "stx1");
  ASSERT_TRUE(eventually([&] { return calls("/stars/credit") > 0; }));
  telegram_.type(anna_, "/help");
  EXPECT_TRUE(reads(anna_, "How it works"));
  wire_.cut.clear();
  ASSERT_TRUE(reads(anna_, "came in"));
  EXPECT_EQ(stars(anna_), 50);
}

TEST_F(StarsFlow, scene_14_a_payment_a_day_late_is_booked_though_other_updates_are_stale) {
  join(anna_);
  const telegram::SendInvoice invoice = order(anna_, "⭐ 50");
  const auto sent = clock_.now().seconds();
  clock_.advance(settings_.stale_after + Millis{60'000});
  telegram::Message message;
  message.from = anna_;
  message.chat.id = anna_.id;
  message.date = sent;
  message.successful_payment = telegram::SuccessfulPayment{"XTR", 50, invoice.payload, "stx1", "p"};
  telegram::Update update;
  update.message = std::move(message);
  telegram_.push(std::move(update));
  ASSERT_TRUE(reads(anna_, "came in"));
  EXPECT_EQ(stars(anna_), 50);
}

TEST_F(StarsFlow, scene_15_an_invoice_of_somebody_else_is_not_to_be_paid) {
  join(anna_);
  join(ivan_);
  const telegram::SendInvoice invoice = order(anna_, "⭐ 50");
  const auto answer = press_pay(ivan_, invoice);
  EXPECT_FALSE(answer.ok);
  EXPECT_NE(answer.error_message.value_or("").find("somebody else"), std::string::npos);
}

TEST_F(StarsFlow, scene_16_a_pre_checkout_is_refused_in_time_while_the_back_end_is_down) {
  join(anna_);
  const telegram::SendInvoice invoice = order(anna_, "⭐ 50");
  wire_.cut.insert("/stars/precheckout");
  const auto answer = press_pay(anna_, invoice);
  EXPECT_FALSE(answer.ok);
  EXPECT_NE(answer.error_message.value_or("").find("Nothing was taken"), std::string::npos);
  wire_.cut.clear();
  EXPECT_TRUE(press_pay(anna_, invoice).ok);
}

TEST_F(StarsFlow, scene_16_a_pre_checkout_is_refused_in_time_while_the_back_end_hangs) {
  static_assert(Checkouts::kPatience + Millis{500} < Millis{3'000}, "the answer has to travel, too");
  join(anna_);
  const telegram::SendInvoice invoice = order(anna_, "⭐ 50");
  wire_.meanwhile["/stars/precheckout"] = [] { return async::sleep_for(Millis{3'600'000}); };
  const auto answer = press_pay(anna_, invoice);
  EXPECT_FALSE(answer.ok);
  EXPECT_NE(answer.error_message.value_or("").find("does not answer"), std::string::npos);
  EXPECT_EQ(stars(anna_), 0);
}

TEST_F(StarsFlow, a_pre_checkout_told_twice_is_one_call_and_another_of_the_same_invoice_another) {
  join(anna_);
  const telegram::SendInvoice invoice = order(anna_, "⭐ 50");
  press_pay(anna_, invoice);
  press_pay(anna_, invoice);
  --checkouts_;  // the last one comes again
  press_pay(anna_, invoice);
  press_pay(anna_, invoice);
  ASSERT_TRUE(eventually([&] { return calls("/stars/precheckout") == 3; }));
  EXPECT_EQ(telegram_.checkouts.size(), 3U);
  std::set<std::string> names;
  for (const auto& [path, body] : wire_.sent) {
    const auto at = body.find("pre_checkout:c");
    if (path == "/stars/precheckout" && at != std::string::npos) names.insert(body.substr(at, 15));
  }
  EXPECT_EQ(names, (std::set<std::string>{"pre_checkout:c1", "pre_checkout:c2", "pre_checkout:c3"}));
}

TEST_F(StarsFlow, a_pre_checkout_whose_answer_did_not_arrive_is_answered_when_it_comes_again) {
  join(anna_);
  const telegram::SendInvoice invoice = order(anna_, "⭐ 50");
  telegram_.fail("answerPreCheckoutQuery", {Fault::Kind::unsent});
  const test::LogLines log;
  ask_to_pay(anna_, invoice);
  ASSERT_TRUE(eventually([&] { return log.has("pre_checkout_not_answered"); }));
  EXPECT_EQ(calls("/stars/precheckout"), 1U);
  EXPECT_TRUE(telegram_.checkouts.empty());
  --checkouts_;
  EXPECT_TRUE(press_pay(anna_, invoice).ok);
}

TEST_F(StarsFlow, scene_16_a_changed_amount_and_a_foreign_order_are_refused) {
  join(anna_);
  telegram::SendInvoice invoice = order(anna_, "⭐ 50");
  invoice.prices.front().amount = 49;
  EXPECT_FALSE(press_pay(anna_, invoice).ok);
  invoice.prices.front().amount = 50;
  invoice.payload = "what others sold";
  EXPECT_FALSE(press_pay(anna_, invoice).ok);
}

TEST_F(StarsFlow, a_pre_checkout_waits_behind_nothing_that_its_person_does) {
  join(anna_);
  const telegram::SendInvoice invoice = order(anna_, "⭐ 50");
  wire_.cut.insert("/profile");
  telegram_.type(anna_, "/profile");
  EXPECT_TRUE(press_pay(anna_, invoice).ok);
}

TEST_F(StarsFlow, scene_16_a_pre_checkout_is_answered_though_no_update_can_be_stored) {
  static constexpr store::Statement kTakeInboxAway{"ALTER TABLE inbox_seen RENAME TO inbox_seen_away"};
  join(anna_);
  const telegram::SendInvoice invoice = order(anna_, "⭐ 50");
  write<bool>([](store::Transaction& t) {
    t.execute(kTakeInboxAway);
    return true;
  });
  const test::LogLines log;
  telegram_.type(anna_, "/profile");
  ASSERT_TRUE(eventually([&] { return log.has("telegram_updates_not_stored"); }));
  EXPECT_TRUE(press_pay(anna_, invoice).ok);
}

TEST_F(StarsFlow, two_play_for_stars_and_points_stay_out_of_it) {
  join(anna_);
  join(ivan_);
  buy(anna_, "⭐ 50", "stx1");
  buy(ivan_, "⭐ 50", "stx2");
  stake(anna_, "50", "Dice 🎲 ⭐");
  ASSERT_TRUE(reads(anna_, "stake <b>50 Stars"));
  stake(ivan_, "50", "Dice 🎲 ⭐");
  ASSERT_TRUE(reads(ivan_, "against <b>anna</b>"));
  telegram_.next_dice = {6, 1};
  ASSERT_TRUE(tap(anna_, "Throw"));
  ASSERT_TRUE(eventually([&] { return telegram_.count_dice(anna_.id, false) == 1; }));
  ASSERT_TRUE(tap(ivan_, "Throw"));
  ASSERT_TRUE(reads(anna_, "You get <b>100 Stars"));
  ASSERT_TRUE(reads(ivan_, "Your stake of 50 Stars"));
  EXPECT_EQ(stars(anna_), 100);
  EXPECT_EQ(balance(anna_), 1'000);
  ASSERT_TRUE(telegram_.button(anna_.id, "Again"));
  EXPECT_EQ(telegram_.button(anna_.id, "Again")->data, "again:stars:50");
}

TEST_F(StarsFlow, who_has_no_stars_is_told_where_they_are) {
  join(anna_);
  telegram_.type(anna_, "Roll 🎲");
  ASSERT_TRUE(tap(anna_, "Target 🎯 ⭐"));
  EXPECT_TRUE(reads(anna_, "brings Stars"));
}

TEST_F(StarsFlow, free_points_are_still_there) {
  join(anna_);
  telegram_.type(anna_, "Top up 🔝");
  ASSERT_TRUE(tap(anna_, "Free points"));
  EXPECT_TRUE(reads(anna_, "You get <b>100 points"));
}

struct PointsOnly : House {
  PointsOnly() { open(); }
};

TEST_F(PointsOnly, nothing_points_to_stars_where_none_are_sold) {
  join(anna_);
  telegram_.type(anna_, "Top up 🔝");
  ASSERT_TRUE(reads(anna_, "You get <b>100 points"));
  telegram_.type(anna_, "Roll 🎲");
  ASSERT_TRUE(reads(anna_, "Which game?"));
  EXPECT_FALSE(telegram_.button(anna_.id, "⭐").has_value());
  clock_.advance(Millis{5'000});
  telegram_.tap(anna_, 1, "star15");
  ASSERT_TRUE(gets_toast("old"));
  EXPECT_TRUE(telegram_.invoices.empty());
}

}  // namespace
}  // namespace ludice::bot
