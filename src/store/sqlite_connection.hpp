// One SQLite connection: prepared statements by address, errors as exceptions. Used by one thread at a
// time. One connection of the program writes and checkpoints; all others are opened read-only (two
// checkpointing connections can race in SQLite 3.40).
#pragma once

#include "store/statement.hpp"

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <string>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace ludice::store {

/// What SQLite said no to. `constraint`, `other`: the statement's fault. `full`: no room on the disk.
/// `io`: nothing on this connection can be trusted any more.
class SqliteError : public std::runtime_error {
 public:
  enum class Kind { constraint, full, io, read_only, other };
  SqliteError(Kind error_kind, const std::string& what) : std::runtime_error(what), kind(error_kind) {}
  Kind kind;
};

enum class OpenMode { read_write, read_only };

class SqliteConnection {
 public:
  SqliteConnection(const std::string& path, OpenMode mode);
  ~SqliteConnection();
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  Rows query(const Statement& statement, std::initializer_list<Param> params = {});
  std::int64_t execute(const Statement& statement, std::initializer_list<Param> params = {});
  /// Runs text that may hold several statements, for migrations and pragmas.
  void run_script(const std::string& sql);

  /// Calls `row` for each row as it is read: for results too large to hold.
  void for_each(const Statement& statement, std::initializer_list<Param> params,
                const std::function<void(const Rows::Row&)>& row);

  /// Rows changed since the connection was opened.
  std::int64_t total_changes() const;
  bool in_transaction() const;

  /// Pages in the write-ahead log after the last commit of this connection.
  int wal_pages() const { return wal_pages_; }
  /// Copies what readers allow from the log into the database; never waits. Nothing of a log that could not
  /// be synced, which is tried again first.
  void checkpoint();
  /// Writes the log once more and syncs it, so that all of it is on the disk, whatever readers do. To sync it
  /// alone would not do: where a sync failed, Linux may call clean what it has not written, and the next sync
  /// passes without writing it (fsync(2), "EIO"; PostgreSQL's "fsyncgate" of 2018).
  void sync_log();

 private:
  explicit SqliteConnection(sqlite3* handle) : handle_(handle) {}

  struct Prepared {
    sqlite3_stmt* handle = nullptr;
    std::vector<int> positions;  // of $1, $2, …
  };
  void keep_log_on_close(bool keep);
  Prepared& prepared(const Statement& statement);
  Prepared& bound(const Statement& statement, std::initializer_list<Param> params);
  [[noreturn]] void fail(int code, const char* doing) const;

  sqlite3* handle_ = nullptr;
  int wal_pages_ = 0;
  bool log_is_unsynced_ = false;
  std::unordered_map<const char*, Prepared> prepared_;
};

}  // namespace ludice::store
