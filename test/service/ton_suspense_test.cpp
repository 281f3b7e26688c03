// What operators decide about money in suspense: once, whichever way.
#include "service/ton_fixture.hpp"
#include "support/both_stores.hpp"

namespace ludice::service {
namespace {

using domain::TonSuspenseState;

class TonSuspenseTest : public test::OnBothStores<TonServiceTest> {
 protected:
  void SetUp() override {
    start_wallet();
    sign_up("anna", 1);
    deposit("no memo");
    id_ = waiting().at(0).id;
  }
  void expect_over() {
    EXPECT_EQ(why(assign(id_, "anna")), Refusal::conflict);
    EXPECT_EQ(why(refund(id_)), Refusal::conflict);
    EXPECT_EQ(why(write_off(id_)), Refusal::conflict);
  }
  PaymentId id_;
};

TEST_P(TonSuspenseTest, is_assigned_once) {
  ASSERT_TRUE(assign(id_, "anna").has_value());
  EXPECT_EQ(ton("anna"), kTon.units());
  EXPECT_EQ(suspense(id_).state, TonSuspenseState::assigned);
  expect_over();
}

TEST_P(TonSuspenseTest, is_written_off_once) {
  ASSERT_TRUE(write_off(id_).has_value());
  EXPECT_EQ(owner(), 6'000'000'000);
  expect_over();
}

TEST_P(TonSuspenseTest, is_not_written_off_where_the_house_has_no_room) {
  static constexpr store::Statement kFill{"UPDATE account SET balance = $1 WHERE kind = $2 AND asset = 2"};
  const auto fill = [this](std::int64_t balance) {
    write<bool>([=](store::Transaction& t) {
      return t.execute(kFill, {balance, static_cast<int>(domain::AccountKind::owner)}) == 1;
    });
  };
  const std::int64_t before = owner();
  fill(Amount::kMax - kTon.units() + 1);
  EXPECT_EQ(why(write_off(id_)), Refusal::limit_reached);
  EXPECT_EQ(suspense(id_).state, TonSuspenseState::waiting);
  fill(before);
  EXPECT_TRUE(write_off(id_).has_value());
}

TEST_P(TonSuspenseTest, goes_back_to_where_it_came_from) {
  const auto out = refund(id_);
  ASSERT_TRUE(out.has_value());
  EXPECT_EQ(out->destination, domain::kAlice);
  EXPECT_EQ(out->amount, kTon);
  EXPECT_EQ(out->fee, Amount());
  expect_over();
  take(out->id);
  EXPECT_EQ(send(*out).frozen, "");
  EXPECT_EQ(suspense(id_).state, TonSuspenseState::refunded);
  EXPECT_EQ(owner(), 5'000'000'000);
  expect_over();
}

TEST_P(TonSuspenseTest, whose_refund_is_rejected_waits_again) {
  const auto out = refund(id_);
  ASSERT_TRUE(reject(out->id).has_value());
  EXPECT_EQ(suspense(id_).state, TonSuspenseState::waiting);
  const auto again = refund(id_);
  ASSERT_TRUE(again.has_value());
  EXPECT_NE(again->comment, out->comment) << "a late payment of the first is told apart";
  reject(again->id);
  EXPECT_TRUE(assign(id_, "anna").has_value());
  EXPECT_EQ(ton("anna"), kTon.units());
}

TEST_P(TonSuspenseTest, whose_refund_bounces_waits_anew) {
  const auto out = refund(id_);
  take(out->id);
  send(*out);
  Row back = domain::ton_deposit(out->comment);
  back.in->bounced = true;
  back.in->value = Amount(999'600'000);
  book(next(back));
  ASSERT_EQ(waiting().size(), 1U);
  EXPECT_EQ(waiting()[0].amount, Amount(999'600'000));
}

TEST_P(TonSuspenseTest, refuses_with_the_reason) {
  EXPECT_EQ(why(assign(id_, "ivan")), Refusal::player_not_found);
  EXPECT_EQ(why(assign(PaymentId{4'096}, "anna")), Refusal::not_found);
  EXPECT_EQ(why(refund(PaymentId{4'096})), Refusal::not_found);
  EXPECT_EQ(why(write_off(PaymentId{4'096})), Refusal::not_found);
}

TEST_P(TonSuspenseTest, is_not_decided_by_whom_its_memo_names) {
  sign_up("ivan", 2);
  write_off(id_);
  deposit(memo_of("anna")->memo, ton_rules_.min_deposit - Amount(1));
  id_ = waiting().at(0).id;
  for (const char* name : {"anna", "#1"}) {
    EXPECT_EQ(why(refund(id_, name)), Refusal::same_person) << name;
    EXPECT_EQ(why(assign(id_, "ivan", name)), Refusal::same_person) << name;
    EXPECT_EQ(why(write_off(id_, name)), Refusal::same_person) << name;
  }
  const auto out = refund(id_, "olga");
  ASSERT_TRUE(out.has_value());
  for (const char* name : {"anna", "#1"}) {
    EXPECT_EQ(why(take(out->id, name)), Refusal::same_person) << name;
    EXPECT_EQ(why(reject(out->id, name)), Refusal::same_person) << name;
  }
  ton_rules_.approval_from = Amount(1);
  EXPECT_EQ(why(approve(out->id, "#1")), Refusal::same_person);
  EXPECT_TRUE(approve(out->id, "ivo").has_value());
}

TEST_P(TonSuspenseTest, that_is_large_goes_back_by_two_people_and_small_sums_by_one) {
  sign_up("olga", 9);
  deposit("no memo", kTon - Amount(1));
  ton_rules_.approval_from = kTon;
  const auto small = refund(waiting().at(1).id, "olga");
  EXPECT_TRUE(take(small->id, "olga").has_value());
  const auto large = refund(id_, "olga");
  EXPECT_EQ(why(take(large->id, "olga")), Refusal::approval_required);
  EXPECT_EQ(why(approve(large->id, "#9")), Refusal::same_person);
  ASSERT_TRUE(approve(large->id, "ivo").has_value());
  EXPECT_EQ(why(take(large->id, "ivo")), Refusal::same_person);
  EXPECT_TRUE(take(large->id, "#9").has_value()) << "a house of two can send it back";
}

LUDICE_ON_BOTH_STORES(TonSuspenseTest);

}  // namespace
}  // namespace ludice::service
