// What a row must agree with before anything is concluded from it: one row per fault.
#include "domain/ton_transaction.hpp"

#include "domain/ton_fixture.hpp"

#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace ludice::domain {
namespace {

std::string why(const TonTransaction& row) {
  const auto fault = check_row(row, kTonWallet, kTonStart);
  return fault ? std::string(to_string(*fault)) : "good";
}

TonTransaction with(void (*change)(TonTransaction&)) {
  TonTransaction row = ton_deposit();
  change(row);
  return row;
}

TEST(TonRow, behind_the_one_before_is_good) {
  EXPECT_EQ(why(ton_deposit()), "good");
  EXPECT_EQ(why(ton_payout(1'000'000'000, "w:1")), "good");
  EXPECT_EQ(place_behind(ton_deposit()), (TonPlace{2'000, std::string(64, '2'), Amount(5'999'688'799)}));
}

TEST(TonRow, is_refused_with_the_reason) {
  EXPECT_EQ(why(with([](TonTransaction& row) { row.account = kAlice; })), "other_account");
  EXPECT_EQ(why(with([](TonTransaction& row) { row.finalized = false; })), "not_finalized");
  EXPECT_EQ(why(with([](TonTransaction& row) { row.previous_lt = 999; })), "not_linked");
  EXPECT_EQ(why(with([](TonTransaction& row) { row.previous_hash[0] = '3'; })), "not_linked");
  EXPECT_EQ(why(with([](TonTransaction& row) { row.lt = 1'000; })), "not_linked");
  EXPECT_EQ(why(with([](TonTransaction& row) {
              row.balance_before += Amount(1);
              row.balance_after += Amount(1);
            })),
            "not_linked");
  EXPECT_EQ(why(with([](TonTransaction& row) { row.balance_after += Amount(1); })), "not_conserved");
  EXPECT_EQ(why(with([](TonTransaction& row) { row.in->value += Amount(1); })), "not_conserved");
  EXPECT_EQ(why(with([](TonTransaction& row) { row.fees -= Amount(1); })), "not_conserved");
}

TEST(TonRow, with_a_negative_amount_conserves_nothing) {
  EXPECT_EQ(why(balanced(with([](TonTransaction& row) { row.fees = Amount(-5); }))), "not_conserved");
  EXPECT_EQ(why(balanced(with([](TonTransaction& row) { row.in->value = Amount(-5); }))), "not_conserved");
  TonTransaction paid = ton_payout(1, "x");
  paid.out[0].forward_fee = Amount(-7);
  EXPECT_EQ(why(balanced(paid)), "not_conserved");
}

TEST(TonRow, that_leaves_int64_is_refused_not_computed) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  TonTransaction row = ton_deposit();
  row.in->value = Amount(kMost);
  EXPECT_EQ(why(row), "not_conserved");
}

TEST(TonRow, of_more_coins_than_a_transfer_carries_is_refused) {
  TonTransaction row = ton_deposit();
  row.in->value = Amount(Amount::kMax / 2 + 1);
  EXPECT_EQ(why(balanced(row)), "too_large");
}

}  // namespace
}  // namespace ludice::domain
