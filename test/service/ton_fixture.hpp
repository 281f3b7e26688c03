// The wallet of TON on a real store: rows that follow each other, memos, operators. After each test the
// ledger holds what the wallet holds, and what has ended holds nothing.
#pragma once

#include "domain/ton_fixture.hpp"
#include "service/service_fixture.hpp"
#include "service/ton_rows.hpp"
#include "service/ton_suspense.hpp"
#include "service/ton_wallet.hpp"
#include "service/ton_withdrawals.hpp"

#include <string>
#include <vector>

namespace ludice::service {

class TonServiceTest : public ServiceTest {
 protected:
  using ServiceTest::ServiceTest;
  using Row = domain::TonTransaction;

  static constexpr Amount kTon{1'000'000'000};

  void TearDown() override {
    static constexpr store::Statement kOver{
        "SELECT COUNT(*) FROM account a JOIN ton_suspense s ON s.id = a.id WHERE (s.state = 0) "
        "<> (a.balance > 0)"};
    static constexpr store::Statement kPaid{
        "SELECT COUNT(*) FROM account a JOIN ton_withdrawal w ON w.id + 1 = a.id WHERE (w.state <= 1) <> "
        "(a.balance > 0)"};
    EXPECT_EQ(number(kOver), 0) << "suspense holds what it should not, or does not what it should";
    EXPECT_EQ(number(kPaid), 0) << "a withdrawal holds what it should not, or does not what it should";
    if (started_) {
      EXPECT_EQ(held(), place().balance.units()) << "the ledger holds other coins than the wallet";
    }
    ServiceTest::TearDown();
  }

  /// A wallet with 5 TON, everything seen until now.
  void start_wallet(domain::TonPlace now = domain::kTonStart) {
    rules_.assets = {domain::Asset::points, domain::Asset::ton};
    ASSERT_TRUE(start_at(domain::kTonWallet, "mainnet", now).has_value());
    confirm();
  }
  Result<store::TonWallet> start_at(domain::TonAddress address, std::string network, domain::TonPlace now) {
    started_ = true;
    return write<Result<store::TonWallet>>(
        [=](store::Transaction& t) { return StartTonWallet::run(t, address, network, now); });
  }
  bool confirm_at(domain::TonPlace at, Instant seen) {
    return write<bool>([=](store::Transaction& t) { return ConfirmTonWallet::run(t, at, seen).has_value(); });
  }
  bool confirm() { return confirm_at(place(), clock_.now()); }

  store::TonWallet wallet() {
    return read<store::TonWallet>([](store::Reader& r) { return store::find_ton_wallet(r).value(); });
  }
  domain::TonPlace place() { return wallet().place; }
  std::int64_t held() { return -house(domain::AccountKind::asset_ton); }
  std::int64_t house(domain::AccountKind kind) {
    return read<std::int64_t>([kind](store::Reader& r) {
      return store::load_house_account(r, kind, domain::Asset::ton).balance.units();
    });
  }
  std::int64_t owner() { return house(domain::AccountKind::owner); }
  std::int64_t fees() { return house(domain::AccountKind::fees); }

  /// Follows what was booked last.
  Row next(Row row) { return domain::following(place(), clock_.now(), std::move(row)); }
  BookedTonRow book(const Row& row) {
    return write<BookedTonRow>(
        [=, this](store::Transaction& t) { return BookTonRow(ton_rules_, events_).run(t, row); });
  }
  BookedTonRow deposit(const std::string& comment, Amount value = kTon) {
    Row row = domain::ton_deposit(comment);
    row.in->value = value;
    return book(next(row));
  }

  Result<TonMemo> memo_of(const std::string& name, std::uint64_t bits = 7) {
    return write<Result<TonMemo>>(
        [=](store::Transaction& t) { return GiveTonMemo::run(t, named(name), bits); });
  }
  /// Anna with this much.
  void anna_has(Amount amount) {
    sign_up("anna", 1);
    deposit(memo_of("anna")->memo, amount);
  }
  std::int64_t ton(const std::string& name) { return balance(name, domain::Asset::ton); }

  std::vector<store::TonSuspense> waiting() {
    return read<std::vector<store::TonSuspense>>([](store::Reader& r) {
      return store::find_ton_suspenses(r, domain::TonSuspenseState::waiting, 100);
    });
  }
  store::TonSuspense suspense(PaymentId id) {
    return read<store::TonSuspense>(
        [id](store::Reader& r) { return store::find_ton_suspense(r, id).value(); });
  }
  Result<store::TonSuspense> assign(PaymentId id, const std::string& name, const std::string& who = {}) {
    return write<Result<store::TonSuspense>>(
        [=, this](store::Transaction& t) { return AssignTonSuspense(events_).run(t, id, named(name), who); });
  }
  Result<store::TonWithdrawal> refund(PaymentId id, const std::string& who = {}) {
    return write<Result<store::TonWithdrawal>>(
        [=](store::Transaction& t) { return RefundTonSuspense::run(t, id, who); });
  }
  Result<store::TonSuspense> write_off(PaymentId id, const std::string& who = {}) {
    return write<Result<store::TonSuspense>>(
        [=](store::Transaction& t) { return WriteOffTonSuspense::run(t, id, who); });
  }

  Result<store::TonWithdrawal> ask(const std::string& name, Amount amount,
                                   domain::TonAddress destination = domain::kAlice) {
    return write<Result<store::TonWithdrawal>>([=, this](store::Transaction& t) {
      return AskTonWithdrawal(ton_rules_, events_).run(t, {named(name), destination, amount});
    });
  }
  Result<TonPaymentLink> take(PaymentId id, const std::string& who = "olga", std::int64_t despite = 0) {
    return write<Result<TonPaymentLink>>(
        [=, this](store::Transaction& t) { return TakeTonWithdrawal(ton_rules_).run(t, id, who, despite); });
  }
  Result<store::TonWithdrawal> approve(PaymentId id, const std::string& who = "olga") {
    return write<Result<store::TonWithdrawal>>(
        [=, this](store::Transaction& t) { return ApproveTonWithdrawal(ton_rules_).run(t, id, who); });
  }
  Result<store::TonWithdrawal> reject(PaymentId id, const std::string& who = "olga",
                                      std::int64_t despite = 0) {
    return write<Result<store::TonWithdrawal>>(
        [=, this](store::Transaction& t) { return RejectTonWithdrawal(events_).run(t, id, who, despite); });
  }
  store::TonWithdrawal withdrawal(PaymentId id) {
    return read<store::TonWithdrawal>(
        [id](store::Reader& r) { return store::find_ton_withdrawal(r, id).value(); });
  }
  /// What the operator's wallet sends.
  BookedTonRow send(const domain::TonAddress& destination, Amount value, const std::string& comment) {
    Row row = domain::ton_payout(value.units(), comment);
    row.out[0].destination = destination;
    return book(next(row));
  }
  BookedTonRow send(const store::TonWithdrawal& w) { return send(w.destination, w.amount, w.comment); }

  TonRules ton_rules_;
  bool started_ = false;
};

}  // namespace ludice::service
