// The wallet as a whole: baseline, confirmation, freeze, memos. Scene 37, the part of the wallet.
#include "domain/ton_memo.hpp"
#include "service/operator_stops.hpp"
#include "service/ton_fixture.hpp"
#include "support/both_stores.hpp"

namespace ludice::service {
namespace {

class TonWalletTest : public test::OnBothStores<TonServiceTest> {};

TEST_P(TonWalletTest, what_a_wallet_with_a_history_holds_is_the_owners) {
  start_wallet();
  EXPECT_EQ(owner(), 5'000'000'000);
  EXPECT_EQ(place(), domain::kTonStart);
}

TEST_P(TonWalletTest, that_is_empty_starts_with_nothing) {
  start_wallet({0, std::string(64, '0'), Amount()});
  EXPECT_EQ(owner(), 0);
}

TEST_P(TonWalletTest, what_was_before_the_baseline_is_never_credited) {
  start_wallet();
  sign_up("anna", 1);
  Row old = domain::ton_deposit(memo_of("anna")->memo);
  old.lt = domain::kTonStart.lt;
  EXPECT_TRUE(book(old).known);
  EXPECT_EQ(ton("anna"), 0);
}

TEST_P(TonWalletTest, a_second_start_goes_on_where_the_first_was) {
  start_wallet();
  deposit("hello");
  const auto at = place();
  const auto again = start_at(domain::kTonWallet, "mainnet", {9, std::string(64, '9'), Amount(1)});
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->place, at);
  EXPECT_EQ(owner(), 5'000'000'000);
}

TEST_P(TonWalletTest, another_wallet_or_network_is_refused) {
  start_wallet();
  EXPECT_EQ(why(start_at(domain::kAlice, "mainnet", domain::kTonStart)), Refusal::conflict);
  EXPECT_EQ(why(start_at(domain::kTonWallet, "testnet", domain::kTonStart)), Refusal::conflict);
}

TEST_P(TonWalletTest, that_stands_elsewhere_is_not_confirmed) {
  start_wallet();
  const Instant seen = wallet().seen;
  EXPECT_FALSE(confirm_at({2'000, std::string(64, '2'), Amount(1)}, seen + Millis{60'000}));
  EXPECT_EQ(wallet().seen, seen);
  EXPECT_EQ(wallet().frozen, "");
}

TEST_P(TonWalletTest, is_never_seen_ahead_of_our_clock) {
  start_wallet();
  const Instant now = clock_.now();
  EXPECT_TRUE(confirm_at(place(), now + Millis{3'600'000}));
  EXPECT_EQ(wallet().seen, now);
  Row row = next(domain::ton_deposit("hello"));
  row.at = now + Millis{3'600'000};
  book(row);
  EXPECT_EQ(wallet().seen, now);
}

TEST_P(TonWalletTest, with_another_balance_stops_withdrawals_and_never_deposits) {
  start_wallet();
  anna_has(Amount(3 * kTon.units()));
  domain::TonPlace other = place();
  other.balance -= Amount(1);
  EXPECT_TRUE(confirm_at(other, clock_.now()));
  EXPECT_NE(wallet().frozen, "");
  EXPECT_EQ(why(ask("anna", kTon)), Refusal::frozen);
  deposit(memo_of("anna")->memo);
  EXPECT_EQ(ton("anna"), 4 * kTon.units());
}

TEST_P(TonWalletTest, whose_ledger_holds_something_else_stops_withdrawals) {
  start_wallet();
  fund_owner(domain::Asset::ton, 1);
  EXPECT_TRUE(confirm());
  EXPECT_NE(wallet().frozen, "");
  started_ = false;  // the test made the difference
}

TEST_P(TonWalletTest, is_frozen_for_every_reason_until_somebody_lifts_it) {
  start_wallet();
  anna_has(Amount(3 * kTon.units()));
  write<bool>([](store::Transaction& t) {
    FreezeTonWallet::run(t, "first");
    FreezeTonWallet::run(t, "second");
    FreezeTonWallet::run(t, "first");
    return true;
  });
  EXPECT_EQ(wallet().frozen, "first; second");
  EXPECT_EQ(why(ask("anna", kTon)), Refusal::frozen);
  EXPECT_TRUE(write<bool>([](store::Transaction& t) { return ThawTonWallet::run(t); }));
  EXPECT_FALSE(write<bool>([](store::Transaction& t) { return ThawTonWallet::run(t); }));
  EXPECT_TRUE(ask("anna", kTon).has_value());
}

TEST_P(TonWalletTest, frozen_again_and_again_keeps_a_bounded_reason) {
  start_wallet();
  for (int i = 0; i < 100; ++i) {
    write<bool>([i](store::Transaction& t) {
      FreezeTonWallet::run(t, "reason " + std::to_string(i) + std::string(30, '.'));
      return true;
    });
  }
  EXPECT_TRUE(wallet().frozen.starts_with("reason 0"));
  const std::string before = wallet().frozen;
  EXPECT_NE(before.find("; and 76 more, as the log says"), std::string::npos) << before;
  EXPECT_LT(before.size(), 1'100U);
  write<bool>([](store::Transaction& t) { return FreezeTonWallet::run(t, std::string(30, '!')), true; });
  EXPECT_NE(wallet().frozen.find("; and 77 more, as the log says"), std::string::npos) << "it shows";
  domain::TonPlace other = place();
  other.balance = other.balance + Amount(1);
  for (int i = 0; i < 2; ++i) confirm_at(other, clock_.now());
  EXPECT_NE(wallet().frozen.find("holds another balance"), std::string::npos) << "and what each look finds";
  EXPECT_TRUE(wallet().frozen.ends_with("; and 77 more, as the log says")) << "counts nothing twice";
}

TEST_P(TonWalletTest, whose_ledger_holds_something_else_is_not_let_go) {
  start_wallet();
  const auto resume = [this] {
    return write<Result<store::TonWallet>>([this](store::Transaction& t) {
      return ResumeWithdrawals(events_).run(t, {.frozen = "a look", .reason = "looked"});
    });
  };
  EXPECT_EQ(why(resume()), Refusal::conflict) << "nothing is stopped";
  write<bool>([](store::Transaction& t) { return FreezeTonWallet::run(t, "a look"), true; });
  fund_owner(domain::Asset::ton, 1);
  EXPECT_EQ(why(resume()), Refusal::conflict);
  EXPECT_EQ(wallet().frozen, "a look");
  write<bool>([](store::Transaction& t) {
    domain::Account outside =
        store::load_house_account(t, domain::AccountKind::asset_ton, domain::Asset::ton);
    domain::Account owner = store::load_house_account(t, domain::AccountKind::owner, domain::Asset::ton);
    move_money(t, domain::TransferCode::house, Amount(1), owner, outside, "house:put right");
    return true;
  });
  ASSERT_TRUE(resume().has_value());
  EXPECT_EQ(wallet().frozen, "");
}

TEST_P(TonWalletTest, that_lags_stops_withdrawals_and_never_deposits) {
  start_wallet();
  anna_has(Amount(3 * kTon.units()));
  clock_.advance(ton_rules_.most_lag);
  EXPECT_TRUE(ask("anna", kTon).has_value());
  clock_.advance(Millis{1});
  EXPECT_EQ(why(ask("anna", kTon)), Refusal::frozen);
  deposit(memo_of("anna")->memo);
  EXPECT_EQ(ton("anna"), 3 * kTon.units());
}

TEST_P(TonWalletTest, gives_a_player_one_memo_for_ever) {
  start_wallet();
  sign_up("anna", 1);
  const auto memo = memo_of("anna", 7);
  ASSERT_TRUE(memo.has_value());
  EXPECT_EQ(memo->memo, domain::make_ton_memo(7));
  EXPECT_EQ(memo->wallet, domain::kTonWallet);
  EXPECT_EQ(memo_of("anna", 8)->memo, memo->memo);
}

TEST_P(TonWalletTest, never_gives_two_players_the_same_memo) {
  start_wallet();
  sign_up("anna", 1);
  sign_up("ivan", 2);
  memo_of("anna", 7);
  EXPECT_EQ(why(memo_of("ivan", 7)), Refusal::conflict);
  EXPECT_TRUE(memo_of("ivan", 8).has_value());
}

TEST_P(TonWalletTest, gives_no_memo_before_it_is_known_and_none_to_nobody) {
  sign_up("anna", 1);
  EXPECT_EQ(why(memo_of("anna")), Refusal::conflict);
  start_wallet();
  EXPECT_EQ(why(memo_of("ivan")), Refusal::player_not_found);
}

LUDICE_ON_BOTH_STORES(TonWalletTest);

}  // namespace
}  // namespace ludice::service
