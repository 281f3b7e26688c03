// Refunds of Stars that survive whatever happens between two steps, and what ends those that Telegram
// refuses.
#include "stars_jobs.hpp"

namespace ludice::jobs {
namespace {

class StarsRefundsTest : public test::OnBothStores<StarsJobs> {};
LUDICE_ON_BOTH_STORES(StarsRefundsTest);

TEST_P(StarsRefundsTest, a_refund_asked_for_is_made_once) {
  pay("anna", 1, "stx1", 75);
  refund("anna", "stx1");
  EXPECT_EQ(refund_look(), 1);
  EXPECT_EQ(state_of("stx1"), "refunded");
  EXPECT_EQ(refund_look(), 0);
  EXPECT_EQ(telegram_.asked, 1);
}

TEST_P(StarsRefundsTest, what_waits_in_suspense_is_refunded_by_itself) {
  credit(99, "stx1", 75, "no order");
  EXPECT_EQ(refund_look(), 1);
  EXPECT_EQ(state_of("stx1"), "refunded");
}

TEST_P(StarsRefundsTest, scene_18_a_refund_whose_answer_was_lost_counts_as_done_when_asked_again) {
  pay("anna", 1, "stx1", 75);
  refund("anna", "stx1");
  telegram_.faults = {Fault::lost_before, Fault::lost_after};
  EXPECT_EQ(refund_look(), 0);
  EXPECT_EQ(refund_look(), 0) << "not before its pause is over";
  EXPECT_EQ(telegram_.asked, 1);
  clock_.advance(Millis{1'000});
  EXPECT_EQ(refund_look(), 0);
  EXPECT_EQ(state_of("stx1"), "refunding");
  clock_.advance(Millis{2'000});
  EXPECT_EQ(refund_look(), 1) << "Telegram says that it was refunded already";
  EXPECT_EQ(state_of("stx1"), "refunded");
  EXPECT_EQ(telegram_.refunded.size(), 1U);
}

TEST_P(StarsRefundsTest, only_a_definite_refusal_gives_the_stars_back) {
  pay("anna", 1, "stx1", 75);
  refund("anna", "stx1");
  telegram_.faults = {Fault::flood, Fault::unauthorized, Fault::foreign, Fault::refused};
  for (const int pause_s : {1, 2, 4}) {
    EXPECT_EQ(refund_look(), 0);
    EXPECT_EQ(state_of("stx1"), "refunding");
    clock_.advance(Millis{pause_s * 1'000});
  }
  EXPECT_EQ(refund_look(), 1);
  EXPECT_EQ(state_of("stx1"), "kept");
  EXPECT_EQ(stars("anna"), 75);
}

TEST_P(StarsRefundsTest, a_refund_for_which_the_bot_has_no_stars_is_ended_by_an_operator) {
  pay("anna", 1, "stx1", 75);
  refund("anna", "stx1");
  const auto ask = [this](Fault fault, std::int64_t pause_s) {
    telegram_.faults = {fault};
    EXPECT_EQ(refund_look(), 0);
    const auto ended = end_refund("stx1");
    if (!ended) clock_.advance(Millis{pause_s * 1'000});
    return ended.has_value();
  };
  for (const int pause_s : {1, 2, 4, 8}) EXPECT_FALSE(ask(Fault::poor, pause_s)) << "it is asked again soon";
  EXPECT_FALSE(ask(Fault::lost_before, 16)) << "it may have been made";
  EXPECT_TRUE(ask(Fault::poor, 32));
  EXPECT_EQ(state_of("stx1"), "kept");
  EXPECT_EQ(stars("anna"), 75);
  clock_.advance(Millis{600'000});
  EXPECT_EQ(refund_look(), 0);
  EXPECT_EQ(telegram_.asked, 6) << "and never again";
}

TEST_P(StarsRefundsTest, what_is_kept_in_suspense_is_refunded_when_an_operator_has_it_asked_for_again) {
  credit(99, "stx1", 75, "no order");
  telegram_.faults = {Fault::refused};
  EXPECT_EQ(refund_look(), 1);
  EXPECT_EQ(state_of("stx1"), "kept");
  EXPECT_EQ(refund_look(), 0) << "not by itself";
  ASSERT_TRUE(refund_again("stx1").has_value());
  EXPECT_EQ(refund_look(), 1);
  EXPECT_EQ(state_of("stx1"), "refunded");
}

}  // namespace
}  // namespace ludice::jobs
