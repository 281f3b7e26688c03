// What runs by itself in games: lobby expiry, attempts left open, overdue throws, voids. Looks several
// times a second at what is due; a failure is tried again at the next look.
#pragma once

#include "async/loops.hpp"
#include "async/task.hpp"
#include "base/instant.hpp"
#include "base/metrics.hpp"
#include "jobs/lease.hpp"
#include "service/games.hpp"
#include "store/store.hpp"

namespace ludice::jobs {

class GameClock {
 public:
  static constexpr Millis kEvery{250};
  static constexpr int kMostAtOnce = 200;

  GameClock(store::Store& store, const Lease& lease, const service::GameBook& book, Metrics& metrics);

  /// Until cancelled; looks while the lease is ours.
  async::Task<> run(async::Loops& loops);
  /// One look; returns how many games something happened in.
  async::Task<int> look();

 private:
  async::Task<bool> turn();
  async::Task<bool> move(GameId game);

  store::Store& store_;
  const Lease& lease_;
  service::PassTime pass_time_;
  Counter& moved_;
};

}  // namespace ludice::jobs
