// What operators decide about Stars that do not go back by themselves: once, whichever way.
#include "stars_fixture.hpp"
#include "support/both_stores.hpp"

namespace ludice::service {
namespace {

using domain::ChargeState;

class StarsSuspenseTest : public test::OnBothStores<StarsTest> {
 protected:
  ChargeState state(const std::string& charge) {
    return read<ChargeState>([&](store::Reader& r) { return store::find_stars_charge(r, charge)->state; });
  }
  std::int64_t owner() {
    return read<std::int64_t>([](store::Reader& r) {
      return store::load_house_account(r, domain::AccountKind::owner, domain::Asset::stars).balance.units();
    });
  }
  void expect_over(const std::string& charge) {
    EXPECT_EQ(why(assign(charge, "anna")), Refusal::conflict);
    EXPECT_EQ(why(refund_again(charge)), Refusal::conflict);
    EXPECT_EQ(why(write_off(charge)), Refusal::conflict);
  }
  /// Of the player's balance by another way than play, to make or leave no room.
  void add(std::int64_t amount) {
    static constexpr store::Statement kAdd{
        "UPDATE account SET balance = balance + $1 WHERE kind = 0 AND asset = 1 AND owner = "
        "(SELECT id FROM player WHERE username = 'anna')"};
    write<bool>([amount](store::Transaction& t) { return t.execute(kAdd, {amount}) == 1; });
  }
};
LUDICE_ON_BOTH_STORES(StarsSuspenseTest);

TEST_P(StarsSuspenseTest, a_refund_that_telegram_goes_on_refusing_is_ended_and_its_player_has_it_again) {
  pay("anna", 1, "stx1", 75);
  refund("anna", "stx1");
  put_off("stx1", true, 6);
  const auto ended = end_refund("stx1");
  ASSERT_TRUE(ended.has_value());
  EXPECT_EQ(state_of(*ended), ChargeState::kept);
  EXPECT_EQ(ended->balance, Amount(75));
  EXPECT_EQ(stars("anna"), 75);
  EXPECT_EQ(why(end_refund("stx1")), Refusal::conflict) << "once";
  clock_.advance(Millis{600'000});
  EXPECT_TRUE(due_refunds().empty());
}

TEST_P(StarsSuspenseTest, a_refund_is_not_ended_while_nobody_knows_what_telegram_has_done) {
  pay("anna", 1, "stx1", 75);
  EXPECT_EQ(why(end_refund("stx1")), Refusal::conflict) << "it is not on its way";
  refund("anna", "stx1");
  EXPECT_EQ(why(end_refund("stx1")), Refusal::conflict) << "it was not asked for yet";
  put_off("stx1", true, 5);
  put_off("stx1", false);
  EXPECT_EQ(why(end_refund("stx1")), Refusal::conflict) << "the last answer was lost";
  put_off("stx1", true);
  clock_.advance(Millis{64'000 - 10'000 + 1});
  EXPECT_EQ(why(end_refund("stx1")), Refusal::conflict) << "it is about to be asked for again";
  EXPECT_EQ(state("stx1"), ChargeState::refunding);
  EXPECT_EQ(stars("anna"), 0);
  put_off("stx1", true);
  EXPECT_TRUE(end_refund("stx1").has_value());
  EXPECT_EQ(why(end_refund("no such charge")), Refusal::not_found);
}

TEST_P(StarsSuspenseTest, a_refund_is_not_ended_by_its_player_nor_where_he_has_no_room) {
  pay("anna", 1, "stx1", 75);
  refund("anna", "stx1");
  put_off("stx1", true, 6);
  EXPECT_EQ(why(end_refund("stx1", "#1")), Refusal::same_person);
  EXPECT_EQ(why(end_refund("stx1", "anna")), Refusal::same_person);
  add(Amount::kMax - 50);
  EXPECT_EQ(why(end_refund("stx1")), Refusal::limit_reached);
  add(50 - Amount::kMax);
  EXPECT_TRUE(end_refund("stx1").has_value());
}

TEST_P(StarsSuspenseTest, a_refund_that_was_ended_and_made_all_the_same_leaves_once) {
  pay("anna", 1, "stx1", 75);
  refund("anna", "stx1");
  put_off("stx1", true, 6);
  end_refund("stx1");
  EXPECT_EQ(state_of(*hear_refunded("stx1")), ChargeState::refunded);
  EXPECT_FALSE(hear_refunded("stx1")->first);
  EXPECT_EQ(stars("anna"), 0);
}

TEST_P(StarsSuspenseTest, the_refund_of_a_payment_in_suspense_is_ended_into_suspense) {
  credit(99, "stx1", 75, "no order");
  refund_suspended("stx1");
  put_off("stx1", true, 6);
  EXPECT_EQ(state_of(*end_refund("stx1")), ChargeState::kept);
  EXPECT_TRUE(assign("stx1", "anna").has_value());
  EXPECT_EQ(stars("anna"), 75);
}

TEST_P(StarsSuspenseTest, is_assigned_once) {
  keep_in_suspense("stx1");
  ASSERT_TRUE(assign("stx1", "anna").has_value());
  EXPECT_EQ(stars("anna"), 75);
  EXPECT_EQ(state("stx1"), ChargeState::kept);
  expect_over("stx1");
  EXPECT_EQ(why(refund("anna", "stx1")), Refusal::conflict) << "Telegram has refused it";
  EXPECT_EQ(state_of(*hear_refunded("stx1")), ChargeState::refunded) << "the store may still";
  EXPECT_EQ(stars("anna"), 0);
}

TEST_P(StarsSuspenseTest, is_written_off_once) {
  keep_in_suspense("stx1");
  ASSERT_TRUE(write_off("stx1").has_value());
  EXPECT_EQ(owner(), 75);
  EXPECT_EQ(state("stx1"), ChargeState::written_off);
  expect_over("stx1");
  EXPECT_EQ(state_of(*hear_refunded("stx1")), ChargeState::refunded) << "the store may still";
  EXPECT_EQ(owner(), 0);
}

TEST_P(StarsSuspenseTest, what_was_written_off_and_spent_stays_as_it_is_when_the_store_refunds_it) {
  keep_in_suspense("stx1");
  write_off("stx1");
  modify("anna", 75, domain::Asset::stars);
  EXPECT_FALSE(hear_refunded("stx1")->first);
  EXPECT_EQ(state("stx1"), ChargeState::written_off);
  modify("anna", -75, domain::Asset::stars);
  EXPECT_TRUE(hear_refunded("stx1")->first);
}

TEST_P(StarsSuspenseTest, is_asked_for_again_and_decided_anew_where_telegram_refuses_again) {
  keep_in_suspense("stx1");
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(refund_again("stx1").has_value());
    expect_over("stx1");
    ASSERT_EQ(due_refunds().size(), 1U);
    EXPECT_EQ(state_of(*hear_refused("stx1")), ChargeState::kept);
  }
  ASSERT_TRUE(refund_again("stx1").has_value());
  EXPECT_EQ(state_of(*hear_refunded("stx1")), ChargeState::refunded);
  expect_over("stx1");
  EXPECT_TRUE(due_refunds().empty());
}

TEST_P(StarsSuspenseTest, only_what_telegram_has_refused_for_good_is_decided_here) {
  credit(99, "stx1", 75, "no order");
  expect_over("stx1");
  refund_suspended("stx1");
  expect_over("stx1");
  pay("anna", 1, "stx2", 75);
  expect_over("stx2");
  refund("anna", "stx2");
  hear_refused("stx2");
  expect_over("stx2");
  EXPECT_EQ(why(write_off("no such charge")), Refusal::not_found);
  EXPECT_EQ(why(refund_again("no such charge")), Refusal::not_found);
  EXPECT_EQ(why(assign("no such charge", "anna")), Refusal::not_found);
}

TEST_P(StarsSuspenseTest, is_not_assigned_to_nobody_to_the_operator_or_where_there_is_no_room) {
  keep_in_suspense("stx1");
  EXPECT_EQ(why(assign("stx1", "nobody")), Refusal::player_not_found);
  EXPECT_EQ(why(assign("stx1", "anna", "#1")), Refusal::same_person);
  EXPECT_EQ(why(assign("stx1", "anna", "anna")), Refusal::same_person);
  pay("anna", 1, "stx2", 1);
  add(Amount::kMax - 50);
  EXPECT_EQ(why(assign("stx1", "anna")), Refusal::limit_reached);
  add(50 - Amount::kMax);
  freeze("anna");
  EXPECT_TRUE(assign("stx1", "anna").has_value()) << "what comes to a frozen player is booked";
}

TEST_P(StarsSuspenseTest, is_not_decided_by_who_has_paid_it) {
  keep_in_suspense("stx1");
  const auto expect_refused = [this](const std::string& name) {
    EXPECT_EQ(why(refund_again("stx1", name)), Refusal::same_person) << name;
    EXPECT_EQ(why(assign("stx1", "anna", name)), Refusal::same_person) << name;
    EXPECT_EQ(why(write_off("stx1", name)), Refusal::same_person) << name;
  };
  expect_refused("#99");
  sign_up("ivan", 99);
  expect_refused("ivan");
  EXPECT_TRUE(refund_again("stx1", "#9").has_value());
}

TEST_P(StarsSuspenseTest, lists_show_what_waits_page_by_page) {
  for (const char* charge : {"stx1", "stx2", "stx3"}) keep_in_suspense(charge);
  assign("stx2", "anna");
  credit(99, "stx4", 75, "no order");
  const auto names = [this](ChargeState state, PaymentId from) {
    std::string all;
    const auto found = read<std::vector<store::StarsCharge>>(
        [=](store::Reader& r) { return store::find_suspended_stars_charges(r, state, 2, from); });
    for (const auto& charge : found) all += charge.charge + " ";
    return all;
  };
  EXPECT_EQ(names(ChargeState::kept, {}), "stx1 stx3 ");
  EXPECT_EQ(names(ChargeState::suspended, {}), "stx4 ");
  const auto leaving = read<std::vector<store::StarsCharge>>(
      [](store::Reader& r) { return store::find_leaving_stars_charges(r, 10, {}); });
  ASSERT_EQ(leaving.size(), 1U);
  EXPECT_EQ(leaving[0].charge, "stx4");
  const PaymentId last = leaving[0].id;
  EXPECT_EQ(names(ChargeState::kept, last), "");
}

}  // namespace
}  // namespace ludice::service
