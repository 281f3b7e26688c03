// The games that are played, and what a forger does.
#include "audit/ledger_fixture.hpp"

#include "service/stars_charges.hpp"
#include "service/stars_orders.hpp"
#include "service/stars_suspense.hpp"
#include "service/ton_wallet.hpp"
#include "store/chain_table.hpp"
#include "store/hash_chain.hpp"
#include "store/operator_table.hpp"

#include <fmt/format.h>

namespace ludice::audit {
namespace {

using store::Statement;

constexpr Statement kRecords{
    "SELECT id, at, 'transfer key=' || key || ' code=' || code || ' debit=' || debit || ' credit=' || credit "
    "|| ' amount=' || amount || ' game=' || COALESCE(game, 0) || ' external=' || COALESCE(external, '') || "
    "' debit_after=' || debit_after || ' credit_after=' || credit_after || ' debit_version=' || "
    "debit_version || ' credit_version=' || credit_version || ' at=' || at FROM transfer "
    "UNION ALL SELECT id, at, body FROM fact UNION ALL SELECT id, at, 'operator name=' || operator || ' "
    "call=' || "
    "call || ' request_id=' || request_id || ' fields=' || fields || ' outcome=' || outcome || ' at=' || at "
    "FROM "
    "operator_act UNION ALL SELECT id, at, body || ' at=' || at FROM payment_fact ORDER BY 1"};
constexpr Statement kSeal{"SELECT id FROM seal WHERE through = $1"};
constexpr Statement kUpdateSeal{"UPDATE seal SET hash = $2, at = $3 WHERE id = $1"};
constexpr Statement kLastHash{"SELECT hash FROM seal ORDER BY id DESC LIMIT 1"};
constexpr Statement kSealedThrough{"SELECT MAX(through) FROM seal"};
// Only where places are not the ids.
constexpr Statement kForgetPlaces{"DELETE FROM chain_place"};
constexpr Statement kForgetWaiting{"DELETE FROM unsealed"};
constexpr Statement kPlace{"INSERT INTO chain_place (place, id) VALUES ($1, $2)"};
constexpr Statement kWait{"INSERT INTO unsealed (id, record) VALUES ($1, $2)"};
constexpr int kAllThatWait = 10'000;

}  // namespace

void PlayedLedger::play_won() {
  const GameId won = begin();
  wait();
  record({named("anna"), to_base32(won.value), 6, {}, {}, {}, domain::Proof{7, 1, 1, "🎲"}});
  give_up(announce("ivan", won)->attempt, "refused");
  wait();
  give_up(announce("ivan", won)->attempt, "he said \"no\" \\ twice");
  const std::string attempt = to_base32(announce("ivan", won)->attempt.value);
  wait();
  record({named("ivan"), to_base32(won.value), 2, {}, {}, attempt, domain::Proof{-8, 1, 1, "🎲"}});

  const GameId tied = begin(40);
  wait();
  for (const auto& [name, face] : {std::pair("anna", 3), {"ivan", 3}, {"anna", 5}, {"ivan", 1}}) {
    wait();
    record(name, tied, face);
  }
}

void PlayedLedger::play_void() {
  const GameId silent = begin();
  record("anna", silent, 3);
  clock_.advance(rules_.timing.void_ttl);
  pass_time(silent);
  const GameId lost = begin(60);
  for (int i = 0; i < 2; ++i) {
    wait();
    give_up(announce("ivan", lost)->attempt, "timeout");
  }
}

void PlayedLedger::play_open() {
  const GameId running = begin(70);
  wait();
  record("anna", running, 4);
  announce("ivan", running);
  create_user("olga", 500);
  start("olga", 20);
  wait();
  leave("olga");
  const GameId expired = start("olga", 30)->game_id;
  clock_.advance(rules_.timing.lobby_ttl);
  pass_time(expired);
  create_user("oleg", 300);
  start("oleg", 30);
}

void PlayedLedger::play_invites() {
  create_user("petr", 200);
  create_user("vera", 200);
  const auto joined = join_invite("vera", open_invite("petr", 60)->invite.value());
  wait();
  record("petr", joined->game_id, 6);
  record("vera", joined->game_id, 1);
  open_invite("petr", 60);
  open_invite("petr", 70);  // calls the one before off
}

void PlayedLedger::pay_in_stars() {
  rules_.assets.push_back(domain::Asset::stars);
  const auto pay = [this](std::int64_t payer, const std::string& charge) {
    write<bool>([&](store::Transaction& t) {
      const auto order = service::OrderStars(rules_).run(t, {{TelegramId{1}, {}}, Amount(75)}).value();
      const std::string payload = to_base32(order.id.value);
      service::CreditStars(events_).run(t, {TelegramId{payer}, charge, Amount(75), payload, t.now()});
      return true;
    });
    wait();
  };
  for (const char* charge : {"paid", "refunding", "refunded", "kept", "chargeback"}) pay(1, charge);
  for (const char* charge : {"suspended", "suspended_refunded", "suspended_kept", "suspended_taken",
                             "assigned", "asked_again", "written_off", "kept_again"})
    pay(99, charge);
  pay(2, "debt");
  modify("ivan", -60, domain::Asset::stars);  // as if he had lost them
  write<bool>([this](store::Transaction& t) {
    for (const char* charge : {"refunding", "refunded", "kept"})
      service::RefundStars(events_).run(t, {{TelegramId{1}, {}}, charge});
    for (const char* charge :
         {"suspended_refunded", "suspended_kept", "assigned", "asked_again", "written_off", "kept_again"})
      service::RefundSuspended::run(t, charge);
    for (const char* charge : {"refunded", "chargeback", "debt", "suspended_refunded", "suspended_taken"})
      service::HearRefunded(events_).run(t, charge);
    for (const char* charge :
         {"kept", "suspended_kept", "assigned", "asked_again", "written_off", "kept_again"})
      service::HearRefused(events_).run(t, charge);
    return true;
  });
  wait();
  decide_about_stars();
}

void PlayedLedger::decide_about_stars() {
  const auto decide = [this](const char* call, const char* charge, auto decision) {
    write<bool>([&](store::Transaction& t) {
      const bool done = decision(t);
      store::insert_operator_act(t, {"olga", std::string("/operator/stars/suspense/") + call, charge,
                                     fmt::format(R"({{"charge":"{}","reason":"r"}})", charge), "done"});
      return done;
    });
    wait();
  };
  const service::RefundStarsAgain again(events_);
  decide("assign", "assigned", [this](store::Transaction& t) {
    return service::AssignStarsSuspense(events_).run(t, "assigned", {TelegramId{1}, {}}, "olga").has_value();
  });
  decide("write_off", "written_off", [](store::Transaction& t) {
    return service::WriteOffStarsSuspense::run(t, "written_off").has_value();
  });
  for (const char* charge : {"asked_again", "kept_again"}) {
    decide("refund", charge,
           [&again, charge](store::Transaction& t) { return again.run(t, charge).has_value(); });
  }
  write<bool>([this](store::Transaction& t) {
    return service::HearRefused(events_).run(t, "kept_again").has_value();
  });
  wait();
}

void PlayedLedger::act_as_operators() {
  const auto act = [this](const std::string& name, const std::string& id, const std::string& outcome) {
    write<bool>([&](store::Transaction& t) {
      store::insert_operator_act(
          t, {name, "/operator/adjust", id, R"({"amount":50,"username":"anna"})", outcome});
      return true;
    });
    wait();
  };
  act("olga", "a-1", "done");
  act("olga", "a-2", "conflict");
  act("#7", "a-1", "same_person");
}

void PlayedLedger::open_wallet() {
  domain::TonAddress address;
  address.hash.fill(7);
  write<bool>([address](store::Transaction& t) {
    service::StartTonWallet::run(t, address, "mainnet", {1'000, "first", Amount(5'000)});
    return service::GiveTonMemo::run(t, {TelegramId{1}, {}}, 7).has_value();
  });
  wait();
}

void PlayedLedger::play() {
  rules_.rake_bps = 250;
  play_won();
  play_void();
  play_open();
  play_invites();
  pay_in_stars();
  act_as_operators();
  open_wallet();
  modify("olga", -40);
  wait();
  daily("anna");
  wait();
  sign_up("last", 9);
  seal();
  sign_up("late", 10);
  sign_up("later", 11);
}

void PlayedLedger::seal() {
  if (!store_->is_shared()) return;
  write<bool>([](store::Transaction& transaction) {
    return store::seal_waiting(transaction, kAllThatWait).records > 0;
  });
}

Original::Original(test::Engine engine) {
  if (engine == test::Engine::postgres) {
    database_ = std::make_unique<test::PostgresDatabase>();
    const std::string url = database_->url();
    played_ = std::make_unique<PlayedLedger>([url](const auto&, const Clock& clock, std::size_t max_queued) {
      return test::open_postgres_at(url, &clock, max_queued, 1);
    });
  } else {
    played_ = std::make_unique<PlayedLedger>();
  }
  played_->close();
}

std::unique_ptr<LedgerCopy> Original::copy() const {
  return database_ ? copy_of_postgres(*database_) : copy_of_sqlite(played_->file());
}

void LedgerTest::SetUp() {
  auto& original = originals_[is_postgres() ? 1 : 0];
  if (!original) original = std::make_unique<Original>(engine_);
  copy_ = original->copy();
}

void LedgerTest::seal_again() {
  const std::int64_t sealed = copy_->query(kSealedThrough).front().integer(0);
  const store::Rows records = copy_->query(kRecords);
  if (is_postgres()) {
    copy_->execute(kForgetPlaces);
    copy_->execute(kForgetWaiting);
  }
  store::HashChain chain(0, store::HashChain::origin());
  for (std::size_t i = 0; i < records.size(); ++i) {
    const store::Rows::Row record = records[i];
    if (is_postgres() && static_cast<std::int64_t>(i) >= sealed) {
      copy_->execute(kWait, {record.integer(0), record.text(2)});
      continue;
    }
    const std::int64_t place = chain.append(record.text(2));
    if (is_postgres()) copy_->execute(kPlace, {place, record.integer(0)});
    const store::Rows seal = copy_->query(kSeal, {place});
    if (seal.empty()) continue;
    std::string hash = chain.sealed();
    copy_->execute(kUpdateSeal, {seal.front().integer(0), store::Blob{hash}, record.integer(1)});
    chain.committed(std::move(hash));
  }
}

bool LedgerTest::audit(const std::optional<std::string>& noted_head) {
  printed_.clear();
  return run(*copy_->open(), noted_head, [this](const std::string& line) { printed_ += line + "\n"; });
}

std::string LedgerTest::head_of_last_seal() {
  return copy_->query(kLastHash).front().text(0);
}

}  // namespace ludice::audit
