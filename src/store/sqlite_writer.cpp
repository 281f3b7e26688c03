// The batch: begin, bodies, records, seal, commit, answers. A failure rolls all back and runs the bodies
// again one by one, so that only the one that fails is lost.
#include "store/sqlite_writer.hpp"

#include "base/assert.hpp"
#include "base/log.hpp"
#include "base/planted.hpp"
#include "store/clock_record.hpp"

#include <algorithm>
#include <utility>

namespace ludice::store {
namespace {

constexpr Statement kBeginImmediate{"BEGIN IMMEDIATE"};
constexpr Statement kRollback{"ROLLBACK"};
constexpr Statement kSelectNewestSeal{"SELECT id, through, hash, at FROM seal ORDER BY id DESC LIMIT 1"};
constexpr Statement kInsertSeal{"INSERT INTO seal (id, through, hash, at) VALUES ($1, $2, $3, $4)"};
constexpr Statement kSelectReserved{"SELECT value FROM meta WHERE name = 'reserved_ids'"};
constexpr Statement kUpdateReserved{"UPDATE meta SET value = $1 WHERE name = 'reserved_ids'"};

constexpr std::int64_t kIdStep = 4;          // the lowest two bits of an id are clear
constexpr std::int64_t kIdsPerMs = 1 << 10;  // so that ids stay below 2^53, which JSON carries whole
constexpr std::int64_t kReservedAhead = 10'000 * kIdsPerMs;

std::exception_ptr as_unavailable(const SqliteError& error) {
  const auto kind =
      error.kind == SqliteError::Kind::full ? Unavailable::Kind::disk_full : Unavailable::Kind::failed;
  return std::make_exception_ptr(Unavailable(kind, error.what()));
}

void log_failure(const WriteJob& job, const SqliteError& error) {
  log::error("store_write_failed", {{"error", error.what()}, {"trace", job.trace}});
}

}  // namespace

class SqliteWriter::Unit final : public Transaction {
 public:
  Unit(SqliteWriter& writer, Instant now, Instant civil) : writer_(writer), now_(now), civil_(civil) {}

  Instant now() const override { return now_; }
  Instant civil() const override { return civil_; }
  Rows query(const Statement& statement, std::initializer_list<Param> params) override {
    return writer_.connection_.query(statement, params);
  }
  std::int64_t execute(const Statement& statement, std::initializer_list<Param> params) override {
    return writer_.connection_.execute(statement, params);
  }
  void change_one(const Statement& statement, std::initializer_list<Param> params) override {
    const std::int64_t changed = execute(statement, params);
    LUDICE_ASSERT(changed == 1);  // there is no other writer
  }
  std::int64_t next_id() override {
    writer_.last_id_ = std::max(writer_.last_id_ + kIdStep, now_.ms * kIdsPerMs);
    return writer_.last_id_;
  }
  std::int64_t seal(std::string_view record) override { return writer_.chain_.append(record); }
  void after_commit(std::function<void()> action) override { on_commit_.push_back(std::move(action)); }
  void after_rollback(std::function<void()> action) override { on_rollback_.push_back(std::move(action)); }

  void run_commit_actions() {
    for (const auto& action : on_commit_) action();
  }
  void run_rollback_actions() {
    for (const auto& action : on_rollback_) action();
  }

 private:
  SqliteWriter& writer_;
  Instant now_;
  Instant civil_;
  std::vector<std::function<void()>> on_commit_;
  std::vector<std::function<void()>> on_rollback_;
};

SqliteWriter::SqliteWriter(SqliteConnection& connection, const Clock& clock, Metrics& metrics,
                           WriterLimits limits)
    : connection_(connection),
      clock_(clock),
      limits_(limits),
      once_(connection, limits.once),
      chain_(load_chain()),
      commit_figures_(metrics) {
  const Instant latest_answer = once_.load();
  const Reckoning reckoning = reckoning_of(connection_.query(kSelectReckoning));
  clock_.record(latest_now_at(reckoning, latest_answer), latest_answer);
  const Rows reserved = connection_.query(kSelectReserved);
  LUDICE_ASSERT(!reserved.empty());
  last_id_ = reserved_ids_ = std::stoll(reserved.front().text(0));
  if (LUDICE_PLANTED("ids_given_out_again")) last_id_ = 0;
  const Rows seal = connection_.query(kSelectNewestSeal);
  if (!seal.empty()) seals_ = seal.front().integer(0);
}

HashChain SqliteWriter::load_chain() {
  const Rows rows = connection_.query(kSelectNewestSeal);
  if (rows.empty()) return {0, HashChain::origin()};
  clock_.record(rows.front().instant(3), {});
  return {rows.front().integer(1), rows.front().text(2)};
}

SqliteWriter::Unit SqliteWriter::unit() {
  const Clock& clock = LUDICE_PLANTED("time_runs_back") ? clock_.source() : clock_;
  return {*this, clock.now(), clock.civil()};
}

void SqliteWriter::run_batch(std::span<const std::shared_ptr<WriteJob>> batch) {
  try {
    connection_.execute(kBeginImmediate);
  } catch (const SqliteError& error) {
    if (error.kind == SqliteError::Kind::io) throw;
    // Somebody else has the database locked: one wait for all of them.
    for (const auto& job : batch) log_failure(*job, error);
    for (const auto& job : batch) job->done(as_unavailable(error));
    return;
  }
  if (try_batch(batch)) return;
  for (const auto& job : batch) run_alone(job);
}

bool SqliteWriter::try_batch(std::span<const std::shared_ptr<WriteJob>> batch) {
  Unit unit = this->unit();
  std::vector<std::exception_ptr> not_taken(batch.size());
  try {
    for (std::size_t i = 0; i < batch.size(); ++i) not_taken[i] = run_job(*batch[i], unit);
    if (LUDICE_PLANTED("acknowledged_before_commit")) {
      for (const auto& job : batch) std::exchange(job->done, [](std::exception_ptr) {})(nullptr);
    }
    commit(unit, batch.size());
    if (LUDICE_PLANTED("acknowledged_between_commit_and_sync")) {
      for (std::size_t i = 0; i < batch.size(); ++i)
        std::exchange(batch[i]->done, [](std::exception_ptr) {})(std::move(not_taken[i]));
      connection_.sync_log();
    }
  } catch (const SqliteError& error) {
    if (error.kind == SqliteError::Kind::io) throw;
    roll_back(unit);
    return false;
  } catch (...) {
    roll_back(unit);
    return false;
  }
  for (std::size_t i = 0; i < batch.size(); ++i) batch[i]->done(std::move(not_taken[i]));
  return true;
}

void SqliteWriter::run_alone(const std::shared_ptr<WriteJob>& job) {
  Unit unit = this->unit();
  std::exception_ptr failure;
  try {
    connection_.execute(kBeginImmediate);
    failure = run_job(*job, unit);
    commit(unit, 1);
    if (LUDICE_PLANTED("acknowledged_between_commit_and_sync")) connection_.sync_log();
  } catch (const SqliteError& error) {
    if (error.kind == SqliteError::Kind::io) throw;
    roll_back(unit);
    disk_full_ = error.kind == SqliteError::Kind::full;
    log_failure(*job, error);
    if (!LUDICE_PLANTED("failed_write_acknowledged")) failure = as_unavailable(error);
  } catch (...) {
    roll_back(unit);
    failure = std::current_exception();
  }
  job->done(std::move(failure));
}

std::exception_ptr SqliteWriter::run_job(WriteJob& job, Unit& unit) {
  const OnceKey* key = job.once();
  if (key != nullptr) {
    if (auto known = once_.find(*key)) {
      job.repeat(std::move(*known));
      return nullptr;
    }
    if (key->name.empty() && once_.full()) {
      return std::make_exception_ptr(
          Unavailable(Unavailable::Kind::overloaded, "the memory for recent signatures is full"));
    }
  }
  const std::int64_t changes_before = connection_.total_changes();
  const std::int64_t chained_before = chain_.position();
  const WriteJob::Effect effect = job.run(unit);
  if (effect.refused) {
    LUDICE_ASSERT(connection_.total_changes() == changes_before);
    LUDICE_ASSERT(chain_.position() == chained_before);
  }
  if (LUDICE_PLANTED("record_of_a_refusal_missing") && effect.refused) return nullptr;
  if (LUDICE_PLANTED("key_forgotten")) return nullptr;
  if (key != nullptr && effect.record != nullptr) once_.add(*key, *effect.record, unit.civil());
  return nullptr;
}

void SqliteWriter::commit(Unit& unit, std::size_t bodies) {
  std::string seal;
  if (chain_.has_pending() && !LUDICE_PLANTED("commit_without_a_seal")) {
    seal = chain_.sealed();
    connection_.execute(kInsertSeal, {seals_ + 1, chain_.position(), Blob{seal}, unit.now()});
  }
  const std::int64_t reserve = last_id_ >= reserved_ids_ ? last_id_ + kReservedAhead : reserved_ids_;
  if (reserve != reserved_ids_) connection_.execute(kUpdateReserved, {std::to_string(reserve)});
  once_.before_commit(unit.civil());
  commit_figures_.measure(bodies, [this] { connection_.execute(kCommit); });
  committed(unit, std::move(seal), reserve);
}

/// Nothing may fail from here on: an exception would have the batch, which is on disk, run again.
void SqliteWriter::committed(Unit& unit, std::string seal, std::int64_t reserve) noexcept {
  reserved_ids_ = reserve;
  if (!seal.empty()) {
    ++seals_;
    chain_.committed(std::move(seal));
  }
  once_.committed(unit.civil());
  clock_.record(unit.now(), unit.civil());
  disk_full_ = false;
  unit.run_commit_actions();
}

void SqliteWriter::roll_back(Unit& unit) {
  // Some errors have rolled back already.
  if (connection_.in_transaction()) connection_.execute(kRollback);
  if (!LUDICE_PLANTED("chain_kept_after_a_failed_commit")) chain_.rolled_back();
  if (!LUDICE_PLANTED("cache_filled_before_a_failed_commit")) once_.rolled_back();
  unit.run_rollback_actions();
}

void SqliteWriter::checkpoint_if_due() {
  if (connection_.wal_pages() >= limits_.checkpoint_pages) checkpoint();
}

void SqliteWriter::checkpoint() {
  try {
    connection_.checkpoint();
  } catch (const SqliteError& error) {
    if (error.kind == SqliteError::Kind::io) throw;
    log::warning("checkpoint_failed", {{"error", error.what()}});
  }
}

}  // namespace ludice::store
