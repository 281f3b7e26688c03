// Pairs players who wait for each other: two that open a game in the same instant in different transactions
// do not see each other.
#pragma once

#include "async/loops.hpp"
#include "async/task.hpp"
#include "base/instant.hpp"
#include "jobs/lease.hpp"
#include "service/games.hpp"
#include "store/store.hpp"

namespace ludice::jobs {

class PairingSweep {
 public:
  static constexpr Millis kEvery{500};
  static constexpr int kMostAtOnce = 100;

  PairingSweep(store::Store& store, const Lease& lease, const service::GameBook& book)
      : store_(store), lease_(lease), pair_(book) {}

  /// Until cancelled.
  async::Task<> run(async::Loops& loops);
  /// One look; how many pairs were made.
  async::Task<int> look();

 private:
  async::Task<bool> turn();
  async::Task<bool> pair(store::MissedPair missed);

  store::Store& store_;
  const Lease& lease_;
  service::PairWaiting pair_;
};

}  // namespace ludice::jobs
