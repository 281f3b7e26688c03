// Removes what nobody will ask for again: once-only records whose time is over, waits in the lobby behind
// the latest ones, event consumers silent for a day.
#pragma once

#include "async/loops.hpp"
#include "async/task.hpp"
#include "base/instant.hpp"
#include "jobs/lease.hpp"
#include "store/store.hpp"

namespace ludice::jobs {

class Housekeeping {
 public:
  static constexpr Millis kEvery{5'000};
  /// Rows of a kind in one body, so that none holds the writer for long.
  static constexpr int kMostAtOnce = 2'000;

  Housekeeping(store::Store& store, const Lease& lease) : store_(store), lease_(lease) {}

  /// Until cancelled; cleans while the lease is ours.
  async::Task<> run(async::Loops& loops);
  /// Removes everything that is old by now.
  async::Task<> clean();

 private:
  async::Task<bool> turn();
  /// Deletes up to so many rows and returns how many went.
  using Deletion = std::int64_t (*)(store::Transaction&, int);
  /// Until it finds less than it may delete at once.
  async::Task<> repeat(Deletion deletion);

  store::Store& store_;
  const Lease& lease_;
};

}  // namespace ludice::jobs
