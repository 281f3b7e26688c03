// Coins of a withdrawal that leave without its comment: nobody pays it again, or gives it back, unawares.
#include "service/ton_fixture.hpp"
#include "support/both_stores.hpp"

#include <algorithm>
#include <cstddef>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace ludice::service {
namespace {

using domain::TonWithdrawalState;

class TonUnsaidTest : public test::OnBothStores<TonServiceTest> {
 protected:
  /// The store's thread may still be waking a loop whose answer is there: the loop goes after the store.
  ~TonUnsaidTest() override { store_.reset(); }
  void SetUp() override {
    start_wallet();
    anna_has(Amount(5 * kTon.units()));
  }
  store::TonWithdrawal taken() {
    const auto asked = ask("anna", kTon);
    EXPECT_TRUE(take(asked->id).has_value());
    return withdrawal(asked->id);
  }
  void let_go() {
    write<bool>([](store::Transaction& t) { return ThawTonWallet::run(t); });
  }
  /// How often operators are called since they last looked.
  std::ptrdiff_t times_told() {
    return std::ranges::count(take_events("desk"), std::string("withdrawals_frozen"), &store::Event::type);
  }
  bool stops(const store::TonWithdrawal& w) {
    return wallet().frozen.find(to_base32(w.id.value)) != std::string::npos;
  }
  /// Books `row` in a transaction that stays open for a while; comes back while it does.
  std::future<bool> book_slowly(const Row& row) {
    auto booked = std::make_shared<std::promise<void>>();
    auto once = std::make_shared<std::once_flag>();
    store::Body<bool> body = [=, this](store::Transaction& t) {
      BookTonRow(ton_rules_, events_).run(t, row);
      std::call_once(*once, [&] { booked->set_value(); });
      std::this_thread::sleep_for(Millis{300});
      return true;
    };
    auto booking = std::async(std::launch::async, [this, body = std::move(body)]() mutable {
      return beside_.run(store_->write<bool>(std::move(body)));
    });
    booked->get_future().wait();
    return booking;
  }

 private:
  async::Runner beside_;
};

TEST_P(TonUnsaidTest, payment_is_disputed_and_stops_everything_that_leaves) {
  for (const char* comment : {"", "rent", "w:0000000000000", "LD-7K3M9Q2X"}) {
    const store::TonWithdrawal w = taken();
    const std::int64_t before = owner();
    take_events("desk");
    EXPECT_NE(send(w.destination, w.amount, comment).frozen, "") << comment;
    EXPECT_EQ(owner(), before - w.amount.units()) << "the wallet has it no more";
    EXPECT_TRUE(stops(w)) << wallet().frozen;
    EXPECT_EQ(times_told(), 1) << comment;
    EXPECT_EQ(withdrawal(w.id).state, TonWithdrawalState::taken);
    EXPECT_EQ(withdrawal(w.id).disputed, place().lt);
    let_go();
  }
}

TEST_P(TonUnsaidTest, payment_is_paid_again_or_given_back_only_despite_it) {
  const store::TonWithdrawal paid_again = taken();
  send(paid_again.destination, paid_again.amount, "");
  const std::int64_t first = place().lt;
  let_go();
  const store::TonWithdrawal given_back = taken();
  EXPECT_EQ(why(take(paid_again.id)), Refusal::conflict) << "the link that is out pays once more";
  send(given_back.destination, given_back.amount, "");
  const std::int64_t second = place().lt;
  let_go();
  clock_.advance(ton_rules_.link_life + domain::kLateBlocks + Millis{1'000});
  confirm();
  EXPECT_EQ(why(take(paid_again.id)), Refusal::conflict);
  EXPECT_EQ(why(reject(given_back.id)), Refusal::conflict);
  EXPECT_TRUE(take(paid_again.id, "olga", first).has_value());
  EXPECT_TRUE(reject(given_back.id, "olga", second).has_value());
}

TEST_P(TonUnsaidTest, payment_of_what_the_operator_does_not_have_is_disputed_too) {
  const store::TonWithdrawal w = taken();
  send(domain::kAlice, Amount(owner() - 1), "rent");
  EXPECT_EQ(wallet().frozen, "");
  send(w.destination, w.amount, "");
  EXPECT_TRUE(stops(w)) << wallet().frozen;
  EXPECT_EQ(withdrawal(w.id).disputed, place().lt);
  EXPECT_EQ(owner(), 1);
}

TEST_P(TonUnsaidTest, payment_of_what_nobody_has_taken_is_disputed_too) {
  const auto asked = ask("anna", kTon);
  send(asked->destination, asked->amount, "");
  EXPECT_EQ(withdrawal(asked->id).disputed, place().lt);
  EXPECT_TRUE(stops(*asked)) << wallet().frozen;
}

TEST_P(TonUnsaidTest, payment_that_is_being_booked_stops_a_link_that_is_asked_for_meanwhile) {
  const store::TonWithdrawal w = taken();
  const auto other = ask("anna", kTon);
  Row row = domain::ton_payout(w.amount.units(), "");
  row.out[0].destination = w.destination;
  auto booking = book_slowly(next(row));
  EXPECT_EQ(why(take(other->id)), Refusal::frozen) << "he has seen the wallet before it was stopped";
  EXPECT_TRUE(booking.get());
  EXPECT_TRUE(stops(w)) << wallet().frozen;
}

TEST_P(TonUnsaidTest, payments_are_of_those_that_were_taken_and_of_each_one) {
  const auto asked = ask("anna", kTon);
  const store::TonWithdrawal first = taken();
  const store::TonWithdrawal second = taken();
  for (const store::TonWithdrawal& w : {first, second}) {
    send(w.destination, w.amount, "");
    EXPECT_EQ(withdrawal(w.id).disputed, place().lt);
  }
  EXPECT_EQ(withdrawal(asked->id).disputed, 0);
}

TEST_P(TonUnsaidTest, payment_behind_a_named_one_in_the_same_row_is_told_and_changes_nothing_of_it) {
  const store::TonWithdrawal w = taken();
  Row row = domain::ton_payout(w.amount.units(), w.comment);
  row.out[0].destination = w.destination;
  row.out.push_back(row.out[0]);
  row.out[1].body = domain::said("");
  EXPECT_NE(book(next(row)).frozen, "");
  EXPECT_TRUE(stops(w)) << wallet().frozen;
  EXPECT_EQ(withdrawal(w.id).state, TonWithdrawalState::paid);
  EXPECT_EQ(withdrawal(w.id).disputed, 0);
}

TEST_P(TonUnsaidTest, payment_is_only_what_goes_there_and_is_as_much) {
  const store::TonWithdrawal w = taken();
  EXPECT_EQ(send(w.destination, w.amount + Amount(1), "").frozen, "");
  EXPECT_EQ(send(domain::ton_account(9), w.amount, "").frozen, "");
  EXPECT_EQ(send(w).frozen, "");
  EXPECT_EQ(send(w.destination, w.amount, "").frozen, "") << "it is over";
  EXPECT_EQ(withdrawal(w.id).disputed, 0);
}

TEST_P(TonUnsaidTest, spaces_around_the_comment_leave_it_said) {
  const store::TonWithdrawal w = taken();
  EXPECT_EQ(send(w.destination, w.amount, " " + w.comment + "\n").frozen, "");
  EXPECT_EQ(withdrawal(w.id).state, TonWithdrawalState::paid);
}

LUDICE_ON_BOTH_STORES(TonUnsaidTest);

}  // namespace
}  // namespace ludice::service
