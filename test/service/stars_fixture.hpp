// Players who pay in Stars, and the invariants of their money checked after each test.
#pragma once

#include "service/payments.hpp"
#include "service/stars_charges.hpp"
#include "service/stars_list.hpp"
#include "service/stars_orders.hpp"
#include "service/stars_suspense.hpp"
#include "service_fixture.hpp"

#include <string>
#include <vector>

namespace ludice::service {

class StarsTest : public ServiceTest {
 protected:
  explicit StarsTest(test::StoreOpener opener = test::open_sqlite_in) : ServiceTest(std::move(opener)) {
    rules_.assets = {domain::Asset::points, domain::Asset::stars};
    sign_up("anna", 1);
    sign_up("ivan", 2);
  }
  void TearDown() override {
    static constexpr store::Statement kSetAside{
        "SELECT COUNT(*) FROM stars_charge c JOIN account a ON a.owner = c.id AND a.kind IN (2, 3) "
        "WHERE a.balance <> CASE WHEN c.state = 2 AND a.kind = 3 THEN c.amount "
        "WHEN c.state IN (1, 4) AND c.player IS NULL AND a.kind = 2 THEN c.amount ELSE 0 END"};
    static constexpr store::Statement kOutside{
        "SELECT CAST(COALESCE(SUM(CASE WHEN c.state = 3 THEN 0 ELSE c.amount END), 0) AS BIGINT) + "
        "(SELECT COALESCE(SUM(CAST(balance AS BIGINT)), 0) FROM account WHERE kind = 10) FROM stars_charge "
        "c"};
    ServiceTest::TearDown();
    EXPECT_EQ(number(kSetAside), 0) << "suspense or payout holds what its story does not say";
    EXPECT_EQ(number(kOutside), 0) << "what Telegram holds is not what was paid and not refunded";
  }

  Result<store::StarsOrder> order(const std::string& name, std::int64_t amount) {
    return write<Result<store::StarsOrder>>([=, this](store::Transaction& t) {
      return OrderStars(rules_).run(t, {named(name), Amount(amount)});
    });
  }
  std::string order_id(const std::string& name, std::int64_t amount) {
    return to_base32(order(name, amount)->id.value);
  }
  std::optional<PaymentFault> check(std::int64_t payer, const std::string& order_id, std::int64_t amount) {
    return write<std::optional<PaymentFault>>([=, this](store::Transaction& t) {
      return CheckPayment(rules_).run(t, {TelegramId{payer}, order_id, Amount(amount)});
    });
  }
  ChargeAnswer credit(const CreditStarsCommand& command) {
    return write<ChargeAnswer>(
        [=, this](store::Transaction& t) { return CreditStars(events_).run(t, command); });
  }
  ChargeAnswer credit(std::int64_t payer, const std::string& charge, std::int64_t amount,
                      const std::string& order_id) {
    return credit({TelegramId{payer}, charge, Amount(amount), order_id, clock_.now()});
  }
  /// Orders and pays.
  ChargeAnswer pay(const std::string& name, std::int64_t payer, const std::string& charge,
                   std::int64_t amount) {
    return credit(payer, charge, amount, order_id(name, amount));
  }
  Result<ChargeAnswer> refund(const std::string& name, const std::string& charge) {
    return write<Result<ChargeAnswer>>(
        [=, this](store::Transaction& t) { return RefundStars(events_).run(t, {named(name), charge}); });
  }
  bool refund_suspended(const std::string& charge) {
    return write<bool>([=](store::Transaction& t) { return RefundSuspended::run(t, charge); });
  }
  std::optional<ChargeAnswer> hear_refunded(const std::string& charge) {
    return write<std::optional<ChargeAnswer>>(
        [=, this](store::Transaction& t) { return HearRefunded(events_).run(t, charge); });
  }
  std::optional<ChargeAnswer> hear_refused(const std::string& charge) {
    return write<std::optional<ChargeAnswer>>(
        [=, this](store::Transaction& t) { return HearRefused(events_).run(t, charge); });
  }
  /// An operator ends a refund.
  Result<ChargeAnswer> end_refund(const std::string& charge, const std::string& operator_name = "olga") {
    return write<Result<ChargeAnswer>>(
        [=, this](store::Transaction& t) { return EndStarsRefund(events_).run(t, charge, operator_name); });
  }
  Result<ChargeAnswer> refund_again(const std::string& charge, const std::string& who = "olga") {
    return write<Result<ChargeAnswer>>(
        [=, this](store::Transaction& t) { return RefundStarsAgain(events_).run(t, charge, who); });
  }
  Result<store::StarsCharge> assign(const std::string& charge, const std::string& name,
                                    const std::string& operator_name = "olga") {
    return write<Result<store::StarsCharge>>([=, this](store::Transaction& t) {
      return AssignStarsSuspense(events_).run(t, charge, named(name), operator_name);
    });
  }
  Result<store::StarsCharge> write_off(const std::string& charge, const std::string& who = "olga") {
    return write<Result<store::StarsCharge>>(
        [=](store::Transaction& t) { return WriteOffStarsSuspense::run(t, charge, who); });
  }
  /// Telegram was asked; `refused`: it has answered with no.
  void put_off(const std::string& charge, bool refused, int times = 1) {
    for (int i = 0; i < times; ++i) {
      write<bool>([=](store::Transaction& t) {
        store::put_off_stars_refund(t, store::find_stars_charge(t, charge)->id, refused);
        return true;
      });
    }
  }
  /// A payment of nobody known that Telegram refuses to refund.
  void keep_in_suspense(const std::string& charge, std::int64_t amount = 75) {
    credit(99, charge, amount, "no order");
    refund_suspended(charge);
    hear_refused(charge);
  }
  std::vector<store::StarsRefund> due_refunds() {
    return read<std::vector<store::StarsRefund>>(
        [](store::Reader& r) { return store::find_due_stars_refunds(r, 100); });
  }
  /// Everything in `older` is from before it.
  store::StarsBaseline store_baseline(const std::vector<ListedTransaction>& older = {}) {
    return write<store::StarsBaseline>(
        [=, this](store::Transaction& t) { return StoreStarsBaseline::run(t, clock_.now(), older); });
  }
  ListOutcome take_list(const std::vector<ListedTransaction>& page) {
    return write<ListOutcome>(
        [=, this](store::Transaction& t) { return TakeStarsList(events_).run(t, page); });
  }
  std::int64_t expected_stars() {
    return read<std::optional<Amount>>([](store::Reader& r) { return ExpectedStars::run(r); })->units();
  }
  void freeze(const std::string& name) {
    static constexpr store::Statement kFreeze{"UPDATE player SET frozen = 1 WHERE username = $1"};
    write<bool>([&](store::Transaction& t) { return t.execute(kFreeze, {name}) == 1; });
  }
  std::int64_t stars(const std::string& name) { return balance(name, domain::Asset::stars); }
  Result<GameAnswer> stake_stars(const std::string& name, std::int64_t bet) {
    return start({named(name), domain::GameKind::dice, domain::Asset::stars, Amount(bet)});
  }
  /// anna and ivan play for Stars; ivan wins.
  void anna_loses(std::int64_t bet) {
    stake_stars("anna", bet);
    const std::string game = to_base32(stake_stars("ivan", bet)->game_id.value);
    for (const auto& [name, face] : {std::pair("anna", 1), {"ivan", 6}}) {
      const domain::Proof proof{7, ++messages_, 1'800'000'000, "🎲"};
      record({named(name), game, face, {}, {}, {}, proof});
    }
  }
  static std::string type_of(const std::vector<store::Event>& events) {
    return events.empty() ? std::string() : events.back().type;
  }

  std::int64_t messages_ = 0;
};

inline domain::ChargeState state_of(const ChargeAnswer& answer) {
  return answer.charge.state;
}

}  // namespace ludice::service
