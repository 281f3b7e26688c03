// The only place that calls SQLite.
#include "store/sqlite_connection.hpp"

#include "base/assert.hpp"
#include "base/planted.hpp"

#include <algorithm>
#include <sqlite3.h>

namespace ludice::store {
namespace {

constexpr sqlite3_int64 kPart_bytes = 1 << 20;

SqliteError::Kind kind_of(int code) {
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
      return SqliteError::Kind::constraint;
    case SQLITE_FULL:
      return SqliteError::Kind::full;
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return SqliteError::Kind::io;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return SqliteError::Kind::read_only;
    default:
      return SqliteError::Kind::other;
  }
}

void bind(sqlite3_stmt* statement, int position, const Param& param) {
  const auto& value = param.value();
  int code = SQLITE_OK;
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    code = sqlite3_bind_int64(statement, position, *number);
  } else if (const auto* text = std::get_if<std::string_view>(&value)) {
    const char* data = text->data() == nullptr ? "" : text->data();
    code = sqlite3_bind_text64(statement, position, data, text->size(), SQLITE_STATIC, SQLITE_UTF8);
  } else if (const auto* blob = std::get_if<Blob>(&value)) {
    const char* data = blob->bytes.data() == nullptr ? "" : blob->bytes.data();
    code = sqlite3_bind_blob64(statement, position, data, blob->bytes.size(), SQLITE_STATIC);
  } else {
    code = sqlite3_bind_null(statement, position);
  }
  LUDICE_ASSERT(code == SQLITE_OK);
}

Value column_value(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
      return std::monostate{};
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, column)};
    default:
      break;
  }
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  return data == nullptr ? std::string() : std::string(data, size);
}

sqlite3* opened(const std::string& path, OpenMode mode) {
  const int access =
      mode == OpenMode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, access | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code == SQLITE_OK) return handle;
  sqlite3_close_v2(handle);
  throw SqliteError(kind_of(code), "cannot open " + path + ": " + sqlite3_errstr(code));
}

/// The bytes of an open file once more, and onto the disk. A code of SQLite's.
int write_again(sqlite3_file& file) {
  const sqlite3_io_methods& call = *file.pMethods;
  sqlite3_int64 size = 0;
  int code = call.xFileSize(&file, &size);
  std::string part;
  for (sqlite3_int64 at = 0; code == SQLITE_OK && at < size; at += kPart_bytes) {
    part.resize(static_cast<std::size_t>(std::min(kPart_bytes, size - at)));
    const auto bytes = static_cast<int>(part.size());
    code = call.xRead(&file, part.data(), bytes, at);
    if (code == SQLITE_OK) code = call.xWrite(&file, part.data(), bytes, at);
  }
  if (code == SQLITE_OK && size > 0) code = call.xSync(&file, SQLITE_SYNC_FULL);
  return code;
}

/// Puts a statement back, also where stepping threw: an unfinished one would hold its snapshot.
class ResetGuard {
 public:
  explicit ResetGuard(sqlite3_stmt* statement) : statement_(statement) {}
  ~ResetGuard() { sqlite3_reset(statement_); }
  ResetGuard(const ResetGuard&) = delete;
  ResetGuard& operator=(const ResetGuard&) = delete;

 private:
  sqlite3_stmt* statement_;
};

}  // namespace

// From the delegated constructor on there is something to destroy: the file is looked at only now, and that
// can fail.
SqliteConnection::SqliteConnection(const std::string& path, OpenMode mode)
    : SqliteConnection(opened(path, mode)) {
  sqlite3_extended_result_codes(handle_, 1);
  sqlite3_busy_timeout(handle_, 5'000);
  if (mode == OpenMode::read_only) {
    // What it has cached goes with the next commit of the other connection.
    run_script("PRAGMA cache_size=-512");
    return;
  }
  keep_log_on_close(true);  // where already this fails: see sync_log()
  run_script(
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA "
      "foreign_keys=OFF; "
      "PRAGMA cache_size=-16384; PRAGMA temp_store=MEMORY;");
  const bool synced_later = LUDICE_PLANTED("acknowledged_before_the_sync") ||
                            LUDICE_PLANTED("acknowledged_between_commit_and_sync");
  if (synced_later) run_script("PRAGMA synchronous=NORMAL");
  keep_log_on_close(false);
  sqlite3_wal_hook(
      handle_,
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<SqliteConnection*>(self)->wal_pages_ = pages;
        return SQLITE_OK;
      },
      this);
}

SqliteConnection::~SqliteConnection() {
  for (auto& entry : prepared_) sqlite3_finalize(entry.second.handle);
  sqlite3_close_v2(handle_);
}

Rows SqliteConnection::query(const Statement& statement, std::initializer_list<Param> params) {
  sqlite3_stmt* handle = bound(statement, params).handle;
  const ResetGuard guard(handle);
  const int columns = sqlite3_column_count(handle);
  std::vector<Value> values;
  int code = SQLITE_OK;
  while ((code = sqlite3_step(handle)) == SQLITE_ROW) {
    for (int column = 0; column < columns; ++column) values.push_back(column_value(handle, column));
  }
  if (code != SQLITE_DONE) fail(code, statement.sql);
  return {static_cast<std::size_t>(columns), std::move(values)};
}

std::int64_t SqliteConnection::execute(const Statement& statement, std::initializer_list<Param> params) {
  sqlite3_stmt* handle = bound(statement, params).handle;
  const ResetGuard guard(handle);
  const std::int64_t before = sqlite3_total_changes64(handle_);
  const int code = sqlite3_step(handle);
  if (code != SQLITE_DONE && LUDICE_PLANTED("commit_error_ignored")) return 1;
  if (code != SQLITE_DONE) fail(code, statement.sql);
  return sqlite3_total_changes64(handle_) - before;
}

void SqliteConnection::run_script(const std::string& sql) {
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code, "script");
}

void SqliteConnection::for_each(const Statement& statement, std::initializer_list<Param> params,
                                const std::function<void(const Rows::Row&)>& row) {
  sqlite3_stmt* handle = bound(statement, params).handle;
  const ResetGuard guard(handle);
  const auto columns = static_cast<std::size_t>(sqlite3_column_count(handle));
  std::vector<Value> values(columns);
  int code = SQLITE_OK;
  while ((code = sqlite3_step(handle)) == SQLITE_ROW) {
    for (std::size_t column = 0; column < columns; ++column) {
      values[column] = column_value(handle, static_cast<int>(column));
    }
    row(Rows::Row(values.data(), columns));
  }
  if (code != SQLITE_DONE) fail(code, statement.sql);
}

std::int64_t SqliteConnection::total_changes() const {
  return sqlite3_total_changes64(handle_);
}

bool SqliteConnection::in_transaction() const {
  return sqlite3_get_autocommit(handle_) == 0;
}

void SqliteConnection::checkpoint() {
  if (log_is_unsynced_) sync_log();
  int log_pages = 0;
  int copied = 0;
  const int code =
      sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_PASSIVE, &log_pages, &copied);
  if (code != SQLITE_OK && code != SQLITE_BUSY) fail(code, "checkpoint");
}

void SqliteConnection::sync_log() {
  log_is_unsynced_ = true;  // whoever could not do this must not copy it either
  keep_log_on_close(true);
  // Nobody else appends meanwhile, nor begins the log anew.
  run_script("BEGIN IMMEDIATE");
  sqlite3_file* log = nullptr;
  sqlite3_file_control(handle_, "main", SQLITE_FCNTL_JOURNAL_POINTER, static_cast<void*>(&log));
  const int code = log == nullptr || log->pMethods == nullptr ? SQLITE_OK : write_again(*log);
  run_script("ROLLBACK");
  if (code != SQLITE_OK)
    throw SqliteError(kind_of(code), std::string(sqlite3_errstr(code)) + " in: writing the log again");
  log_is_unsynced_ = false;
  keep_log_on_close(false);
}

void SqliteConnection::keep_log_on_close(bool keep) {
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep ? 1 : 0, nullptr);
}

SqliteConnection::Prepared& SqliteConnection::prepared(const Statement& statement) {
  Prepared& entry = prepared_[statement.sql];
  if (entry.handle != nullptr) return entry;
  const int code =
      sqlite3_prepare_v3(handle_, statement.sql, -1, SQLITE_PREPARE_PERSISTENT, &entry.handle, nullptr);
  if (code != SQLITE_OK) fail(code, statement.sql);
  // SQLite numbers $1, $2, … by their first appearance, PostgreSQL by their digits.
  const int count = sqlite3_bind_parameter_count(entry.handle);
  for (int number = 1; number <= count; ++number) {
    const std::string name = "$" + std::to_string(number);
    const int position = sqlite3_bind_parameter_index(entry.handle, name.c_str());
    LUDICE_ASSERT(position > 0);
    entry.positions.push_back(position);
  }
  return entry;
}

SqliteConnection::Prepared& SqliteConnection::bound(const Statement& statement,
                                                    std::initializer_list<Param> params) {
  Prepared& entry = prepared(statement);
  LUDICE_ASSERT(entry.positions.size() == params.size());
  std::size_t index = 0;
  for (const Param& param : params) bind(entry.handle, entry.positions[index++], param);
  return entry;
}

void SqliteConnection::fail(int code, const char* doing) const {
  throw SqliteError(kind_of(code), std::string(sqlite3_errmsg(handle_)) + " in: " + doing);
}

}  // namespace ludice::store
