// The last block first, so that who has it knows all that is asked for after it.
#include "jobs/ton_watcher.hpp"

#include "async/deadline.hpp"
#include "base/log.hpp"
#include "service/ton_wallet.hpp"
#include "ton/error.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace ludice::jobs {

using service::BookedTonRow;

TonWatcher::TonWatcher(store::Store& store, const Lease& lease, ton::Toncenter& toncenter, TonWatch watch,
                       const service::TonRules& rules, const service::Events& events, Metrics& metrics)
    : store_(store),
      lease_(lease),
      toncenter_(toncenter),
      watch_(std::move(watch)),
      events_(events),
      book_row_(rules, events),
      booked_(
          metrics.counter("ludice_ton_transactions_total", "Transactions of the wallet that were booked")),
      faults_(metrics.counter("ludice_ton_row_faults_total",
                              "Rows of the provider that cannot follow what is known")),
      seen_(metrics.gauge("ludice_ton_seen_seconds", "Time of the chain up to which nothing is missing")),
      frozen_(metrics.gauge("ludice_ton_withdrawals_frozen", "1 while nothing may leave the wallet")),
      drift_(metrics.gauge("ludice_ton_drift", "Nanotons that the wallet holds, less what the ledger says")) {
}

async::Task<> TonWatcher::run(async::Loops& loops) {
  return loops.run("ton_watcher", [this] { return turn(); },
                   {.pauses = {.first = kEvery, .longest = Millis{60'000}}});
}

async::Task<bool> TonWatcher::turn() {
  const Millis pause = co_await watch();
  co_await async::sleep_for(pause);
  co_return true;
}

async::Task<Millis> TonWatcher::watch() {
  Millis pause = kEvery;
  try {
    if (lease_.is_ours()) co_await look();
  } catch (const ton::TonError& error) {
    if (error.kind != ton::TonError::Kind::limited) throw;
    pause = std::max(pause, error.retry_after);
    log::info("ton_provider_limits", {{"pause_ms", pause.count()}});
  }
  co_return pause;
}

async::Task<int> TonWatcher::look() {
  const domain::TonPlace place = co_await start();
  const ton::MasterBlock last = co_await toncenter_.last_block();
  time_.note(last);
  const int booked = co_await book_all(place.lt);
  co_await confirm();
  co_return booked;
}

async::Task<domain::TonPlace> TonWatcher::start() {
  using Known = std::optional<store::TonWallet>;
  store::ReadBody<Known> find = [](store::Reader& reader) { return store::find_ton_wallet(reader); };
  const Known known = co_await store_.read(std::move(find));
  const bool is_ours = known && known->address == watch_.wallet && known->network == watch_.network;
  if (known && !is_ours) throw std::runtime_error("the database belongs to another wallet of TON");
  if (known) {
    // Once a process: what an earlier version wrote gets its facts.
    if (!started_) {
      show(*known);
      co_await begin(known->place);
    }
    co_return known->place;
  }
  const ton::WalletState now = co_await toncenter_.wallet_state();
  const domain::TonPlace first{now.lt, now.hash, now.balance};
  co_await check_first(first);
  const store::TonWallet wallet = co_await begin(first);
  log::info("ton_wallet_started", {{"lt", wallet.place.lt}, {"nanotons", wallet.place.balance.units()}});
  co_return wallet.place;
}

async::Task<store::TonWallet> TonWatcher::begin(domain::TonPlace first) {
  using Started = Result<store::TonWallet>;
  store::Body<Started> body = [this, claim = lease_.claim(),
                               first](store::Transaction& transaction) -> Started {
    if (!claim.holds(transaction)) return refuse(Refusal::conflict);
    return service::StartTonWallet::run(transaction, watch_.wallet, watch_.network, first);
  };
  const Started wallet = co_await store_.write(std::move(body));
  if (!wallet) throw std::runtime_error("another process has taken over");
  started_ = true;
  co_return *wallet;
}

/// What is taken for ever is asked for twice: the wallet's own row must say the same.
async::Task<> TonWatcher::check_first(domain::TonPlace first) {
  const bool sane = first.balance >= Amount() && first.balance <= Amount(Amount::kMax / 2);
  if (!sane) throw std::runtime_error("the provider tells a balance of the wallet that no wallet has");
  const std::vector<domain::TonTransaction> rows = co_await toncenter_.transactions_after(first.lt - 1);
  const auto last = std::ranges::min_element(rows, {}, &domain::TonTransaction::lt);
  const bool untouched = first.lt == 0 && rows.empty();
  const bool told_twice = last != rows.end() && last->lt == first.lt && last->hash == first.hash &&
                          last->balance_after == first.balance;
  if (!untouched && !told_twice)
    throw std::runtime_error("the provider's account and transactions of the wallet differ");
}

async::Task<int> TonWatcher::book_all(std::int64_t lt) {
  int count = 0;
  for (;;) {
    std::vector<domain::TonTransaction> rows = co_await toncenter_.transactions_after(lt);
    std::ranges::sort(rows, {}, &domain::TonTransaction::lt);
    // A provider that has nothing new, or says again what was.
    if (rows.empty() || rows.back().lt <= lt) co_return count;
    for (domain::TonTransaction& row : rows) {
      const std::int64_t row_lt = row.lt;
      const bool booked = co_await book(std::move(row));
      count += booked ? 1 : 0;
      lt = std::max(lt, row_lt);
    }
  }
}

async::Task<bool> TonWatcher::book(domain::TonTransaction row) {
  const std::int64_t lt = row.lt;
  using Booked = std::optional<BookedTonRow>;
  store::Body<Booked> body = [this, claim = lease_.claim(),
                              row = std::move(row)](store::Transaction& transaction) -> Booked {
    if (!claim.holds(transaction)) return std::nullopt;
    return book_row_.run(transaction, row);
  };
  const Booked booked = co_await store_.write(std::move(body));
  if (!booked) throw std::runtime_error("another process has taken over");
  if (booked->fault) {
    faults_.add(1);
    log::warning("ton_row_refused", {{"lt", lt}, {"why", domain::to_string(*booked->fault)}});
    throw std::runtime_error("a transaction of the wallet cannot be booked");
  }
  if (booked->known) co_return false;
  booked_.add(1);
  log::info("ton_transaction", {{"lt", lt},
                                {"in", domain::to_string(booked->in.kind)},
                                {"review", domain::to_string(booked->in.review)},
                                {"nanotons", booked->in.amount.units()}});
  // Told here, too: what is stored of the reasons is bounded. They name withdrawals, which no report of
  // errors tells.
  if (!booked->frozen.empty()) log::error("ton_alarm", {{"lt", lt}, {"reasons", booked->frozen}});
  co_return true;
}

async::Task<> TonWatcher::confirm() {
  const ton::WalletState now = co_await toncenter_.wallet_state();
  // Where it is not known of which time this is, the balance counts all the same.
  const Instant seen = time_.covered(now.known_lt).value_or(Instant{});
  if (!time_.is_told() && !std::exchange(told_unproven_, true)) log::warning("ton_time_unproven");
  const domain::TonPlace place{now.lt, now.hash, now.balance};
  struct After {
    std::optional<store::TonWallet> wallet = {};
    std::optional<std::int64_t> drift = {};
  };
  store::Body<After> body = [this, claim = lease_.claim(), place,
                             seen](store::Transaction& transaction) -> After {
    if (!claim.holds(transaction)) return {};
    const std::string before = store::find_ton_wallet(transaction)->frozen;
    const auto drift = service::ConfirmTonWallet::run(transaction, place, seen);
    After after{store::find_ton_wallet(transaction), drift};
    if (after.wallet->frozen != before) events_.tell_frozen(transaction, after.wallet->frozen);
    return after;
  };
  const After after = co_await store_.write(std::move(body));
  const auto& wallet = after.wallet;
  if (!wallet) co_return;
  if (after.drift) drift_.set(static_cast<double>(*after.drift));
  show(*wallet);
  if (wallet->frozen != told_frozen_ && !wallet->frozen.empty()) {
    // Not the reasons: an operator's words may be in them.
    log::error("ton_withdrawals_frozen", {{"drift", after.drift ? std::to_string(*after.drift) : "unknown"}});
  }
  told_frozen_ = wallet->frozen;
}

void TonWatcher::show(const store::TonWallet& wallet) {
  seen_.set(static_cast<double>(wallet.seen.seconds()));
  frozen_.set(wallet.frozen.empty() ? 0 : 1);
}

}  // namespace ludice::jobs
