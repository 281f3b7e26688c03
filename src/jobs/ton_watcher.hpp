// Watches our wallet on TON: asks a provider for its transactions behind the last one booked, books each with
// its effect, and then notes up to which time of the chain nothing is missing (jobs/chain_time.hpp). A row
// that cannot be (does not follow, does not add up, is not final) stops it until a later answer is better:
// nothing is skipped.
#pragma once

#include "async/loops.hpp"
#include "async/task.hpp"
#include "base/instant.hpp"
#include "base/metrics.hpp"
#include "jobs/chain_time.hpp"
#include "jobs/lease.hpp"
#include "service/ton_rows.hpp"
#include "service/ton_rules.hpp"
#include "store/store.hpp"
#include "ton/toncenter.hpp"

#include <string>

namespace ludice::jobs {

/// Which wallet this is; the database is bound to both.
struct TonWatch {
  domain::TonAddress wallet;
  std::string network;
};

class TonWatcher {
 public:
  static constexpr Millis kEvery{4'000};

  TonWatcher(store::Store& store, const Lease& lease, ton::Toncenter& toncenter, TonWatch watch,
             const service::TonRules& rules, const service::Events& events, Metrics& metrics);

  /// Until cancelled; looks while the lease is ours.
  async::Task<> run(async::Loops& loops);
  /// A look where the lease is ours; how long the next must wait, which a provider that limits us may say.
  /// Throws as look() does, but for that.
  async::Task<Millis> watch();
  /// One look; how many transactions were booked. Throws ton::TonError, and std::runtime_error where a row
  /// cannot be or the database belongs to another wallet: what was booked before stays.
  async::Task<int> look();

 private:
  async::Task<bool> turn();
  /// Where the wallet stands in the database; at the first look, where the network says it is.
  async::Task<domain::TonPlace> start();
  /// Stores where it stands unless that is known, and the facts of what is there.
  async::Task<store::TonWallet> begin(domain::TonPlace first);
  async::Task<> check_first(domain::TonPlace first);
  async::Task<int> book_all(std::int64_t lt);
  async::Task<bool> book(domain::TonTransaction row);
  async::Task<> confirm();
  void show(const store::TonWallet& wallet);

  store::Store& store_;
  const Lease& lease_;
  ton::Toncenter& toncenter_;
  const TonWatch watch_;
  const service::Events& events_;
  const service::BookTonRow book_row_;
  Counter& booked_;
  Counter& faults_;
  Gauge& seen_;
  Gauge& frozen_;
  Gauge& drift_;
  ChainTime time_;
  bool told_unproven_ = false;
  std::string told_frozen_;
  bool started_ = false;
};

}  // namespace ludice::jobs
