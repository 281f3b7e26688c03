// Two connections, one for each way.
#include "store/sqlite_engine.hpp"

#include "base/log.hpp"
#include "base/planted.hpp"
#include "store/clock_record.hpp"
#include "store/migrations.hpp"

#include <algorithm>

namespace ludice::store {
namespace {

constexpr Statement kBeginRead{"BEGIN"};
constexpr Statement kEndRead{"COMMIT"};
constexpr Statement kMoveConsumers{"UPDATE consumer SET seen = seen + $1"};

class SnapshotReader final : public Reader {
 public:
  SnapshotReader(SqliteConnection& connection, const Clock& clock)
      : connection_(connection), now_(clock.now()), civil_(clock.civil()) {}
  Instant now() const override { return now_; }
  Instant civil() const override { return civil_; }
  Rows query(const Statement& statement, std::initializer_list<Param> params) override {
    return connection_.query(statement, params);
  }

 private:
  SqliteConnection& connection_;
  Instant now_;
  Instant civil_;
};

/// Before anything is read, or copied from the log: a process that was killed, or whose disk failed it, may
/// have left commits there that the disk does not have yet.
void sync_what_is_left(SqliteConnection& connection) {
  try {
    connection.sync_log();
  } catch (const SqliteError& error) {
    if (error.kind != SqliteError::Kind::full) throw;
    log::warning("log_not_synced", {{"error", error.what()}});
  }
}

}  // namespace

SqliteEngine::SqliteEngine(const EngineOptions& options, const Clock& clock, Metrics& metrics)
    : discipline_(options.discipline), path_(options.path), writing_(path_, OpenMode::read_write) {
  writing_.run_script("PRAGMA cache_size=-" + std::to_string(options.cache_kib));
  if (!LUDICE_PLANTED("log_not_synced_at_start")) sync_what_is_left(writing_);
  migrate_sqlite(writing_, options.migrate);
  writer_ = std::make_unique<SqliteWriter>(writing_, clock, metrics, options.limits);
  writer_->checkpoint();
  reading_ = std::make_unique<SqliteConnection>(path_, OpenMode::read_only);
  if (discipline_ == nullptr) return;
  recorded_ = reckoning_of(writing_.query(kSelectReckoning));
  discipline_->resume(recorded_, writer_->clock().latest(), writer_->clock().latest_civil());
  keep_time();
}

void SqliteEngine::keep_time() {
  if (discipline_ == nullptr) return;
  if (discipline_->lags()) catch_up();
  const Reckoning reckoning = discipline_->reckoning();
  if (!(reckoning == recorded_)) record(reckoning);
}

/// There is no other writer, so nobody begins to wait meanwhile. Where it cannot be written it is tried again
/// after so many turns; nothing hangs on it.
void SqliteEngine::catch_up() {
  constexpr int kRest = 256;
  if (rests_ > 0) return void(--rests_);
  const Millis lag = discipline_->civil() - discipline_->now();
  try {
    if (!writing_.query(kAnyDeadline).empty()) return;
    writing_.execute(kMoveConsumers, {lag.count()});  // or they would seem to have been silent for so long
  } catch (const SqliteError& error) {
    if (error.kind == SqliteError::Kind::io) throw;
    log::warning("game_time_not_caught_up", {{"error", error.what()}});
    rests_ = kRest;
    return;
  }
  discipline_->catch_up();
  log::info("game_time_caught_up", {{"by_ms", lag.count()}});
}

void SqliteEngine::record(const Reckoning& reckoning) {
  try {
    if (LUDICE_PLANTED("leap_not_recorded")) return void(recorded_ = reckoning);
    writing_.execute(kInsertReckoning, {to_text(recorded_)});
    writing_.execute(kUpdateReckoning, {to_text(reckoning), to_text(recorded_)});
    recorded_ = reckoning;
  } catch (const SqliteError& error) {
    if (error.kind == SqliteError::Kind::io) throw;
    log::warning("clock_not_recorded", {{"error", error.what()}});
  }
}

void SqliteEngine::run_batch(std::span<const std::shared_ptr<WriteJob>> batch) {
  keep_time();
  writer_->run_batch(batch);
  disk_full_ = writer_->disk_full();
  writer_->checkpoint_if_due();
}

void SqliteEngine::run_read(ReadJob& job) {
  std::exception_ptr failure;
  try {
    if (reading_ == nullptr) reading_ = std::make_unique<SqliteConnection>(path_, OpenMode::read_only);
    failure = read_snapshot(job);
  } catch (const SqliteError& error) {
    log::error("store_read_failed", {{"error", error.what()}, {"trace", job.trace}});
    failure = std::make_exception_ptr(Unavailable(Unavailable::Kind::failed, error.what()));
    reading_.reset();  // where reading fails, ending what was read can fail as well
  } catch (...) {
    failure = std::current_exception();
    reading_.reset();
  }
  job.done(std::move(failure));
}

/// Returns what the job threw; its connection's errors are thrown.
std::exception_ptr SqliteEngine::read_snapshot(ReadJob& job) {
  if (!reading_->in_transaction()) reading_->execute(kBeginRead);
  SnapshotReader reader(*reading_, clock());
  std::exception_ptr failure;
  try {
    job.run(reader);
  } catch (const SqliteError&) {
    throw;
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure != nullptr || !LUDICE_PLANTED("reader_keeps_an_old_snapshot")) reading_->execute(kEndRead);
  return failure;
}

}  // namespace ludice::store
