// What Telegram took is booked once, and goes back once.
#include "stars_fixture.hpp"
#include "support/both_stores.hpp"

namespace ludice::service {
namespace {

using domain::ChargeState;

class StarsChargesTest : public test::OnBothStores<StarsTest> {
 protected:
  /// What the operator put in leaves again.
  void empty_owner() {
    write<bool>([](store::Transaction& t) {
      domain::Account owner = store::load_house_account(t, domain::AccountKind::owner, domain::Asset::stars);
      domain::Account outside =
          store::load_house_account(t, domain::AccountKind::asset_stars, domain::Asset::stars);
      move_money(t, domain::TransferCode::house, owner.balance, owner, outside,
                 "house:" + to_base32(t.next_id()));
      return true;
    });
  }

  std::vector<std::int64_t> seen_;
};
LUDICE_ON_BOTH_STORES(StarsChargesTest);

TEST_P(StarsChargesTest, scene_14_a_payment_told_twice_is_credited_once) {
  const std::string id = order_id("anna", 75);
  const ChargeAnswer first = credit(1, "stx1", 75, id);
  EXPECT_TRUE(first.first);
  EXPECT_EQ(first.balance, Amount(75));
  reopen();
  clock_.advance(Millis{23LL * 3600 * 1000});
  const ChargeAnswer again = credit(1, "stx1", 75, id);
  EXPECT_FALSE(again.first);
  EXPECT_EQ(again.balance, Amount(75));
  EXPECT_EQ(stars("anna"), 75);
  EXPECT_EQ(balance("anna", domain::Asset::points), 1'000);
}

TEST_P(StarsChargesTest, scene_14_a_payment_told_23_hours_late_is_credited) {
  const std::string id = order_id("anna", 75);
  clock_.advance(Millis{23LL * 3600 * 1000});
  EXPECT_EQ(state_of(credit(1, "stx1", 75, id)), ChargeState::paid);
  EXPECT_EQ(stars("anna"), 75);
}

TEST_P(StarsChargesTest, scene_15_an_invoice_paid_twice_credits_each_charge) {
  const std::string id = order_id("anna", 75);
  credit(1, "stx1", 75, id);
  EXPECT_EQ(state_of(credit(1, "stx2", 75, id)), ChargeState::paid);
  EXPECT_EQ(stars("anna"), 150);
}

TEST_P(StarsChargesTest, scene_15_a_forwarded_copy_credits_who_paid_it) {
  const std::string id = order_id("anna", 75);
  EXPECT_EQ(state_of(credit(2, "stx1", 75, id)), ChargeState::paid);
  EXPECT_EQ(stars("ivan"), 75);
  EXPECT_EQ(stars("anna"), 0);
  EXPECT_EQ(check(1, id, 75), std::nullopt) << "the order is still open to who placed it";
}

TEST_P(StarsChargesTest, another_amount_than_ordered_is_credited_as_paid) {
  const std::string id = order_id("anna", 75);
  credit(1, "stx1", 60, id);
  EXPECT_EQ(stars("anna"), 60);
  EXPECT_EQ(check(1, id, 75), std::nullopt);
}

TEST_P(StarsChargesTest, scene_15_an_unknown_payer_or_order_waits_in_suspense_and_is_refunded) {
  for (const auto& [payer, charge, id] :
       {std::tuple(std::int64_t{99}, "stx1", order_id("anna", 75)), {std::int64_t{1}, "stx2", "no order"}}) {
    EXPECT_EQ(state_of(credit(payer, charge, 75, id)), ChargeState::suspended);
    ASSERT_EQ(due_refunds().size(), 1U);
    EXPECT_EQ(due_refunds()[0].payer.value, payer);
    EXPECT_TRUE(refund_suspended(charge));
    EXPECT_FALSE(refund_suspended(charge));
    EXPECT_EQ(state_of(*hear_refunded(charge)), ChargeState::refunded);
    EXPECT_TRUE(due_refunds().empty());
  }
  EXPECT_EQ(stars("anna"), 0);
}

TEST_P(StarsChargesTest, what_a_full_account_cannot_take_waits_in_suspense) {
  fund_owner(domain::Asset::stars, Amount::kMax);
  modify("anna", Amount::kMax - 50, domain::Asset::stars);
  EXPECT_EQ(state_of(credit(1, "stx1", 75, order_id("ivan", 75))), ChargeState::suspended);
  modify("anna", -(Amount::kMax - 50), domain::Asset::stars);
  empty_owner();
}

TEST_P(StarsChargesTest, a_frozen_player_is_credited) {
  const std::string id = order_id("anna", 75);
  freeze("anna");
  EXPECT_EQ(state_of(credit(1, "stx1", 75, id)), ChargeState::paid);
  EXPECT_EQ(why(refund("anna", "stx1")), Refusal::frozen);
}

TEST_P(StarsChargesTest, scene_18_a_refund_asked_twice_is_made_once) {
  pay("anna", 1, "stx1", 75);
  pay("anna", 1, "stx2", 15);
  EXPECT_TRUE(refund("anna", "stx1")->first);
  EXPECT_EQ(stars("anna"), 15);
  const auto again = refund("anna", "stx1");
  EXPECT_FALSE(again->first);
  EXPECT_EQ(state_of(*again), ChargeState::refunding);
  EXPECT_EQ(due_refunds().size(), 1U);
  reopen();
  EXPECT_TRUE(hear_refunded("stx1")->first);
  EXPECT_FALSE(hear_refunded("stx1")->first) << "Telegram's message and its list say the same once more";
  EXPECT_EQ(state_of(*refund("anna", "stx1")), ChargeState::refunded);
  EXPECT_EQ(stars("anna"), 15);
  EXPECT_TRUE(due_refunds().empty());
}

TEST_P(StarsChargesTest, a_refund_that_telegram_refuses_comes_back_and_is_kept) {
  pay("anna", 1, "stx1", 75);
  refund("anna", "stx1");
  EXPECT_EQ(state_of(*hear_refused("stx1")), ChargeState::kept);
  EXPECT_FALSE(hear_refused("stx1")->first);
  EXPECT_EQ(stars("anna"), 75);
  EXPECT_EQ(why(refund("anna", "stx1")), Refusal::conflict);
  EXPECT_EQ(state_of(*hear_refunded("stx1")), ChargeState::refunded) << "the store may still refund it";
  EXPECT_EQ(stars("anna"), 0);
}

TEST_P(StarsChargesTest, what_comes_back_waits_until_there_is_room_for_all_that_an_open_game_may_bring) {
  static constexpr store::Statement kAdd{
      "UPDATE account SET balance = balance + $1 WHERE kind = 0 AND asset = $2 AND owner = "
      "(SELECT id FROM player WHERE username = 'anna')"};
  const auto add = [this](std::int64_t amount) {
    write<bool>([amount](store::Transaction& t) {
      return t.execute(kAdd, {amount, static_cast<int>(domain::Asset::stars)}) == 1;
    });
  };
  pay("anna", 1, "stx1", 75);
  refund("anna", "stx1");
  add(Amount::kMax - 100);
  stake_stars("anna", 50);
  // 75 would fit beside the balance, not beside the 100 that the game may bring.
  EXPECT_EQ(state_of(*hear_refused("stx1")), ChargeState::refunding);
  leave("anna");
  add(100 - Amount::kMax);
  EXPECT_EQ(state_of(*hear_refused("stx1")), ChargeState::kept);
  EXPECT_EQ(stars("anna"), 75);
}

TEST_P(StarsChargesTest, what_was_kept_in_suspense_may_still_leave) {
  credit(99, "stx1", 75, "no order");
  refund_suspended("stx1");
  EXPECT_EQ(state_of(*hear_refused("stx1")), ChargeState::kept);
  EXPECT_EQ(state_of(*hear_refunded("stx1")), ChargeState::refunded);
}

TEST_P(StarsChargesTest, suspense_that_the_store_refunds_before_us_leaves_once) {
  credit(99, "stx1", 75, "no order");
  EXPECT_EQ(state_of(*hear_refunded("stx1")), ChargeState::refunded);
  EXPECT_FALSE(refund_suspended("stx1"));
  EXPECT_TRUE(due_refunds().empty());
}

TEST_P(StarsChargesTest, only_ones_own_charges_that_the_balance_covers_are_refunded) {
  pay("anna", 1, "stx1", 75);
  EXPECT_EQ(why(refund("ivan", "stx1")), Refusal::not_found);
  EXPECT_EQ(why(refund("anna", "stx2")), Refusal::not_found);
  EXPECT_EQ(why(refund("nobody", "stx1")), Refusal::player_not_found);
  stake_stars("anna", 10);
  const auto poor = refund("anna", "stx1");
  EXPECT_EQ(why(poor), Refusal::insufficient_funds);
  EXPECT_EQ(poor.error().balance, 65);
  EXPECT_EQ(poor.error().required, 75);
  leave("anna");
}

TEST_P(StarsChargesTest, scene_17_stars_refunded_after_they_were_lost_leave_a_debt_and_others_untouched) {
  pay("anna", 1, "stx1", 75);
  pay("ivan", 2, "stx2", 75);
  anna_loses(75);
  EXPECT_EQ(stars("ivan"), 150);
  EXPECT_EQ(state_of(*hear_refunded("stx1")), ChargeState::refunded);
  EXPECT_EQ(stars("anna"), -75);
  EXPECT_EQ(stars("ivan"), 150);
  const auto debtor = stake_stars("anna", 10);
  EXPECT_EQ(why(debtor), Refusal::insufficient_funds);
  EXPECT_EQ(debtor.error().balance, -75);
  EXPECT_TRUE(stake_stars("ivan", 150).has_value());
  pay("anna", 1, "stx3", 100);
  EXPECT_EQ(stars("anna"), 25);
  leave("ivan");
}

TEST_P(StarsChargesTest, scene_17_a_chargeback_in_a_running_game_lets_it_end) {
  pay("anna", 1, "stx1", 50);
  pay("ivan", 2, "stx2", 50);
  stake_stars("anna", 50);
  const std::string game = to_base32(stake_stars("ivan", 50)->game_id.value);
  hear_refunded("stx1");
  EXPECT_EQ(stars("anna"), -50);
  for (const auto& [name, face] : {std::pair("anna", 6), {"ivan", 1}}) {
    const domain::Proof proof{7, ++messages_, 1'800'000'000, "🎲"};
    EXPECT_TRUE(record({named(name), game, face, {}, {}, {}, proof}).has_value());
  }
  EXPECT_EQ(stars("anna"), 50);
}

TEST_P(StarsChargesTest, every_step_tells_who_listens) {
  take_events("bot");
  const auto next = [this] {
    const auto events = take_events("bot", seen_);
    seen_.clear();
    for (const store::Event& event : events) seen_.push_back(event.id);
    return events.size() == 1 ? events[0].type + " " + events[0].players : "not one";
  };
  pay("anna", 1, "stx1", 75);
  EXPECT_EQ(next(), "payment_credited [1]");
  refund("anna", "stx1");
  EXPECT_EQ(next(), "payment_refunding [1]");
  hear_refused("stx1");
  EXPECT_EQ(next(), "payment_kept [1]");
  hear_refunded("stx1");
  EXPECT_EQ(next(), "payment_refunded [1]");
  credit(99, "stx2", 75, "no order");
  EXPECT_EQ(next(), "payment_refunding [99]");
}

TEST_P(StarsChargesTest, a_refund_is_tried_again_later_and_later) {
  pay("anna", 1, "stx1", 75);
  refund("anna", "stx1");
  for (const int pause_s : {1, 2, 4}) {
    ASSERT_EQ(due_refunds().size(), 1U);
    put_off("stx1", pause_s == 2);
    clock_.advance(Millis{pause_s * 1'000 - 1});
    EXPECT_TRUE(due_refunds().empty());
    clock_.advance(Millis{1});
  }
  put_off("stx1", true, 20);
  clock_.advance(Millis{300'000});
  EXPECT_EQ(due_refunds().size(), 1U);
}

TEST_P(StarsChargesTest, payments_are_shown_newest_first_page_by_page) {
  for (int i = 0; i < 5; ++i) {
    pay("anna", 1, "stx" + std::to_string(i), 10 + i);
    clock_.advance(Millis{1'000});
  }
  pay("ivan", 2, "other", 99);
  std::string seen;
  std::optional<std::string> cursor;
  do {
    const auto page = read<Result<PaymentsPage>>(
        [=](store::Reader& r) { return ViewPayments::run(r, {named("anna"), cursor, 2}); });
    for (const store::StarsCharge& charge : page->items) seen += charge.charge + " ";
    cursor = page->cursor;
  } while (cursor);
  EXPECT_EQ(seen, "stx4 stx3 stx2 stx1 stx0 ");
}

}  // namespace
}  // namespace ludice::service
