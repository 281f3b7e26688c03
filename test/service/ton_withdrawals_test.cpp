// Withdrawals: asked, taken, paid, rejected, bounced, and what must never happen twice.
#include "service/ton_fixture.hpp"
#include "support/both_stores.hpp"

namespace ludice::service {
namespace {

using domain::TonWithdrawalState;

class TonWithdrawalsTest : public test::OnBothStores<TonServiceTest> {
 protected:
  void SetUp() override {
    start_wallet();
    anna_has(Amount(5 * kTon.units()));
  }
  /// The time of the chain passes too.
  void pass(Millis time) {
    clock_.advance(time);
    confirm();
  }
};

TEST_P(TonWithdrawalsTest, sets_the_amount_aside_and_keeps_the_fee_of_it) {
  const auto asked = ask("anna", Amount(2 * kTon.units()));
  ASSERT_TRUE(asked.has_value());
  EXPECT_EQ(ton("anna"), 3 * kTon.units());
  EXPECT_EQ(asked->fee, Amount(20'000'000));
  EXPECT_EQ(asked->amount, Amount(1'980'000'000));
  EXPECT_EQ(asked->comment, "w:" + to_base32(asked->id.value));
  EXPECT_EQ(withdrawal(asked->id).state, TonWithdrawalState::asked);
}

TEST_P(TonWithdrawalsTest, is_refused_with_the_reason) {
  EXPECT_EQ(why(ask("ivan", kTon)), Refusal::player_not_found);
  EXPECT_EQ(why(ask("anna", kTon, domain::kTonWallet)), Refusal::conflict);
  EXPECT_EQ(why(ask("anna", kTon - Amount(1))), Refusal::limit_reached);
  const auto broke = ask("anna", Amount(5 * kTon.units() + 1));
  EXPECT_EQ(why(broke), Refusal::insufficient_funds);
  EXPECT_EQ(broke.error().balance, 5 * kTon.units());
  static constexpr store::Statement kFreeze{"UPDATE player SET frozen = 1"};
  write<bool>([](store::Transaction& t) { return t.execute(kFreeze) == 1; });
  EXPECT_EQ(why(ask("anna", kTon)), Refusal::frozen);
  EXPECT_EQ(ton("anna"), 5 * kTon.units());
}

TEST_P(TonWithdrawalsTest, the_whole_balance_may_leave) {
  EXPECT_TRUE(ask("anna", Amount(5 * kTon.units())).has_value());
  EXPECT_EQ(ton("anna"), 0);
}

TEST_P(TonWithdrawalsTest, is_one_operators_alone_once_taken) {
  const auto asked = ask("anna", kTon);
  const auto link = take(asked->id);
  ASSERT_TRUE(link.has_value());
  const std::int64_t until = (clock_.now() + ton_rules_.link_life).seconds();
  EXPECT_EQ(link->link, "ton://transfer/" + domain::friendly_text(domain::kAlice, {}) +
                            "?amount=980000000&text=w%3A" + to_base32(asked->id.value) +
                            "&exp=" + std::to_string(until));
  EXPECT_EQ(why(take(asked->id, "ivo")), Refusal::conflict);
  EXPECT_EQ(why(reject(asked->id, "ivo")), Refusal::conflict);
  EXPECT_EQ(why(take(PaymentId{4'096})), Refusal::not_found);
  EXPECT_EQ(why(reject(PaymentId{4'096})), Refusal::not_found);
}

TEST_P(TonWithdrawalsTest, closes_when_exactly_it_is_seen_to_leave) {
  const auto asked = ask("anna", kTon);
  take(asked->id);
  EXPECT_EQ(send(withdrawal(asked->id)).frozen, "");
  EXPECT_EQ(withdrawal(asked->id).state, TonWithdrawalState::paid);
  EXPECT_EQ(withdrawal(asked->id).lt, place().lt);
  EXPECT_EQ(ton("anna"), 4 * kTon.units());
  EXPECT_EQ(owner(), 5'000'000'000);
  EXPECT_EQ(fees(), 20'000'000 - 311'201 - 311'201 - 266'669);
  EXPECT_EQ(why(take(asked->id)), Refusal::conflict);
  EXPECT_EQ(why(reject(asked->id)), Refusal::conflict);
}

TEST_P(TonWithdrawalsTest, gives_the_same_link_until_it_can_no_longer_be_paid) {
  const auto asked = ask("anna", kTon);
  const auto first = take(asked->id);
  pass(ton_rules_.link_life + domain::kLateBlocks);
  EXPECT_EQ(take(asked->id)->link, first->link) << "the last block may still come";
  clock_.advance(Millis{60'000});
  EXPECT_EQ(take(asked->id)->link, first->link) << "our clock says nothing of the chain";
  confirm();
  EXPECT_NE(take(asked->id)->link, first->link);
}

TEST_P(TonWithdrawalsTest, is_rejected_only_when_it_can_no_longer_be_paid) {
  const auto asked = ask("anna", kTon);
  take(asked->id);
  EXPECT_EQ(why(reject(asked->id)), Refusal::conflict);
  pass(ton_rules_.link_life + domain::kLateBlocks);
  EXPECT_EQ(why(reject(asked->id)), Refusal::conflict);
  pass(Millis{1'000});
  ASSERT_TRUE(reject(asked->id).has_value());
  EXPECT_EQ(ton("anna"), 5 * kTon.units()) << "with the fee";
  EXPECT_EQ(why(reject(asked->id)), Refusal::conflict);
}

TEST_P(TonWithdrawalsTest, whose_link_has_expired_goes_to_another_operator) {
  const auto asked = ask("anna", kTon);
  const auto first = take(asked->id);
  pass(ton_rules_.link_life + domain::kLateBlocks);
  EXPECT_EQ(why(take(asked->id, "ivo")), Refusal::conflict);
  pass(Millis{1'000});
  const auto second = take(asked->id, "ivo");
  ASSERT_TRUE(second.has_value());
  EXPECT_NE(second->link, first->link);
  EXPECT_EQ(why(take(asked->id, "olga")), Refusal::conflict) << "it is his alone now";
}

TEST_P(TonWithdrawalsTest, with_a_link_is_not_rejected_while_nothing_may_leave) {
  const auto asked = ask("anna", kTon);
  take(asked->id);
  send(domain::kAlice, asked->amount - Amount(1), asked->comment);
  pass(ton_rules_.link_life + domain::kLateBlocks + Millis{1'000});
  EXPECT_EQ(why(reject(asked->id)), Refusal::frozen) << "what left may have been this";
  write<bool>([](store::Transaction& t) { return ThawTonWallet::run(t); });
  EXPECT_TRUE(reject(asked->id, "olga", place().lt).has_value());
}

TEST_P(TonWithdrawalsTest, that_a_payment_differed_from_is_paid_again_or_given_back_only_despite_it) {
  const auto paid_again = ask("anna", kTon);
  const auto given_back = ask("anna", kTon);
  for (const auto& asked : {paid_again, given_back}) {
    take(asked->id);
    send(domain::kAlice, asked->amount - Amount(1), asked->comment);
  }
  const std::int64_t last = place().lt;
  EXPECT_EQ(withdrawal(given_back->id).disputed, last);
  const std::int64_t first = withdrawal(paid_again->id).disputed;
  EXPECT_LT(first, last);
  write<bool>([](store::Transaction& t) { return ThawTonWallet::run(t); });
  EXPECT_EQ(why(take(paid_again->id)), Refusal::conflict) << "the link that is out pays once more";
  EXPECT_TRUE(take(paid_again->id, "olga", first).has_value());
  pass(ton_rules_.link_life + domain::kLateBlocks + Millis{1'000});
  for (const std::int64_t despite : {std::int64_t{0}, last}) {
    EXPECT_EQ(why(take(paid_again->id, "olga", despite)), Refusal::conflict) << despite;
  }
  EXPECT_EQ(why(reject(given_back->id)), Refusal::conflict);
  EXPECT_EQ(why(reject(given_back->id, "olga", first)), Refusal::conflict);
  ASSERT_TRUE(take(paid_again->id, "olga", first).has_value());
  EXPECT_EQ(send(withdrawal(paid_again->id)).frozen, "");
  EXPECT_EQ(withdrawal(paid_again->id).state, TonWithdrawalState::paid);
  ASSERT_TRUE(reject(given_back->id, "olga", last).has_value());
  EXPECT_EQ(why(take(ask("anna", kTon)->id, "olga", last)), Refusal::conflict) << "nothing differed from it";
}

TEST_P(TonWithdrawalsTest, is_never_paid_or_rejected_by_its_own_player) {
  const auto asked = ask("anna", kTon);
  for (const char* name : {"anna", "Anna", "#1"}) {
    EXPECT_EQ(why(take(asked->id, name)), Refusal::same_person) << name;
    EXPECT_EQ(why(reject(asked->id, name)), Refusal::same_person) << name;
  }
  EXPECT_TRUE(take(asked->id, "#2").has_value());
}

TEST_P(TonWithdrawalsTest, of_a_player_who_was_stopped_since_is_not_paid_and_can_be_given_back) {
  const auto asked = ask("anna", kTon);
  static constexpr store::Statement kFreeze{"UPDATE player SET frozen = 1"};
  write<bool>([](store::Transaction& t) { return t.execute(kFreeze) == 1; });
  EXPECT_EQ(why(take(asked->id)), Refusal::frozen);
  EXPECT_TRUE(reject(asked->id).has_value());
  EXPECT_EQ(ton("anna"), 5 * kTon.units());
}

TEST_P(TonWithdrawalsTest, above_the_threshold_takes_two_operators_and_no_player) {
  sign_up("olga", 9);
  ton_rules_.approval_from = Amount(2 * kTon.units());
  const auto small = ask("anna", Amount(2 * kTon.units() - 1));
  EXPECT_EQ(why(approve(small->id)), Refusal::conflict) << "needs none";
  EXPECT_TRUE(take(small->id).has_value());
  const auto asked = ask("anna", Amount(2 * kTon.units()));
  EXPECT_EQ(why(take(asked->id)), Refusal::approval_required);
  EXPECT_EQ(why(approve(asked->id, "anna")), Refusal::same_person);
  ASSERT_TRUE(approve(asked->id, "olga").has_value());
  EXPECT_TRUE(approve(asked->id, "#9").has_value()) << "hers already";
  EXPECT_EQ(why(approve(asked->id, "ivo")), Refusal::conflict);
  EXPECT_EQ(why(take(asked->id, "olga")), Refusal::same_person);
  EXPECT_EQ(why(take(asked->id, "#9")), Refusal::same_person) << "under her other name";
  ASSERT_TRUE(take(asked->id, "ivo").has_value());
  EXPECT_EQ(why(approve(asked->id, "ira")), Refusal::conflict) << "too late";
  EXPECT_EQ(why(approve(PaymentId{4'096})), Refusal::not_found);
}

TEST_P(TonWithdrawalsTest, in_parts_that_reach_the_threshold_within_a_day_takes_two_operators) {
  ton_rules_.approval_from = Amount(3 * kTon.units());
  const auto first = ask("anna", kTon);
  take(first->id);
  send(withdrawal(first->id));
  const auto second = ask("anna", kTon);
  const auto third = ask("anna", kTon);
  EXPECT_TRUE(take(second->id).has_value()) << "what came after it does not count";
  EXPECT_EQ(why(take(third->id)), Refusal::approval_required);
  reject(third->id);
  pass(Millis{24LL * 3'600'000});
  const auto next_day = ask("anna", kTon);
  EXPECT_TRUE(take(next_day->id).has_value());
}

TEST_P(TonWithdrawalsTest, of_others_do_not_count_for_the_threshold) {
  ton_rules_.approval_from = Amount(2 * kTon.units());
  sign_up("ivan", 2);
  deposit(memo_of("ivan", 8)->memo, Amount(2 * kTon.units()));
  const auto given_back = ask("anna", kTon);
  reject(given_back->id);
  ask("anna", kTon);
  EXPECT_TRUE(take(ask("ivan", kTon)->id).has_value());
  EXPECT_EQ(why(take(ask("anna", kTon)->id)), Refusal::approval_required);
}

TEST_P(TonWithdrawalsTest, taken_under_a_higher_threshold_is_approved_once_its_link_has_expired) {
  const auto asked = ask("anna", Amount(2 * kTon.units()));
  ASSERT_TRUE(take(asked->id, "olga").has_value());
  ton_rules_.approval_from = Amount(2 * kTon.units());
  EXPECT_EQ(why(approve(asked->id, "ivo")), Refusal::conflict) << "its link can still be paid";
  pass(ton_rules_.link_life + domain::kLateBlocks + Millis{1'000});
  EXPECT_EQ(why(take(asked->id, "olga")), Refusal::approval_required);
  EXPECT_EQ(why(approve(asked->id, "olga")), Refusal::same_person) << "she has taken it";
  ASSERT_TRUE(approve(asked->id, "ivo").has_value());
  EXPECT_EQ(why(take(asked->id, "ivo")), Refusal::same_person);
  EXPECT_TRUE(take(asked->id, "olga").has_value());
}

TEST_P(TonWithdrawalsTest, is_not_given_back_where_the_balance_has_no_room) {
  const auto asked = ask("anna", kTon);
  static constexpr store::Statement kFill{"UPDATE account SET balance = $1 WHERE kind = 0 AND asset = 2"};
  const auto fill = [this](std::int64_t balance) {
    write<bool>([=](store::Transaction& t) { return t.execute(kFill, {balance}) == 1; });
  };
  fill(Amount::kMax - kTon.units() + 1);
  EXPECT_EQ(why(reject(asked->id)), Refusal::limit_reached);
  fill(4 * kTon.units());
  EXPECT_TRUE(reject(asked->id).has_value());
}

TEST_P(TonWithdrawalsTest, nobody_has_taken_is_rejected_at_once) {
  const auto asked = ask("anna", kTon);
  EXPECT_TRUE(reject(asked->id).has_value());
  EXPECT_EQ(ton("anna"), 5 * kTon.units());
}

TEST_P(TonWithdrawalsTest, paid_after_its_rejection_stops_everything_that_leaves) {
  const auto asked = ask("anna", kTon);
  reject(asked->id);
  EXPECT_NE(send(withdrawal(asked->id)).frozen, "");
  EXPECT_EQ(ton("anna"), 5 * kTon.units());
  EXPECT_EQ(owner(), 5'000'000'000 - 980'000'000) << "the house's loss, not another player's";
  EXPECT_EQ(why(ask("anna", kTon)), Refusal::frozen);
}

TEST_P(TonWithdrawalsTest, paid_twice_stops_everything_that_leaves) {
  const auto asked = ask("anna", kTon);
  take(asked->id);
  send(withdrawal(asked->id));
  EXPECT_NE(send(withdrawal(asked->id)).frozen, "");
  EXPECT_EQ(withdrawal(asked->id).state, TonWithdrawalState::paid);
  EXPECT_EQ(owner(), 5'000'000'000 - 980'000'000);
}

TEST_P(TonWithdrawalsTest, paid_though_nobody_had_taken_it_is_paid_and_stops_everything_that_leaves) {
  const auto asked = ask("anna", kTon);
  const std::string why_frozen = send(withdrawal(asked->id)).frozen;
  EXPECT_NE(why_frozen.find("nobody had taken"), std::string::npos) << why_frozen;
  EXPECT_NE(why_frozen.find(to_base32(asked->id.value)), std::string::npos) << why_frozen;
  EXPECT_EQ(wallet().frozen, why_frozen);
  EXPECT_EQ(withdrawal(asked->id).state, TonWithdrawalState::paid);
  EXPECT_EQ(owner(), 5'000'000'000) << "what left was the player's";
}

TEST_P(TonWithdrawalsTest, paid_though_nobody_had_approved_it_is_paid_and_stops_everything_that_leaves) {
  const auto asked = ask("anna", kTon);
  take(asked->id);
  ton_rules_.approval_from = kTon;
  const std::string why_frozen = send(withdrawal(asked->id)).frozen;
  EXPECT_NE(why_frozen.find("nobody had approved"), std::string::npos) << why_frozen;
  EXPECT_EQ(withdrawal(asked->id).state, TonWithdrawalState::paid);
}

TEST_P(TonWithdrawalsTest, paid_as_two_operators_agreed_stops_nothing) {
  ton_rules_.approval_from = kTon;
  const auto asked = ask("anna", kTon);
  approve(asked->id, "ivo");
  ASSERT_TRUE(take(asked->id).has_value());
  EXPECT_EQ(send(withdrawal(asked->id)).frozen, "");
}

TEST_P(TonWithdrawalsTest, paid_otherwise_stays_open_and_stops_everything_that_leaves) {
  const auto asked = ask("anna", kTon);
  take(asked->id);
  EXPECT_NE(send(domain::kAlice, asked->amount - Amount(1), asked->comment).frozen, "");
  EXPECT_EQ(withdrawal(asked->id).state, TonWithdrawalState::taken);
  EXPECT_EQ(why(take(asked->id)), Refusal::frozen);
}

TEST_P(TonWithdrawalsTest, paid_otherwise_while_everything_is_stopped_is_told_and_named_too) {
  take_events("desk");
  const auto first = ask("anna", kTon);
  const auto second = ask("anna", kTon);
  std::vector<std::string> expected;
  for (const auto& asked : {first, second}) {
    send(domain::kAlice, asked->amount - Amount(1), asked->comment);
    expected.push_back(to_base32(asked->id.value) + " (lt " + std::to_string(place().lt) + ")");
  }
  std::vector<std::string> told;
  for (const store::Event& event : take_events("desk")) {
    if (event.type == "withdrawals_frozen") told.push_back(event.data);
  }
  ASSERT_EQ(told.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_NE(told[i].find(expected[i]), std::string::npos) << told[i];
    EXPECT_NE(wallet().frozen.find(expected[i]), std::string::npos) << wallet().frozen;
  }
}

TEST_P(TonWithdrawalsTest, paid_elsewhere_stays_open_and_stops_everything_that_leaves) {
  const auto asked = ask("anna", kTon);
  take(asked->id);
  EXPECT_NE(send(domain::ton_account(9), asked->amount, asked->comment).frozen, "");
  EXPECT_EQ(withdrawal(asked->id).state, TonWithdrawalState::taken);
}

TEST_P(TonWithdrawalsTest, that_bounced_comes_back_less_what_was_lost) {
  const auto asked = ask("anna", kTon);
  take(asked->id);
  send(withdrawal(asked->id));
  Row back = domain::ton_deposit(asked->comment);
  back.in->bounced = true;
  back.in->value = Amount(979'600'000);
  EXPECT_EQ(book(next(back)).in.kind, domain::TonInKind::returned);
  EXPECT_EQ(withdrawal(asked->id).state, TonWithdrawalState::returned);
  EXPECT_EQ(ton("anna"), 4 * kTon.units() + 979'600'000);
  EXPECT_EQ(book(next(back)).in.kind, domain::TonInKind::suspense) << "once";
  EXPECT_EQ(ton("anna"), 4 * kTon.units() + 979'600'000);
}

TEST_P(TonWithdrawalsTest, forty_in_one_transaction_close_forty) {
  std::vector<PaymentId> ids;
  anna_has(Amount(50 * kTon.units()));
  Row row = domain::ton_payout(0, "");
  row.out.clear();
  for (int i = 0; i < 40; ++i) {
    const auto asked = ask("anna", kTon);
    ids.push_back(asked->id);
    take(asked->id);
    row.out.push_back({.source = domain::kTonWallet,
                       .destination = domain::kAlice,
                       .value = asked->amount,
                       .forward_fee = Amount(266'669),
                       .body = domain::said(asked->comment)});
  }
  EXPECT_EQ(book(next(row)).frozen, "");
  for (const PaymentId id : ids) EXPECT_EQ(withdrawal(id).state, TonWithdrawalState::paid);
}

LUDICE_ON_BOTH_STORES(TonWithdrawalsTest);

}  // namespace
}  // namespace ludice::service
