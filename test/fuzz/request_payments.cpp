// A story of payments, told by the use cases; tokens; sums.
#include "fuzz/request_payments.hpp"

#include "base/hex.hpp"
#include "domain/ton_fixture.hpp"
#include "fuzz/targets.hpp"
#include "net/jwt.hpp"
#include "service/accounts.hpp"
#include "service/operator_money.hpp"
#include "service/operator_stops.hpp"
#include "service/stars_charges.hpp"
#include "service/stars_list.hpp"
#include "service/stars_orders.hpp"
#include "service/ton_rows.hpp"
#include "service/ton_suspense.hpp"
#include "service/ton_wallet.hpp"
#include "service/ton_withdrawals.hpp"
#include "store/stars_table.hpp"

namespace ludice::fuzz {
namespace {

using domain::Asset;

const std::string kOperatorKey = "the operators' key of fuzzers, 32+";
constexpr std::int64_t kTon = 1'000'000'000;
constexpr std::int64_t kTokenLife_s = 900;

service::PlayerRef named(const char* name) {
  return {std::nullopt, name};
}

/// vera pays and asks for coins; zoya asks for many; yana owes Stars; wanda is stopped.
class Story {
 public:
  Story(store::Transaction& transaction, const service::Rules& rules, const service::TonRules& ton_rules,
        const service::Events& events)
      : t_(transaction), rules_(rules), ton_rules_(ton_rules), events_(events) {}

  Names tell() {
    std::int64_t id = 100;
    for (const char* name : {"vera", "zoya", "yana", "wanda"})
      service::RegisterPlayer(rules_).run(t_, {name, {++id}, {}}).value();
    tell_stars();
    tell_coins();
    ask_for_coins();
    service::SetPlayerFrozen::run(t_, "olga", named("wanda"), true, "a doubt").value();
    return names_;
  }

 private:
  void call(const char* name, std::int64_t id) { names_.emplace_back(name, to_base32(id)); }

  std::string paid(const char* name, std::int64_t id, const std::string& charge, Amount amount) {
    const auto order = service::OrderStars(rules_).run(t_, {named(name), amount}).value();
    std::string text = to_base32(order.id.value);
    service::CreditStars(events_).run(t_, {TelegramId{id}, charge, amount, text, t_.now()});
    return text;
  }

  void tell_stars() {
    service::ListedTransaction before;
    before.id = "gift";
    before.amount = Amount(500);
    before.at = t_.now() - Millis(3'600'000);
    service::StoreStarsBaseline::run(t_, t_.now(), {before});
    service::FundOwner::run(t_, {Asset::stars, service::FundSource::outside, Amount(200)}).value();
    call("ORDER", service::OrderStars(rules_).run(t_, {named("vera"), Amount(50)}).value().id.value);
    names_.emplace_back("BOUGHT", paid("vera", 101, "stx1", Amount(60)));
    for (const bool decided : {true, false}) {
      const std::string charge = decided ? "stx2" : "stx7";
      paid("zoya", 102, charge, Amount(70));
      service::RefundStars(events_).run(t_, {named("zoya"), charge}).value();
      const PaymentId id = store::find_stars_charge(t_, charge)->id;
      for (int tries = 0; decided && tries < 5; ++tries) store::put_off_stars_refund(t_, id, true);
    }
    for (const char* charge : {"stx3", "stx4", "stx5"}) {
      service::CreditStars(events_).run(t_, {TelegramId{999}, charge, Amount(75), "no order", t_.now()});
      service::RefundSuspended::run(t_, charge);
      service::HearRefused(events_).run(t_, charge);
    }
    paid("yana", 103, "stx6", Amount(90));
    service::ModifyBalance(events_).run(t_, named("yana"), -90, Asset::stars).value();
    service::HearRefunded(events_).run(t_, "stx6");
  }

  void book(domain::TonTransaction row) {
    const domain::TonPlace at = store::find_ton_wallet(t_)->place;
    service::BookTonRow(ton_rules_, events_).run(t_, domain::following(at, t_.now(), std::move(row)));
  }

  void deposit(const std::string& comment, std::int64_t value) {
    domain::TonTransaction row = domain::ton_deposit(comment);
    row.in->value = Amount(value);
    book(std::move(row));
  }

  void tell_coins() {
    service::StartTonWallet::run(t_, domain::kTonWallet, "mainnet", domain::kTonStart).value();
    deposit(service::GiveTonMemo::run(t_, named("vera"), 7).value().memo, 40 * kTon);
    deposit(service::GiveTonMemo::run(t_, named("zoya"), 7'000'000).value().memo, 40 * kTon);
    for (int sums = 0; sums < 4; ++sums) deposit("thank you", kTon);
    const auto waiting = store::find_ton_suspenses(t_.peek(), domain::TonSuspenseState::waiting, 10, {});
    constexpr const char* kSums[] = {"SUM1", "SUM2", "SUM3"};
    for (std::size_t i = 0; i < 3; ++i) call(kSums[i], waiting[i].id.value);
    call("WBACK", service::RefundTonSuspense::run(t_, waiting[3].id, "olga").value().id.value);
  }

  store::TonWithdrawal ask(const char* name, const char* who, std::int64_t amount,
                           const domain::TonAddress& to = domain::kAlice) {
    auto asked = service::AskTonWithdrawal(ton_rules_, events_).run(t_, {named(who), to, Amount(amount)});
    call(name, asked.value().id.value);
    return *std::move(asked);
  }

  void ask_for_coins() {
    const auto see_all = [this] {
      service::ConfirmTonWallet::run(t_, store::find_ton_wallet(t_)->place, t_.civil());
    };
    see_all();
    ask("WFREE", "vera", kTon);
    ask("WWRONG", "vera", kTon);
    const auto taken = ask("WTAKEN", "vera", kTon);
    const auto paid = ask("WPAID", "vera", kTon);
    const auto disputed = ask("WDISPUTED", "vera", kTon, domain::ton_account(0x55));
    ask("WLARGE", "zoya", 9 * kTon);
    const auto agreed = ask("WAGREED", "zoya", 9 * kTon);
    const service::TakeTonWithdrawal take(ton_rules_);
    for (const store::TonWithdrawal* one : {&taken, &paid, &disputed}) take.run(t_, one->id, "olga").value();
    service::ApproveTonWithdrawal(ton_rules_).run(t_, agreed.id, "ivo").value();
    book(domain::ton_payout(paid.amount.units(), paid.comment));
    domain::TonTransaction unsaid = domain::ton_payout(disputed.amount.units(), "");
    unsaid.out[0].destination = disputed.destination;
    book(std::move(unsaid));
    see_all();
    service::ThawTonWallet::run(t_);
    const auto after = store::find_ton_withdrawal(t_, disputed.id).value();
    require(after.disputed != 0, "a payment that nobody questions");
    names_.emplace_back("DESPITE", std::to_string(after.disputed));
  }

  store::Transaction& t_;
  const service::Rules& rules_;
  const service::TonRules& ton_rules_;
  const service::Events& events_;
  Names names_;
};

service::Rules rules_with_payments() {
  service::Rules rules;
  rules.assets = {Asset::points, Asset::stars, Asset::ton};
  rules.stars.daily_limit = Amount(10'000);
  return rules;
}

service::TonRules rules_of_ton() {
  service::TonRules rules;
  rules.approval_from = Amount(8 * kTon);
  return rules;
}

api::OperatorApiSettings operator_settings(const api::SignedApiSettings& settings) {
  return {kOperatorKey, settings.clients, settings.address_limit, settings.log_requests};
}

}  // namespace

Payments::Payments(const api::SignedApiSettings& settings, const Parts& parts)
    : clock_(parts.clock),
      events_(parts.events),
      rules_(rules_with_payments()),
      ton_rules_(rules_of_ton()),
      finance_(settings, {parts.store, rules_, events_, clock_, parts.random, no_metrics(), &ton_rules_}),
      operators_(operator_settings(settings),
                 {parts.store, events_, clock_, parts.random, no_metrics(), &ton_rules_}) {}

Names Payments::populate(store::Transaction& transaction) const {
  return Story(transaction, rules_, ton_rules_, events_).tell();
}

std::string Payments::authorization(std::string_view letters, std::string_view operator_name) const {
  const auto says = [&](char letter) { return letters.find(letter) != std::string_view::npos; };
  if (!says('T') && !says('e') && !says('w')) return {};
  const std::int64_t from_s = clock_.now().seconds() - (says('e') ? 2 * kTokenLife_s : 0);
  const net::SigningKey key(says('w') ? "another key, that is no operator's" : kOperatorKey);
  // A token is JSON, in which no other bytes can stand.
  const bool is_ascii = std::ranges::all_of(operator_name, [](unsigned char byte) { return byte < 0x80; });
  const std::string name(operator_name.empty() || !is_ascii ? "olga" : operator_name);
  return "Bearer " +
         net::write_jwt(key, {name, std::string(api::kOperatorAudience), from_s, from_s + kTokenLife_s});
}

void Payments::answered(std::string_view letters, const net::HttpResponse& response) {
  if (response.status != 200) return;
  const bool may = letters.find('T') != std::string_view::npos && letters.find_first_of("ew") == letters.npos;
  require(may, "an operator without a token");
  if (!response.fields.has("Idempotent-Replay")) ++done_;
}

void Payments::check(store::Reader& reader) const {
  static constexpr store::Statement kDone{"SELECT COUNT(*) FROM operator_act WHERE outcome = 'done'"};
  static constexpr store::Statement kSums{
      "SELECT COUNT(*) FROM ton_suspense s JOIN account a ON a.id = s.id WHERE a.balance <> CASE WHEN "
      "s.state "
      "= 0 THEN s.amount ELSE 0 END"};
  static constexpr store::Statement kPayouts{
      "SELECT COUNT(*) FROM ton_withdrawal w JOIN account a ON a.id = w.id + 1 WHERE a.balance <> CASE WHEN "
      "w.state <= 1 THEN w.amount + w.fee ELSE 0 END"};
  static constexpr store::Statement kCoins{
      "SELECT (SELECT SUM(balance) FROM ton_wallet) + (SELECT SUM(balance) FROM account WHERE kind = 11)"};
  const auto number = [&](const store::Statement& statement) {
    return reader.query(statement).front().integer(0);
  };
  require(number(kDone) == done_, "a call of an operator that left no line, or a line without a call");
  require(number(kSums) == 0, "suspense that holds other coins than wait");
  require(number(kPayouts) == 0, "a withdrawal that holds other coins than it pays");
  require(number(kCoins) == 0, "a ledger with other coins than the wallet");
}

}  // namespace ludice::fuzz
