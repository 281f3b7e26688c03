// Begin, look the key up, body, record, commit; and what to do when one of them fails.
#include "store/postgres_worker.hpp"

#include "base/assert.hpp"
#include "base/log.hpp"
#include "store/postgres_once.hpp"

#include <algorithm>

namespace ludice::store {
namespace {

using Kind = PostgresError::Kind;
using Steady = std::chrono::steady_clock;

constexpr Statement kBeginRead{"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};

constexpr Millis kFirstBackoff{100};
constexpr Millis kLastBackoff{5'000};
constexpr std::int64_t kFirstPause_us = 500;

/// Longer with each try, and never the same for two that met crosswise.
Millis pause_after(int tries) {
  const std::int64_t most_us = kFirstPause_us << std::min(tries, 8);
  const std::int64_t jitter = Steady::now().time_since_epoch().count() / 64 % most_us;
  return std::chrono::ceil<Millis>(std::chrono::microseconds(most_us / 2 + jitter / 2));
}

std::exception_ptr as_unavailable(const PostgresError& error) {
  const auto kind = error.kind == Kind::full ? Unavailable::Kind::disk_full : Unavailable::Kind::failed;
  return std::make_exception_ptr(Unavailable(kind, error.what()));
}

}  // namespace

PostgresConnection& PostgresLink::get() {
  if (connection_ != nullptr && !connection_->is_lost()) return *connection_;
  connection_.reset();
  if (Steady::now() < not_before_ && reached_.times() == reached_before_) {
    throw Unavailable(Unavailable::Kind::failed, "the database cannot be reached");
  }
  reached_before_ = reached_.times();
  try {
    connection_ = std::make_unique<PostgresConnection>(url_);
    backoff_ = Millis{0};
    reached_.again();
    return *connection_;
  } catch (const PostgresError& error) {
    backoff_ = std::clamp(backoff_ * 2, kFirstBackoff, kLastBackoff);
    not_before_ = Steady::now() + backoff_;
    throw Unavailable(Unavailable::Kind::failed, error.what());
  }
}

void PostgresLink::reset() noexcept {
  if (connection_ == nullptr) return;
  try {
    connection_->roll_back();
  } catch (const std::exception&) {
    connection_.reset();  // the server rolls back what a connection leaves
  }
}

PostgresWorker::PostgresWorker(std::string url, Reached& reached, PostgresShared& shared, int shard,
                               Pauses& pauses, Metrics& metrics)
    : link_(std::move(url), reached),
      shared_(shared),
      shard_(shard),
      pauses_(pauses),
      commit_figures_(metrics),
      retries_(metrics.counter("ludice_store_retries_total",
                               "Units of work run again because another transaction was first")) {}

void PostgresWorker::run(WriteJob& job) {
  may_be_ours_ = false;
  auto failure = try_until_done([&] { attempt(job); }, job.trace);
  job.done(std::move(failure));
}

void PostgresWorker::run(ReadJob& job) {
  auto failure = try_until_done([&] { attempt(job); }, job.trace);
  job.done(std::move(failure));
}

template <class Attempt>
std::exception_ptr PostgresWorker::try_until_done(Attempt attempt, std::string_view trace) {
  for (int tries = 1;; ++tries) {
    unit_.reset();
    phase_ = Phase::body;
    try {
      attempt();
      return nullptr;
    } catch (const PostgresError& error) {
      link_.reset();
      if (unit_) unit_->rolled_back();
      if (!may_try_again(error, tries)) {
        log::error("store_failed", {{"error", error.what()}, {"tries", tries}, {"trace", trace}});
        return as_unavailable(error);
      }
      retries_.add(1);
    } catch (...) {
      link_.reset();
      if (unit_) unit_->rolled_back();
      return std::current_exception();
    }
    if (tries > 1) pauses_.pause(pause_after(tries));
  }
}

bool PostgresWorker::may_try_again(const PostgresError& error, int tries) {
  if (tries >= kMostTries) return false;
  if (error.kind == Kind::conflict) return true;
  if (error.kind != Kind::lost) return false;
  // Before the commit nothing has happened. Behind it the record tells, where one was written: run again,
  // the body finds it, or meets its key where the server is still at it.
  may_be_ours_ = may_be_ours_ || phase_ == Phase::commit;
  return phase_ == Phase::body || resolvable_;
}

void PostgresWorker::attempt(WriteJob& job) {
  PostgresConnection& connection = link_.get();
  PostgresUnit& unit = unit_.emplace(connection, shared_, shard_);
  connection.queue(kBegin);
  const OnceKey* key = job.once();
  if (key != nullptr) {
    if (auto known = find_once(connection, *key)) {
      connection.execute(kCommit);
      if (may_be_ours_ && known->replay == Replay::repeated) known->replay = Replay::first;
      job.repeat(std::move(*known));
      unit.committed();
      return;
    }
  }
  const WriteJob::Effect effect = job.run(unit);
  if (effect.refused) LUDICE_ASSERT(unit.changes() == 0);
  const bool recorded = key != nullptr && effect.record != nullptr;
  if (recorded) add_once(connection, unit.next_id(), *key, *effect.record, unit.civil());
  // A refusal without a record leaves nothing whose fate could be unknown.
  resolvable_ = recorded || unit.changes() == 0;
  phase_ = Phase::commit;  // before it is queued, as a long queue is sent then
  connection.queue(kCommit);
  commit_figures_.measure(1, [&connection] { connection.finish(); });
  unit.committed();
}

void PostgresWorker::attempt(ReadJob& job) {
  PostgresConnection& connection = link_.get();
  PostgresReader reader(connection, shared_, shard_);
  connection.queue(kBeginRead);
  job.run(reader);
  connection.queue(kCommit);
  connection.finish();
}

}  // namespace ludice::store
