// SQLite's online backup: one read transaction over the whole copy, so that no commit in between restarts it.
#include "store/sqlite_backup.hpp"

#include "store/lock_file.hpp"
#include "store/migrations.hpp"
#include "store/new_file.hpp"
#include "store/store.hpp"

#include <charconv>
#include <filesystem>
#include <memory>
#include <sqlite3.h>

namespace ludice::store {
namespace {

constexpr const char* kSchema = "SELECT value FROM meta WHERE name = 'schema'";
constexpr const char* kHead = "SELECT hash FROM seal ORDER BY id DESC LIMIT 1";
constexpr const char* kCheck = "PRAGMA quick_check(1)";
/// The copy is synced once, when it is whole, and needs no log beside it.
constexpr const char* kFastDraft = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF";
constexpr const char* kOneFile = "PRAGMA journal_mode = DELETE";
constexpr int kAllPages = -1;
constexpr std::size_t kHashBytes = 32;

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
using Database = std::unique_ptr<sqlite3, Close>;

bool is_foreign(int code) {
  const int kind = code & 0xff;
  return kind == SQLITE_NOTADB || kind == SQLITE_CORRUPT || kind == SQLITE_ERROR;
}

/// What is no database of ours, or a damaged one, is refused; everything else is a failure outside.
[[noreturn]] void fail(sqlite3* database, int code, const std::string& path) {
  const std::string what =
      path + ": " + (database == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(database));
  if (is_foreign(code)) throw CopyRefused(what + ": this is no whole database of this program");
  throw Unavailable(Unavailable::Kind::failed, what);
}

Database open(const std::string& path, int flags) {
  if (!std::filesystem::exists(path))
    throw Unavailable(Unavailable::Kind::failed, "there is no file " + path);
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(handle);
  if (code != SQLITE_OK) fail(handle, code, path);
  sqlite3_busy_timeout(handle, 5'000);
  return database;
}

void run(sqlite3* database, const char* sql, const std::string& path) {
  const int code = sqlite3_exec(database, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(database, code, path);
}

/// The only value of the first row; empty where there is no row.
std::string value_of(sqlite3* database, const char* sql, const std::string& path) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(database, sql, -1, &statement, nullptr);
  if (code == SQLITE_OK) code = sqlite3_step(statement);
  std::string value;
  if (code == SQLITE_ROW) {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement, 0));
    if (data != nullptr) value.assign(data, static_cast<std::size_t>(sqlite3_column_bytes(statement, 0)));
  }
  sqlite3_finalize(statement);
  if (code != SQLITE_ROW && code != SQLITE_DONE) fail(database, code, path);
  return value;
}

Copied checked(sqlite3* database, const std::string& path) {
  Copied copied{value_of(database, kSchema, path), {}};
  std::size_t number = 0;
  const char* end = copied.schema.data() + copied.schema.size();
  const auto [stopped, error] = std::from_chars(copied.schema.data(), end, number);
  if (error != std::errc() || stopped != end || number == 0)
    throw CopyRefused(path + ": this is no database of this program");
  if (number > newest_schema()) throw CopyRefused(path + " was made by a newer version of this program");
  copied.chain_head = value_of(database, kHead, path);
  if (copied.chain_head.empty()) copied.chain_head.assign(kHashBytes, '\0');
  return copied;
}

void copy_pages(sqlite3* from, sqlite3* to, const std::string& path) {
  sqlite3_backup* copying = sqlite3_backup_init(to, "main", from, "main");
  if (copying == nullptr) fail(to, sqlite3_errcode(to), path);
  const int code = sqlite3_backup_step(copying, kAllPages);
  sqlite3_backup_finish(copying);
  if (code != SQLITE_DONE) fail(nullptr, code, path);
}

/// Copies and looks at the copy with fresh eyes before it gets its name.
Copied copy(const std::string& from, const std::string& to) {
  const Database source = open(from, SQLITE_OPEN_READONLY);
  checked(source.get(), from);
  NewFile file(to);
  const std::string& draft = file.draft();
  {
    const Database target = open(draft, SQLITE_OPEN_READWRITE);
    run(target.get(), kFastDraft, draft);
    copy_pages(source.get(), target.get(), draft);
  }
  Copied copied;
  {
    const Database target = open(draft, SQLITE_OPEN_READWRITE);
    run(target.get(), kOneFile, draft);
    const std::string verdict = value_of(target.get(), kCheck, draft);
    if (verdict != "ok") throw CopyRefused(from + " is damaged: " + verdict);
    copied = checked(target.get(), draft);
  }
  if (!file.publish()) throw CopyRefused(to + " exists already");
  return copied;
}

}  // namespace

Copied backup_sqlite(const std::string& database, const std::string& file) {
  if (std::filesystem::exists(file)) throw CopyRefused(file + " exists already: name a file that does not");
  return copy(database, file);
}

Copied restore_sqlite(const std::string& file, const std::string& database) {
  const LockFile lock(lock_of(database));
  // What SQLite has left beside a database that is gone would be taken for a part of the restored one.
  for (const char* part : {"", "-wal", "-shm", "-journal"}) {
    const std::string path = database + part;
    if (std::filesystem::exists(path)) throw CopyRefused(path + " exists already: move it away first");
  }
  return copy(file, database);
}

}  // namespace ludice::store
