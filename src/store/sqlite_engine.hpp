// The embedded database without threads and queues: the writing and the reading connection, and what runs
// jobs on them. The store's threads call it, and the simulator, which steps it.
#pragma once

#include "base/clock.hpp"
#include "base/disciplined_clock.hpp"
#include "base/metrics.hpp"
#include "store/sqlite_connection.hpp"
#include "store/sqlite_writer.hpp"
#include "store/store.hpp"

#include <atomic>
#include <exception>
#include <memory>
#include <span>
#include <string>

namespace ludice::store {

struct EngineOptions {
  std::string path;
  bool migrate = true;  ///< false: an older schema is refused
  WriterLimits limits = {};
  DisciplinedClock* discipline = nullptr;  ///< the clock, where its leaps are to be kept
  int cache_kib = 16'384;                  ///< of the writing connection
};

class SqliteEngine {
 public:
  /// Creates or upgrades the schema. Throws SqliteError and Unavailable. `clock` and `metrics` must outlive
  /// it.
  SqliteEngine(const EngineOptions& options, const Clock& clock, Metrics& metrics);

  /// The writer's thread: runs the jobs, commits, answers, checkpoints where it is due. Throws SqliteError
  /// where the database cannot be trusted any more.
  void run_batch(std::span<const std::shared_ptr<WriteJob>> batch);

  /// The reader's thread: runs the job on a snapshot that holds every answered write, and answers it.
  void run_read(ReadJob& job);

  /// The writer's thread, also where nothing is to be written: records the clock's leaps, and lets game time
  /// catch up while nobody's runs. Throws as run_batch().
  void keep_time();
  /// False while a leap is not on the disk yet.
  bool is_time_kept() const { return discipline_ == nullptr || discipline_->reckoning() == recorded_; }

  /// Thread safe.
  const Clock& clock() const { return writer_->clock(); }
  bool disk_full() const { return disk_full_; }

  const std::string& chain_head() const { return writer_->chain_head(); }

 private:
  void catch_up();
  void record(const Reckoning& reckoning);
  std::exception_ptr read_snapshot(ReadJob& job);

  DisciplinedClock* const discipline_;
  const std::string path_;
  Reckoning recorded_;
  int rests_ = 0;  ///< turns in which game time is not caught up
  SqliteConnection writing_;
  std::unique_ptr<SqliteWriter> writer_;
  std::unique_ptr<SqliteConnection> reading_;  // none after a failure, until the next read
  std::atomic<bool> disk_full_ = false;
};

}  // namespace ludice::store
