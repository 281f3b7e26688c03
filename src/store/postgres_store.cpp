// Threads and queues around the workers, and the keeper that renews the process's slot, asks the time and
// knows whether the database can be reached.
#include "store/postgres_store.hpp"

#include "base/log.hpp"
#include "domain/account.hpp"
#include "store/clock_record.hpp"
#include "store/database_clock.hpp"
#include "store/job_queue.hpp"
#include "store/meta_table.hpp"
#include "store/migrations.hpp"
#include "store/postgres_worker.hpp"
#include "store/queue_figures.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>
#include <unistd.h>
#include <vector>

namespace ludice::store {
namespace {

using Steady = std::chrono::steady_clock;

constexpr Millis kPauseStep{250};
constexpr Millis kRenewEvery{1'000};

/// Says in the table who has a slot.
std::string own_name() {
  char host[256] = "";
  ::gethostname(host, sizeof host - 1);
  return std::string(host) + ":" + std::to_string(::getpid());
}

class PostgresStore final : public Store {
 public:
  PostgresStore(PostgresOptions options, Metrics& metrics);
  ~PostgresStore() override;

  bool ready(std::string& reason) const override;
  const Clock& clock() const override { return shared_.clock; }
  bool is_shared() const override { return true; }

 protected:
  void submit(std::shared_ptr<WriteJob> job) override { push_or_throw(writes_, std::move(job)); }
  void submit(std::shared_ptr<ReadJob> job) override { push_or_throw(reads_, std::move(job)); }

 private:
  void open();
  void keep();
  void renew();
  template <class Job>
  void work(JobQueue<Job>& queue, int shard);

  PostgresOptions options_;
  Metrics& metrics_;
  SteadyClock steady_;
  DatabaseClock database_clock_{steady_, metrics_};
  Pauses keeper_pauses_;
  NodeIds ids_;
  PostgresShared shared_;
  Pauses pauses_;
  Reached reached_;
  PostgresLink keeping_;
  JobQueue<WriteJob> writes_;
  JobQueue<ReadJob> reads_;
  QueueFigures figures_;
  mutable std::mutex mutex_;
  std::string not_ready_;  // why
  std::vector<std::thread> workers_;
  std::thread keeper_;
};

PostgresStore::PostgresStore(PostgresOptions options, Metrics& metrics)
    : options_(std::move(options)),
      metrics_(metrics),
      ids_(own_name(), keeper_pauses_),
      shared_{RecordedClock(options_.clock == nullptr ? database_clock_ : *options_.clock), ids_},
      keeping_(options_.url, reached_),
      writes_(options_.max_queued),
      reads_(options_.max_queued),
      figures_(metrics) {
  open();
  for (int i = 0; i < options_.writers; ++i) {
    const int shard = (ids_.slot() * options_.writers + i) % domain::kShards;
    workers_.emplace_back([this, shard] { work(writes_, shard); });
  }
  for (int i = 0; i < options_.readers; ++i) {
    workers_.emplace_back([this] { work(reads_, 0); });
  }
  keeper_ = std::thread([this] { keep(); });
}

void PostgresStore::open() {
  PostgresConnection& connection = keeping_.get();
  migrate_postgres(connection, options_.migrate);
  PostgresReader reader(connection, shared_, 0);
  const Instant civil = latest_answer_at(reader);
  const Reckoning reckoning = reckoning_of(connection.query(kSelectReckoning));
  const Instant now = std::max(latest_now_at(reckoning, civil), latest_seal_at(reader));
  database_clock_.begin(connection, now, civil);
  shared_.clock.record(now, civil);
  ids_.renew(connection, shared_.clock.now());
  log::info("store_opened", {{"slot", ids_.slot()}});
}

PostgresStore::~PostgresStore() {
  writes_.close();
  reads_.close();
  for (std::thread& worker : workers_) worker.join();
  pauses_.close();
  keeper_pauses_.close();
  keeper_.join();
  try {
    ids_.release(keeping_.get());
  } catch (const std::exception&) {
    // The slot is free again when its lease is over.
  }
  log::info("store_closed");
}

bool PostgresStore::ready(std::string& reason) const {
  const std::lock_guard lock(mutex_);
  if (!not_ready_.empty()) reason = not_ready_;
  return not_ready_.empty();
}

void PostgresStore::keep() {
  Steady::time_point renewed = Steady::now();
  while (!keeper_pauses_.is_closed()) {
    keeper_pauses_.pause(kPauseStep);
    figures_.show(writes_.size(), reads_.size());  // also while every thread is held up
    if (Steady::now() - renewed < kRenewEvery && !ids_.is_short()) continue;
    renew();
    renewed = Steady::now();
  }
}

void PostgresStore::renew() {
  std::string why;
  try {
    PostgresConnection& connection = keeping_.get();
    database_clock_.set_from(connection, ids_.slot());
    ids_.renew(connection, shared_.clock.now());
  } catch (const std::exception& error) {
    keeping_.reset();
    why = error.what();
  }
  const std::lock_guard lock(mutex_);
  if (why.empty() != not_ready_.empty()) {
    if (why.empty()) {
      log::info("store_reached_again");
    } else {
      log::error("store_not_reached", {{"error", why}});
    }
  }
  not_ready_ = why;
}

template <class Job>
void PostgresStore::work(JobQueue<Job>& queue, int shard) {
  PostgresWorker worker(options_.url, reached_, shared_, shard, pauses_, metrics_);
  for (;;) {
    const auto jobs = queue.take(1);
    if (jobs.empty()) return;
    figures_.show(writes_.size(), reads_.size());
    worker.run(*jobs.front());
  }
}

}  // namespace

std::unique_ptr<Store> open_postgres(PostgresOptions options, Metrics& metrics) {
  try {
    return std::make_unique<PostgresStore>(std::move(options), metrics);
  } catch (const PostgresError& error) {
    throw Unavailable(Unavailable::Kind::failed, error.what());
  }
}

}  // namespace ludice::store
