// Ordering Stars and the checks before Telegram takes them.
#include "service/stars_stop.hpp"
#include "stars_fixture.hpp"
#include "support/both_stores.hpp"

namespace ludice::service {
namespace {

class StarsOrdersTest : public test::OnBothStores<StarsTest> {};
LUDICE_ON_BOTH_STORES(StarsOrdersTest);

TEST_P(StarsOrdersTest, a_player_has_one_open_order_for_each_amount) {
  const auto first = order("anna", 75);
  EXPECT_EQ(first->state, domain::OrderState::open);
  EXPECT_EQ(order("anna", 75)->id, first->id);
  EXPECT_NE(order("anna", 15)->id, first->id);
  EXPECT_NE(order("ivan", 75)->id, first->id);
}

TEST_P(StarsOrdersTest, an_order_that_is_over_or_paid_is_followed_by_a_fresh_one) {
  const auto first = order("anna", 75);
  clock_.advance(rules_.stars.order_ttl);
  const auto second = order("anna", 75);
  EXPECT_NE(second->id, first->id);
  pay("anna", 1, "stx1", 75);
  EXPECT_NE(order("anna", 75)->id, second->id);
}

TEST_P(StarsOrdersTest, what_cannot_be_ordered_is_refused) {
  EXPECT_EQ(why(order("nobody", 75)), Refusal::player_not_found);
  freeze("ivan");
  EXPECT_EQ(why(order("ivan", 75)), Refusal::frozen);
  pay("anna", 1, "stx1", 1);
  EXPECT_EQ(why(order("anna", Amount::kMax)), Refusal::limit_reached);
}

TEST_P(StarsOrdersTest, without_stars_among_the_assets_nothing_is_offered) {
  const std::string id = order_id("anna", 75);
  rules_.assets = {domain::Asset::points};
  EXPECT_EQ(why(order("anna", 75)), Refusal::not_found);
  EXPECT_EQ(check(1, id, 75), PaymentFault::not_offered);
}

TEST_P(StarsOrdersTest, an_order_may_be_paid_by_who_placed_it_with_what_he_ordered) {
  EXPECT_EQ(check(1, order_id("anna", 75), 75), std::nullopt);
}

TEST_P(StarsOrdersTest, scene_16_what_should_not_be_paid_is_refused_with_a_reason) {
  const std::string id = order_id("anna", 75);
  EXPECT_EQ(check(1, "", 75), PaymentFault::unknown_order);
  EXPECT_EQ(check(1, "somebody's", 75), PaymentFault::unknown_order);
  EXPECT_EQ(check(1, to_base32(4096), 75), PaymentFault::unknown_order);
  EXPECT_EQ(check(2, id, 75), PaymentFault::wrong_payer);
  EXPECT_EQ(check(99, id, 75), PaymentFault::wrong_payer);
  EXPECT_EQ(check(1, id, 74), PaymentFault::wrong_amount);
  clock_.advance(rules_.stars.order_ttl);
  EXPECT_EQ(check(1, id, 75), PaymentFault::expired);
  const std::string paid = order_id("anna", 15);
  credit(1, "stx1", 15, paid);
  EXPECT_EQ(check(1, paid, 15), PaymentFault::already_paid);
  const std::string late = order_id("anna", 20);
  freeze("anna");
  EXPECT_EQ(check(1, late, 20), PaymentFault::frozen);
}

TEST_P(StarsOrdersTest,
       while_the_sale_is_stopped_nothing_is_ordered_or_let_through_and_what_was_paid_counts) {
  const std::string id = order_id("anna", 75);
  const auto stop = [this] {
    return write<Result<StarsStop>>(
        [](store::Transaction& t) { return StopStars::run(t, "olga", "the database moves"); });
  };
  const StarsStop stopped = *stop();
  EXPECT_EQ(stopped.why, "olga: the database moves");
  EXPECT_EQ(stopped.since, clock_.now());
  EXPECT_EQ(why(stop()), Refusal::conflict);
  EXPECT_EQ(why(order("anna", 15)), Refusal::conflict);
  EXPECT_EQ(why(order("anna", 75)), Refusal::conflict);
  EXPECT_EQ(check(1, id, 75), PaymentFault::maintenance);
  EXPECT_EQ(state_of(credit(1, "stx1", 75, id)), domain::ChargeState::paid) << "Telegram has taken it";
  EXPECT_EQ(stars("anna"), 75);
  EXPECT_TRUE(refund("anna", "stx1").has_value());
  const auto sell = [this](const std::string& frozen) {
    return write<Result<StarsStop>>(
        [frozen](store::Transaction& t) { return SellStarsAgain::run(t, {frozen, "it has moved"}); });
  };
  EXPECT_EQ(why(sell("olga: a stolen phone")), Refusal::conflict);
  EXPECT_EQ(sell(stopped.why)->why, "");
  EXPECT_EQ(why(sell("")), Refusal::conflict);
  EXPECT_EQ(check(1, order_id("anna", 15), 15), std::nullopt);
}

TEST_P(StarsOrdersTest, a_check_credits_nothing) {
  EXPECT_EQ(check(1, order_id("anna", 75), 75), std::nullopt);
  EXPECT_EQ(stars("anna"), 0);
}

TEST_P(StarsOrdersTest, the_limit_of_a_day_holds_for_orders_and_for_their_payment) {
  rules_.stars.daily_limit = Amount(100);
  const std::string one = order_id("anna", 60);
  const std::string other = order_id("anna", 50);
  EXPECT_EQ(check(1, one, 60), std::nullopt);
  credit(1, "stx1", 60, one);
  EXPECT_EQ(check(1, other, 50), PaymentFault::limit_reached);
  EXPECT_EQ(why(order("anna", 41)), Refusal::limit_reached);
  EXPECT_TRUE(order("anna", 40).has_value());
  EXPECT_TRUE(order("ivan", 100).has_value());
  clock_.advance(Millis{24LL * 3600 * 1000});
  EXPECT_TRUE(order("anna", 100).has_value());
}

TEST_P(StarsOrdersTest, two_orders_paid_at_once_do_not_pass_the_limit_of_a_day_together) {
  rules_.stars.daily_limit = Amount(100);
  const std::string one = order_id("anna", 60);
  const std::string other = order_id("anna", 50);
  EXPECT_EQ(check(1, one, 60), std::nullopt);
  EXPECT_EQ(check(1, other, 50), PaymentFault::limit_reached);
  EXPECT_EQ(why(order("anna", 41)), Refusal::limit_reached);
  credit(1, "stx1", 60, one);
  EXPECT_EQ(check(1, order_id("anna", 40), 40), std::nullopt) << "counted once";
}

TEST_P(StarsOrdersTest, one_order_paid_on_two_devices_at_once_does_not_pass_the_limit_of_a_day) {
  rules_.stars.daily_limit = Amount(100);
  const std::string id = order_id("anna", 60);
  EXPECT_EQ(check(1, id, 60), std::nullopt);
  EXPECT_EQ(check(1, id, 60), PaymentFault::limit_reached) << "the first may be on its way";
  credit(1, "stx1", 60, id);
  EXPECT_EQ(check(1, id, 60), PaymentFault::already_paid);
}

TEST_P(StarsOrdersTest, one_order_may_be_paid_on_two_devices_where_both_are_within_the_limit) {
  rules_.stars.daily_limit = Amount(120);
  const std::string id = order_id("anna", 60);
  EXPECT_EQ(check(1, id, 60), std::nullopt);
  EXPECT_EQ(check(1, id, 60), std::nullopt);
}

TEST_P(StarsOrdersTest, each_time_that_one_order_is_let_through_counts) {
  rules_.stars.daily_limit = Amount(120);
  const std::string id = order_id("anna", 60);
  EXPECT_EQ(check(1, id, 60), std::nullopt);
  EXPECT_EQ(check(1, id, 60), std::nullopt);
  EXPECT_EQ(check(1, id, 60), PaymentFault::limit_reached) << "two may be on their way";
  credit(1, "stx1", 60, id);
  EXPECT_EQ(why(order("anna", 1)), Refusal::limit_reached) << "and one of them still is";
  credit(1, "stx2", 60, id);
  EXPECT_EQ(stars("anna"), 120);
}

TEST_P(StarsOrdersTest, who_was_let_through_twice_and_did_not_pay_is_counted_anew) {
  rules_.stars.daily_limit = Amount(120);
  const std::string id = order_id("anna", 60);
  check(1, id, 60);
  check(1, id, 60);
  clock_.advance(Millis{600'001});
  EXPECT_EQ(check(1, id, 60), std::nullopt);
  EXPECT_TRUE(order("anna", 60).has_value()) << "once";
}

TEST_P(StarsOrdersTest, who_was_let_through_and_did_not_pay_may_pay_the_same_order_later) {
  rules_.stars.daily_limit = Amount(100);
  const std::string id = order_id("anna", 60);
  EXPECT_EQ(check(1, id, 60), std::nullopt);
  clock_.advance(Millis{600'001});
  EXPECT_EQ(check(1, id, 60), std::nullopt);
}

TEST_P(StarsOrdersTest, a_checked_order_that_nobody_paid_is_forgotten_after_ten_minutes) {
  rules_.stars.daily_limit = Amount(100);
  check(1, order_id("anna", 60), 60);
  EXPECT_EQ(why(order("anna", 50)), Refusal::limit_reached);
  clock_.advance(Millis{600'001});
  EXPECT_TRUE(order("anna", 50).has_value());
}

TEST_P(StarsOrdersTest, what_went_back_does_not_count_for_the_day) {
  rules_.stars.daily_limit = Amount(100);
  pay("anna", 1, "stx1", 100);
  EXPECT_EQ(why(order("anna", 1)), Refusal::limit_reached);
  refund("anna", "stx1");
  EXPECT_EQ(why(order("anna", 1)), Refusal::limit_reached);
  hear_refunded("stx1");
  EXPECT_TRUE(order("anna", 100).has_value());
}

}  // namespace
}  // namespace ludice::service
