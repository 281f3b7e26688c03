// One thread's hands: a connection of its own, on which it runs bodies one after another, each in a
// transaction; reconnects, and runs again what lost against another transaction.
#pragma once

#include "base/metrics.hpp"
#include "store/postgres_unit.hpp"
#include "store/store.hpp"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace ludice::store {

/// Lets the threads of a store wait, and ends all waiting when it closes.
class Pauses {
 public:
  void pause(Millis time);
  void close();
  bool is_closed() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable closed_changed_;
  bool closed_ = false;
};

/// A connection that is made when it is needed; after a failure not before a while has passed.
class PostgresLink {
 public:
  explicit PostgresLink(std::string url) : url_(std::move(url)) {}
  /// Throws Unavailable (failed) where the database cannot be reached.
  PostgresConnection& get();
  /// Rolls back; a connection that is gone is dropped.
  void reset() noexcept;

 private:
  const std::string url_;
  std::unique_ptr<PostgresConnection> connection_;
  std::chrono::steady_clock::time_point not_before_{};
  Millis backoff_{0};
};

class PostgresWorker {
 public:
  static constexpr int kMostTries = 12;

  PostgresWorker(std::string url, const PostgresShared& shared, int shard, Pauses& pauses, Metrics& metrics);

  /// Runs the body until it is committed or cannot be, and calls `done`.
  void run(WriteJob& job);
  void run(ReadJob& job);

 private:
  enum class Phase { body, commit };
  /// One try; what it throws says whether there is another.
  void attempt(WriteJob& job);
  void attempt(ReadJob& job);
  template <class Attempt>
  std::exception_ptr try_until_done(Attempt attempt);
  bool may_try_again(const PostgresError& error, int tries);

  PostgresLink link_;
  const PostgresShared& shared_;
  const int shard_;
  Pauses& pauses_;
  std::optional<PostgresUnit> unit_;
  Phase phase_ = Phase::body;
  bool resolvable_ = false;   // a commit of unknown outcome shows in its once-only record
  bool may_be_ours_ = false;  // a record that is found may come from an earlier try
  Counter& commits_;
  Counter& retries_;
};

}  // namespace ludice::store
