// Threads and queues around SqliteEngine.
#include "store/sqlite_store.hpp"

#include "base/hex.hpp"
#include "base/log.hpp"
#include "store/job_queue.hpp"
#include "store/lock_file.hpp"
#include "store/queue_figures.hpp"
#include "store/sqlite_engine.hpp"

#include <thread>

namespace ludice::store {
namespace {

/// How often the clock is looked at where nobody writes.
constexpr Millis kTick{250};

class SqliteStore final : public Store {
 public:
  SqliteStore(SqliteOptions options, const Clock& clock, Metrics& metrics);
  ~SqliteStore() override;

  bool ready(std::string& reason) const override;
  const Clock& clock() const override { return engine_.clock(); }
  bool is_shared() const override { return false; }

 protected:
  void submit(std::shared_ptr<WriteJob> job) override;
  void submit(std::shared_ptr<ReadJob> job) override;

 private:
  void write_loop();
  void read_loop();

  SqliteOptions options_;
  LockFile lock_;
  SqliteEngine engine_;
  JobQueue<WriteJob> writes_;
  JobQueue<ReadJob> reads_;
  QueueFigures figures_;
  std::thread write_thread_;
  std::thread read_thread_;
};

SqliteStore::SqliteStore(SqliteOptions options, const Clock& clock, Metrics& metrics)
    : options_(std::move(options)),
      lock_(lock_of(options_.path)),
      engine_({.path = options_.path,
               .migrate = options_.migrate,
               .limits = {},
               .discipline = options_.discipline,
               .cache_kib = options_.cache_kib},
              clock, metrics),
      writes_(options_.max_queued),
      reads_(options_.max_queued),
      figures_(metrics) {
  log::info("store_opened", {{"path", options_.path}, {"chain_head", to_hex(engine_.chain_head())}});
  write_thread_ = std::thread([this] { write_loop(); });
  read_thread_ = std::thread([this] { read_loop(); });
}

SqliteStore::~SqliteStore() {
  writes_.close();
  reads_.close();
  write_thread_.join();
  read_thread_.join();
  log::info("store_closed", {{"chain_head", to_hex(engine_.chain_head())}});
}

bool SqliteStore::ready(std::string& reason) const {
  const bool full = engine_.disk_full();
  if (full) reason = "no room on the disk of the database";
  return !full;
}

void SqliteStore::submit(std::shared_ptr<WriteJob> job) {
  push_or_throw(writes_, std::move(job));
}
void SqliteStore::submit(std::shared_ptr<ReadJob> job) {
  push_or_throw(reads_, std::move(job));
}

void SqliteStore::write_loop() {
  while (!writes_.is_finished()) {
    const auto batch = writes_.take_within(kTick, options_.max_batch);
    figures_.show(writes_.size(), reads_.size());
    try {
      if (batch.empty()) {
        engine_.keep_time();
      } else {
        engine_.run_batch(batch);
      }
    } catch (const SqliteError& error) {
      options_.fatal(error.what());
    }
  }
}

void SqliteStore::read_loop() {
  for (;;) {
    const auto jobs = reads_.take(options_.max_batch);
    if (jobs.empty()) return;
    figures_.show(writes_.size(), reads_.size());
    for (const auto& job : jobs) engine_.run_read(*job);
  }
}

}  // namespace

std::unique_ptr<Store> open_sqlite(SqliteOptions options, const Clock& clock, Metrics& metrics) {
  try {
    return std::make_unique<SqliteStore>(std::move(options), clock, metrics);
  } catch (const SqliteError& error) {
    throw Unavailable(Unavailable::Kind::failed, error.what());
  }
}

}  // namespace ludice::store
