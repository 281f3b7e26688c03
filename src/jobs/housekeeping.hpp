// Removes what nobody will ask for again: once-only records whose time is over, waits in the lobby behind
// the latest ones, event consumers silent for a day.
#pragma once

#include "async/loops.hpp"
#include "async/task.hpp"
#include "base/instant.hpp"
#include "jobs/lease.hpp"
#include "store/store.hpp"

#include <chrono>
#include <optional>

namespace ludice::jobs {

class Housekeeping {
 public:
  static constexpr Millis kEvery{5'000};
  /// Rows of a kind in one body, so that none holds the writer for long.
  static constexpr int kMostAtOnce = 2'000;

  /// So long after a start nobody has been silent: who could not reach us before may come.
  static constexpr Millis kHearing{600'000};

  /// `hearing` is none where consumers do not come to this process: it cannot know who is silent.
  Housekeeping(store::Store& store, const Lease& lease, std::optional<Millis> hearing)
      : store_(store), lease_(lease) {
    if (hearing) hears_from_ = std::chrono::steady_clock::now() + *hearing;
  }

  /// Until cancelled; cleans while the lease is ours.
  async::Task<> run(async::Loops& loops);
  /// Removes the once-only records and the waits that are old by now.
  async::Task<> clean();
  /// Drops a consumer that was silent for a day; another one in the next turn. Needs no lease: who has it may
  /// be one that hears nobody.
  async::Task<> drop_silent();

 private:
  async::Task<bool> turn();
  /// Deletes up to so many rows and returns how many went.
  using Deletion = std::int64_t (*)(store::Transaction&, int);
  /// Until it finds less than it may delete at once.
  async::Task<> repeat(Deletion deletion);

  store::Store& store_;
  const Lease& lease_;
  std::optional<std::chrono::steady_clock::time_point> hears_from_;
};

}  // namespace ludice::jobs
