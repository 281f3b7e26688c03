// The wallet's transactions become postings: each once, with the place of the watcher.
#include "service/ton_fixture.hpp"
#include "support/both_stores.hpp"

namespace ludice::service {
namespace {

using domain::TonInKind;
using domain::TonReview;
using domain::TonRowFault;

class TonRowsTest : public test::OnBothStores<TonServiceTest> {};

TEST_P(TonRowsTest, a_deposit_is_credited_and_its_cost_is_the_houses) {
  start_wallet();
  anna_has(kTon);
  EXPECT_EQ(ton("anna"), kTon.units());
  EXPECT_EQ(fees(), -311'201);
  EXPECT_EQ(owner(), 5'000'000'000);
}

TEST_P(TonRowsTest, the_same_row_twice_is_booked_once) {
  start_wallet();
  sign_up("anna", 1);
  const Row row = next(domain::ton_deposit(memo_of("anna")->memo));
  EXPECT_FALSE(book(row).known);
  EXPECT_TRUE(book(row).known);
  EXPECT_EQ(ton("anna"), kTon.units());
}

TEST_P(TonRowsTest, a_row_that_does_not_follow_is_not_booked) {
  start_wallet();
  sign_up("anna", 1);
  const Row first = next(domain::ton_deposit(memo_of("anna")->memo));
  Row second = first;
  second.lt += 1'000;
  second.previous_lt = first.lt;
  second.previous_hash = first.hash;
  EXPECT_EQ(book(second).fault, TonRowFault::not_linked) << "a row is missing between";
  Row lie = first;
  lie.in->value += Amount(1);
  EXPECT_EQ(book(lie).fault, TonRowFault::not_conserved);
  Row pending = first;
  pending.finalized = false;
  EXPECT_EQ(book(pending).fault, TonRowFault::not_finalized);
  EXPECT_EQ(ton("anna"), 0);
  EXPECT_FALSE(book(first).fault.has_value()) << "nothing of that stands in the way";
  EXPECT_EQ(ton("anna"), kTon.units());
}

TEST_P(TonRowsTest, the_place_is_kept_with_the_money_across_a_restart) {
  start_wallet();
  sign_up("anna", 1);
  const Row row = next(domain::ton_deposit(memo_of("anna")->memo));
  book(row);
  reopen();
  EXPECT_EQ(place(), domain::place_behind(row));
  EXPECT_TRUE(book(row).known);
}

TEST_P(TonRowsTest, money_that_fits_no_rule_waits) {
  start_wallet();
  const BookedTonRow booked = deposit("hello\nthere");
  EXPECT_EQ(booked.in.kind, TonInKind::suspense);
  const auto all = waiting();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].reason, TonReview::not_a_memo);
  EXPECT_EQ(all[0].amount, kTon);
  EXPECT_EQ(all[0].source, domain::kAlice);
  EXPECT_EQ(all[0].comment, "hello there");
}

TEST_P(TonRowsTest, a_comment_of_any_bytes_is_kept_harmless) {
  start_wallet();
  deposit(std::string("a\0b\x7F", 4) + std::string(300, 'x') + "é");
  std::string cut = std::string(199, 'x');
  deposit(cut + "é");
  const auto all = waiting();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].comment, "a b " + std::string(196, 'x'));
  EXPECT_EQ(all[1].comment, cut) << "no character is cut";
}

TEST_P(TonRowsTest, a_deposit_without_room_waits_for_its_player) {
  start_wallet();
  anna_has(kTon);
  fund_owner(domain::Asset::ton, Amount::kMax - 5'000'000'000);
  EXPECT_TRUE(modify("anna", Amount::kMax - 2 * kTon.units(), domain::Asset::ton).has_value());
  const std::int64_t before = ton("anna");
  deposit(memo_of("anna")->memo, Amount(2 * kTon.units()));
  EXPECT_EQ(ton("anna"), before);
  ASSERT_EQ(waiting().size(), 1U);
  EXPECT_EQ(waiting()[0].reason, TonReview::no_room);
  started_ = false;  // what the test lent the owner is in no wallet
}

TEST_P(TonRowsTest, a_frozen_player_is_credited) {
  start_wallet();
  sign_up("anna", 1);
  static constexpr store::Statement kFreeze{"UPDATE player SET frozen = 1"};
  write<bool>([](store::Transaction& t) { return t.execute(kFreeze) == 1; });
  deposit(memo_of("anna")->memo);
  EXPECT_EQ(ton("anna"), kTon.units());
}

TEST_P(TonRowsTest, dust_without_a_memo_is_the_houses) {
  start_wallet();
  EXPECT_EQ(deposit("cheap coins", Amount(1'000'000)).in.kind, TonInKind::dust);
  EXPECT_EQ(fees(), 1'000'000 - 311'201);
  EXPECT_TRUE(waiting().empty());
}

TEST_P(TonRowsTest, what_was_sent_back_books_only_what_it_cost) {
  start_wallet();
  Row row = domain::ton_deposit("LD-7");
  row.aborted = row.bounced_in = true;
  row.out.push_back({.destination = domain::kAlice,
                     .value = Amount(999'000'000),
                     .forward_fee = Amount(266'669),
                     .bounced = true});
  EXPECT_EQ(book(next(row)).in.kind, TonInKind::sent_back);
  EXPECT_EQ(fees(), 1'000'000'000 - 999'000'000 - 266'669 - 311'201);
}

TEST_P(TonRowsTest, coins_the_operator_moves_are_his_as_far_as_he_has_any) {
  start_wallet();
  EXPECT_EQ(send(domain::kAlice, Amount(2'000'000'000), "rent").frozen, "");
  EXPECT_EQ(owner(), 3'000'000'000);
  EXPECT_EQ(wallet().frozen, "");
}

TEST_P(TonRowsTest, coins_that_leave_and_are_not_the_operators_stop_everything_that_leaves) {
  start_wallet();
  anna_has(Amount(10 * kTon.units()));
  EXPECT_NE(send(domain::kAlice, Amount(6 * kTon.units()), "rent").frozen, "");
  EXPECT_EQ(owner(), 5'000'000'000);
  EXPECT_EQ(fees(), -6'000'000'000 - 311'201 - 311'201 - 266'669);
  EXPECT_EQ(why(ask("anna", kTon)), Refusal::frozen);
  deposit(memo_of("anna")->memo);
  EXPECT_EQ(ton("anna"), 11 * kTon.units()) << "deposits go on";
}

TEST_P(TonRowsTest, a_message_to_itself_comes_back_as_its_own) {
  start_wallet();
  send(domain::kTonWallet, kTon, "");
  Row back = domain::ton_deposit("");
  back.in->source = domain::kTonWallet;
  EXPECT_EQ(book(next(back)).in.kind, TonInKind::own);
  EXPECT_EQ(owner(), 5'000'000'000);
  EXPECT_EQ(fees(), -311'201 - 266'669 - 311'201);
  EXPECT_TRUE(waiting().empty());
}

LUDICE_ON_BOTH_STORES(TonRowsTest);

}  // namespace
}  // namespace ludice::service
