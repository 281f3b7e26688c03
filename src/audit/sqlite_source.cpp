// Reads an SQLite database, also beside the server that writes it.
#include "audit/source.hpp"

#include <sqlite3.h>

namespace ludice::audit {
namespace {

/// 32 MiB of pages, which is also how much is sorted in memory.
constexpr const char* kSetUp = "PRAGMA cache_size = -32768; PRAGMA temp_store = FILE; BEGIN";

class SqliteCursor final : public Cursor {
 public:
  SqliteCursor(sqlite3* database, const char* sql) : database_(database) {
    if (sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr) != SQLITE_OK) fail();
  }
  ~SqliteCursor() override { sqlite3_finalize(statement_); }
  SqliteCursor(const SqliteCursor&) = delete;
  SqliteCursor& operator=(const SqliteCursor&) = delete;

  bool next() override {
    const int code = sqlite3_step(statement_);
    if (code != SQLITE_ROW && code != SQLITE_DONE) fail();
    return code == SQLITE_ROW;
  }
  bool is_null(int column) const override { return type(column) == SQLITE_NULL; }
  std::int64_t integer(int column) const override {
    if (type(column) != SQLITE_INTEGER && !is_null(column)) {
      throw Malformed(std::string("no whole number stands in ") + sqlite3_column_name(statement_, column) +
                      ": " + std::string(text(column)));
    }
    return sqlite3_column_int64(statement_, column);
  }
  std::string_view text(int column) const override {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return data == nullptr
               ? std::string_view()
               : std::string_view(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
  }
  std::string bytes(int column) const override {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return data == nullptr ? std::string() : std::string(data, size);
  }

 private:
  int type(int column) const { return sqlite3_column_type(statement_, column); }
  [[noreturn]] void fail() const { throw Unreadable(sqlite3_errmsg(database_)); }

  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
};

class SqliteSource final : public Source {
 public:
  explicit SqliteSource(const std::string& path) {
    const int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX;
    const int code = sqlite3_open_v2(path.c_str(), &database_, flags, nullptr);
    if (code == SQLITE_OK) {
      sqlite3_busy_timeout(database_, 5'000);
      if (sqlite3_exec(database_, kSetUp, nullptr, nullptr, nullptr) == SQLITE_OK) return;
    }
    const std::string why = sqlite3_errmsg(database_);
    sqlite3_close_v2(database_);
    throw Unreadable(why);
  }
  ~SqliteSource() override { sqlite3_close_v2(database_); }
  SqliteSource(const SqliteSource&) = delete;
  SqliteSource& operator=(const SqliteSource&) = delete;

  Engine engine() const override { return Engine::sqlite; }
  std::unique_ptr<Cursor> read(const char* sql) override {
    return std::make_unique<SqliteCursor>(database_, sql);
  }

 private:
  sqlite3* database_ = nullptr;
};

}  // namespace

std::unique_ptr<Source> open_sqlite(const std::string& path) {
  return std::make_unique<SqliteSource>(path);
}

}  // namespace ludice::audit
