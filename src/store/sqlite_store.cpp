// Threads and queues around SqliteWriter and a reading connection.
#include "store/sqlite_store.hpp"

#include "base/hex.hpp"
#include "base/log.hpp"
#include "store/job_queue.hpp"
#include "store/lock_file.hpp"
#include "store/migrations.hpp"
#include "store/sqlite_connection.hpp"
#include "store/sqlite_writer.hpp"

#include <atomic>
#include <thread>

namespace ludice::store {
namespace {

constexpr Statement kBeginRead{"BEGIN"};
constexpr Statement kEndRead{"COMMIT"};

class SnapshotReader final : public Reader {
 public:
  SnapshotReader(SqliteConnection& connection, Instant now) : connection_(connection), now_(now) {}
  Instant now() const override { return now_; }
  Rows query(const Statement& statement, std::initializer_list<Param> params) override {
    return connection_.query(statement, params);
  }

 private:
  SqliteConnection& connection_;
  Instant now_;
};

class SqliteStore final : public Store {
 public:
  SqliteStore(SqliteOptions options, const Clock& clock, Metrics& metrics);
  ~SqliteStore() override;

  bool ready(std::string& reason) const override;
  Instant latest_time() const override { return writer_->latest_time(); }
  bool is_shared() const override { return false; }

 protected:
  void submit(std::shared_ptr<WriteJob> job) override;
  void submit(std::shared_ptr<ReadJob> job) override;

 private:
  void write_loop();
  void read_loop();
  void run_read(ReadJob& job);

  SqliteOptions options_;
  const Clock& clock_;
  LockFile lock_;
  SqliteConnection writing_;
  std::unique_ptr<SqliteWriter> writer_;
  std::unique_ptr<SqliteConnection> reading_;
  JobQueue<WriteJob> writes_;
  JobQueue<ReadJob> reads_;
  Gauge& queued_;
  std::atomic<bool> disk_full_ = false;
  std::thread write_thread_;
  std::thread read_thread_;
};

SqliteStore::SqliteStore(SqliteOptions options, const Clock& clock, Metrics& metrics)
    : options_(std::move(options)),
      clock_(clock),
      lock_(lock_of(options_.path)),
      writing_(options_.path, OpenMode::read_write),
      writes_(options_.max_queued),
      reads_(options_.max_queued),
      queued_(metrics.gauge("ludice_store_queued_bodies", "Units of work waiting for the writer")) {
  migrate_sqlite(writing_, options_.migrate);
  writer_ = std::make_unique<SqliteWriter>(writing_, clock, metrics);
  reading_ = std::make_unique<SqliteConnection>(options_.path, OpenMode::read_only);
  log::info("store_opened", {{"path", options_.path}, {"chain_head", to_hex(writer_->chain_head())}});
  write_thread_ = std::thread([this] { write_loop(); });
  read_thread_ = std::thread([this] { read_loop(); });
}

SqliteStore::~SqliteStore() {
  writes_.close();
  reads_.close();
  write_thread_.join();
  read_thread_.join();
  log::info("store_closed", {{"chain_head", to_hex(writer_->chain_head())}});
}

bool SqliteStore::ready(std::string& reason) const {
  if (disk_full_) reason = "no room on the disk of the database";
  return !disk_full_;
}

void SqliteStore::submit(std::shared_ptr<WriteJob> job) {
  push_or_throw(writes_, std::move(job));
}
void SqliteStore::submit(std::shared_ptr<ReadJob> job) {
  push_or_throw(reads_, std::move(job));
}

void SqliteStore::write_loop() {
  for (;;) {
    const auto batch = writes_.take(options_.max_batch);
    if (batch.empty()) return;
    queued_.set(static_cast<double>(writes_.size()));
    try {
      writer_->run_batch(batch);
      disk_full_ = writer_->disk_full();
      writer_->checkpoint_if_due();
    } catch (const SqliteError& error) {
      options_.fatal(error.what());
    }
  }
}

void SqliteStore::read_loop() {
  for (;;) {
    const auto jobs = reads_.take(options_.max_batch);
    if (jobs.empty()) return;
    for (const auto& job : jobs) run_read(*job);
  }
}

void SqliteStore::run_read(ReadJob& job) {
  std::exception_ptr failure;
  try {
    reading_->execute(kBeginRead);
    SnapshotReader reader(*reading_, std::max(clock_.now(), latest_time()));
    job.run(reader);
    reading_->execute(kEndRead);
  } catch (const SqliteError& error) {
    log::error("store_read_failed", {{"error", error.what()}});
    failure = std::make_exception_ptr(Unavailable(Unavailable::Kind::failed, error.what()));
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure != nullptr && reading_->in_transaction()) reading_->execute(kEndRead);
  job.done(std::move(failure));
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
