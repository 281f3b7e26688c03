// One thread's hands: a connection of its own, on which it runs bodies one after another, each in a
// transaction; reconnects, and runs again what lost against another transaction.
#pragma once

#include "base/metrics.hpp"
#include "store/commit_figures.hpp"
#include "store/pauses.hpp"
#include "store/postgres_unit.hpp"
#include "store/store.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace ludice::store {

/// What the links of a store tell each other: how often one of them has got through to the database.
class Reached {
 public:
  void again() { times_.fetch_add(1); }
  std::int64_t times() const { return times_.load(); }

 private:
  std::atomic<std::int64_t> times_{0};
};

/// A connection that is made when it is needed; after a failure not before a while has passed or another link
/// has got through. Otherwise a thread that still waits would refuse, at once and so more of them than any
/// other, the jobs that a thread beside it could do.
class PostgresLink {
 public:
  PostgresLink(std::string url, Reached& reached) : url_(std::move(url)), reached_(reached) {}
  /// Throws Unavailable (failed) where the database cannot be reached.
  PostgresConnection& get();
  /// Rolls back; a connection that is gone is dropped.
  void reset() noexcept;

 private:
  const std::string url_;
  Reached& reached_;
  std::unique_ptr<PostgresConnection> connection_;
  std::int64_t reached_before_ = 0;  // by any link, when this one failed
  std::chrono::steady_clock::time_point not_before_{};
  Millis backoff_{0};
};

class PostgresWorker {
 public:
  static constexpr int kMostTries = 12;

  PostgresWorker(std::string url, Reached& reached, PostgresShared& shared, int shard, Pauses& pauses,
                 Metrics& metrics);

  /// Runs the body until it is committed or cannot be, and calls `done`.
  void run(WriteJob& job);
  void run(ReadJob& job);

 private:
  enum class Phase { body, commit };
  /// One try; what it throws says whether there is another.
  void attempt(WriteJob& job);
  void attempt(ReadJob& job);
  template <class Attempt>
  std::exception_ptr try_until_done(Attempt attempt, std::string_view trace);
  bool may_try_again(const PostgresError& error, int tries);

  PostgresLink link_;
  PostgresShared& shared_;
  const int shard_;
  Pauses& pauses_;
  std::optional<PostgresUnit> unit_;
  Phase phase_ = Phase::body;
  bool resolvable_ = false;   // a commit of unknown outcome shows in its once-only record
  bool may_be_ours_ = false;  // a record that is found may come from an earlier try
  CommitFigures commit_figures_;
  Counter& retries_;
};

}  // namespace ludice::store
