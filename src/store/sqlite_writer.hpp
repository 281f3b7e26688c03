// Runs batches of jobs on the writing connection: all in one transaction, one commit, then the answers.
// Synchronous and without threads of its own, so that the simulator can step it.
#pragma once

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "store/hash_chain.hpp"
#include "store/once_records.hpp"
#include "store/sqlite_connection.hpp"
#include "store/store.hpp"

#include <atomic>
#include <memory>
#include <span>
#include <vector>

namespace ludice::store {

class SqliteWriter final {
 public:
  /// The schema must be there. Reads back what is kept in memory before it returns.
  SqliteWriter(SqliteConnection& connection, const Clock& clock, Metrics& metrics,
               std::size_t max_once_entries = OnceIndex::kMaxEntries);

  /// Runs the jobs and calls `done` of each, after the commit or with the failure. Throws SqliteError of
  /// kind io, having answered nobody, where the database cannot be trusted any more: end the process.
  void run_batch(std::span<const std::shared_ptr<WriteJob>> batch);

  /// Moves the log into the database where it has grown; call between batches.
  void checkpoint_if_due();

  /// Thread safe; counts before the answers of a batch go out.
  Instant latest_time() const { return {latest_ms_}; }
  const std::string& chain_head() const { return chain_.head(); }
  /// The last write failed for want of room.
  bool disk_full() const { return disk_full_; }

 private:
  class Unit;  // the Transaction that bodies see

  bool try_batch(std::span<const std::shared_ptr<WriteJob>> batch);
  void run_alone(const std::shared_ptr<WriteJob>& job);
  /// Why the body was not run, or nothing.
  std::exception_ptr run_job(WriteJob& job, Unit& unit);
  void commit(Unit& unit);
  void committed(Unit& unit, std::string seal, std::int64_t reserve) noexcept;
  void roll_back(Unit& unit);
  HashChain load_chain();

  SqliteConnection& connection_;
  const Clock& clock_;
  std::atomic<std::int64_t> latest_ms_ = 0;
  OnceRecords once_;
  HashChain chain_;
  std::int64_t last_id_ = 0;
  std::int64_t reserved_ids_ = 0;  // ids up to here may be given out without writing so
  std::int64_t seals_ = 0;
  bool disk_full_ = false;
  Counter& commits_;
  Counter& bodies_;
  Histogram& batch_size_;
};

}  // namespace ludice::store
