// Runs batches of jobs on the writing connection: all in one transaction, one commit, then the answers.
// Synchronous and without threads of its own, so that the simulator can step it.
#pragma once

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "store/commit_figures.hpp"
#include "store/hash_chain.hpp"
#include "store/once_records.hpp"
#include "store/recorded_clock.hpp"
#include "store/sqlite_connection.hpp"
#include "store/store.hpp"

#include <memory>
#include <span>
#include <vector>

namespace ludice::store {

struct WriterLimits {
  OnceLimits once = {};
  int checkpoint_pages = 4'000;  ///< of the log, from which on it is moved
};

class SqliteWriter final {
 public:
  /// The schema must be there. Reads back what is kept in memory before it returns.
  SqliteWriter(SqliteConnection& connection, const Clock& clock, Metrics& metrics, WriterLimits limits = {});

  /// Runs the jobs and calls `done` of each, after the commit or with the failure. Throws SqliteError of
  /// kind io, having answered nobody, where the database cannot be trusted any more: end the process.
  void run_batch(std::span<const std::shared_ptr<WriteJob>> batch);

  /// Moves the log into the database; call between batches.
  void checkpoint();
  /// Where the log has grown.
  void checkpoint_if_due();

  /// Thread safe; moves before the answers of a batch go out.
  const RecordedClock& clock() const { return clock_; }
  const std::string& chain_head() const { return chain_.head(); }
  /// The last write failed for want of room.
  bool disk_full() const { return disk_full_; }

 private:
  class Unit;  // the Transaction that bodies see

  bool try_batch(std::span<const std::shared_ptr<WriteJob>> batch);
  void run_alone(const std::shared_ptr<WriteJob>& job);
  /// Why the body was not run, or nothing.
  std::exception_ptr run_job(WriteJob& job, Unit& unit);
  Unit unit();
  void commit(Unit& unit, std::size_t bodies);
  void committed(Unit& unit, std::string seal, std::int64_t reserve) noexcept;
  void roll_back(Unit& unit);
  HashChain load_chain();

  SqliteConnection& connection_;
  RecordedClock clock_;
  const WriterLimits limits_;
  OnceRecords once_;
  HashChain chain_;
  std::int64_t last_id_ = 0;
  std::int64_t reserved_ids_ = 0;  // ids up to here may be given out without writing so
  std::int64_t seals_ = 0;
  bool disk_full_ = false;
  CommitFigures commit_figures_;
};

}  // namespace ludice::store
