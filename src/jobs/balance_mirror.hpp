// Keeps the balances in Redis behind those in the ledger: follows its transfers and the names that move, a
// moment after they are committed, and writes everything anew when Redis was lost, and now and then. Nobody
// waits for it, and what it has to write is in the database, not in memory.
#pragma once

#include "async/loops.hpp"
#include "async/task.hpp"
#include "base/clock.hpp"
#include "base/instant.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "jobs/lease.hpp"
#include "redis/balance_keys.hpp"
#include "store/mirror_table.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ludice::jobs {

class BalanceMirror {
 public:
  static constexpr Millis kEvery{100};
  /// How often the mark is looked for where nothing changes.
  static constexpr Millis kLookEvery{1'000};
  /// What was lost in part, or written over by others, stands again after this long at the latest.
  static constexpr Millis kRenewEvery{600'000};
  /// Between pages, so that others who read the database have their turn.
  static constexpr Millis kPagePause{5};
  static constexpr int kMostAtOnce = 500;

  /// All must outlive it. `asset`: whose balances are shown.
  BalanceMirror(store::Store& store, const Lease& lease, redis::BalanceKeys& keys, domain::Asset asset,
                Random& random, Metrics& metrics);

  /// Until cancelled.
  async::Task<> run(async::Loops& loops);

  /// One step: a page of all balances where they are being written anew, and what has changed; true where
  /// more has changed than one step writes. Throws redis::Unavailable; all begins anew then.
  async::Task<bool> step();
  /// What has changed up to now, where all else is written: for the end of the process.
  async::Task<> finish();

  /// True while all is written and only changes are followed.
  bool is_complete() const { return stage_ == Stage::following; }

 private:
  enum class Stage { away, writing, sweeping, following };

  async::Task<bool> turn();
  Millis pause() const;
  async::Task<> begin();
  async::Task<> write_page();
  async::Task<bool> follow();
  async::Task<> look();
  async::Task<bool> put(std::vector<store::NamedBalance> balances, redis::BalanceKeys::Order order);
  void enter(Stage stage);
  void all_there(bool are);

  store::Store& store_;
  const Lease& lease_;
  redis::BalanceKeys& keys_;
  const domain::Asset asset_;
  Random& random_;
  Gauge& complete_;
  Counter& written_;
  Counter& renewals_;

  Stage stage_ = Stage::away;
  bool are_all_there_ = false;  ///< also while they are written anew over themselves
  std::string told_;            ///< why Redis does not take what we write, once
  std::string mark_;
  std::uint64_t connection_ = 0;  ///< on which the present writing began
  store::MirrorPlace place_;
  PlayerId written_to_;  ///< of the pages
  std::string cursor_;   ///< of the sweep
  Instant begun_;
  Instant looked_;
  Instant late_looked_;
};

}  // namespace ludice::jobs
