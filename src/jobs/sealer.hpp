// Seals the hash chain where several processes write (with one writer each commit seals itself), a moment
// behind them.
#pragma once

#include "async/loops.hpp"
#include "async/task.hpp"
#include "base/instant.hpp"
#include "base/metrics.hpp"
#include "jobs/lease.hpp"
#include "store/store.hpp"

namespace ludice::jobs {

class Sealer {
 public:
  static constexpr Millis kEvery{500};
  static constexpr int kMostAtOnce = 2'000;

  Sealer(store::Store& store, const Lease& lease, Metrics& metrics);

  /// Until cancelled.
  async::Task<> run(async::Loops& loops);
  /// Everything that waits; how many records there were. Nothing where the lease is not ours.
  async::Task<std::int64_t> seal();

 private:
  async::Task<bool> turn();
  store::Store& store_;
  const Lease& lease_;
  Counter& sealed_;
};

}  // namespace ludice::jobs
