// Stars that go back: on request, by the store, and because nobody here could be credited.
#include "bot/stars_house.hpp"

namespace ludice::bot {
namespace {

struct StarsRefundFlow : StarsHouse {};

TEST_F(StarsRefundFlow, a_whole_payment_is_refunded_on_request) {
  join(anna_);
  buy(anna_, "⭐ 50", "stx1");
  telegram_.type(anna_, "/paysupport");
  ASSERT_TRUE(reads(anna_, "Your last payments"));
  ASSERT_TRUE(tap(anna_, "Refund ⭐ 50"));
  ASSERT_TRUE(reads(anna_, "to your Telegram wallet?"));
  EXPECT_EQ(stars(anna_), 50);
  ASSERT_TRUE(tap(anna_, "Refund ⭐ 50"));
  ASSERT_TRUE(reads(anna_, "on their way back"));
  EXPECT_EQ(stars(anna_), 0);
}

TEST_F(StarsRefundFlow, a_refund_whose_answer_never_comes_is_said_to_be_open) {
  join(anna_);
  buy(anna_, "⭐ 50", "stx1");
  telegram_.type(anna_, "/paysupport");
  ASSERT_TRUE(tap(anna_, "Refund ⭐ 50"));
  ASSERT_TRUE(reads(anna_, "to your Telegram wallet?"));
  wire_.silent.insert("/stars/refund");
  ASSERT_TRUE(tap(anna_, "Refund ⭐ 50"));
  EXPECT_TRUE(reads(anna_, "cannot say whether the refund was begun"));
  EXPECT_TRUE(eventually([&] { return stars(anna_) == 0; }));
}

TEST_F(StarsRefundFlow, a_refund_that_the_balance_does_not_cover_is_refused_in_words) {
  join(anna_);
  buy(anna_, "⭐ 50", "stx1");
  stake(anna_, "10", "Dice 🎲 ⭐");
  ASSERT_TRUE(reads(anna_, "Waiting for an opponent"));
  telegram_.type(anna_, "/paysupport");
  ASSERT_TRUE(tap(anna_, "Refund ⭐ 50"));
  ASSERT_TRUE(reads(anna_, "to your Telegram wallet?"));
  ASSERT_TRUE(tap(anna_, "Refund ⭐ 50"));
  EXPECT_TRUE(reads(anna_, "does not cover a refund of <b>50 Stars"));
}

TEST_F(StarsRefundFlow, scene_17_a_refund_by_the_store_is_told_and_leaves_a_debt) {
  join(anna_);
  join(ivan_);
  buy(anna_, "⭐ 50", "stx1");
  stake(anna_, "50", "Dice 🎲 ⭐");
  ASSERT_TRUE(reads(anna_, "Waiting for an opponent"));
  refunded(anna_, "stx1");
  ASSERT_TRUE(reads(anna_, "went back to your Telegram wallet. Your balance here: <b>-50 Stars"));
  EXPECT_EQ(stars(anna_), -50);
}

TEST_F(StarsRefundFlow, who_paid_into_suspense_is_told_so_and_of_no_balance) {
  join(anna_);
  buy(anna_, "⭐ 50", "stx1");
  telegram::SendInvoice foreign = telegram_.invoices.back();
  foreign.payload = "what others sold";
  took(anna_, foreign, "stx2");
  ASSERT_TRUE(reads(anna_, "could not be put on a balance here"));
  refunded(anna_, "stx2");
  ASSERT_TRUE(reads(anna_, "went back to your Telegram wallet"));
  EXPECT_EQ(telegram_.count(anna_.id, "Your balance here"), 0U);
  EXPECT_EQ(stars(anna_), 50);
}

}  // namespace
}  // namespace ludice::bot
