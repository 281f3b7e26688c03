// Statements prepared once, run again and again.
#include "sim/database.hpp"

#include "sim/dice.hpp"

#include <sqlite3.h>

namespace ludice::sim {

std::int64_t Row::number(std::size_t column) const {
  const auto* number = std::get_if<std::int64_t>(&values.at(column));
  return number == nullptr ? 0 : *number;
}

std::string Row::text(std::size_t column) const {
  const auto* text = std::get_if<std::string>(&values.at(column));
  return text == nullptr ? std::string() : *text;
}

Database::Database(const std::string& path) {
  const int code =
      sqlite3_open_v2(path.c_str(), &handle_, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
  require(code == SQLITE_OK, "database_opens", sqlite3_errstr(code));
}

Database::~Database() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close_v2(handle_);
}

sqlite3_stmt* Database::prepared(const std::string& sql) {
  sqlite3_stmt*& statement = statements_[sql];
  if (statement == nullptr) {
    const int code = sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr);
    require(code == SQLITE_OK, "database_reads", sqlite3_errmsg(handle_));
  }
  return statement;
}

std::vector<Row> Database::rows(const std::string& sql, const std::vector<Value>& values) {
  sqlite3_stmt* statement = prepared(sql);
  int code = SQLITE_OK;
  int position = 0;
  for (const Value& value : values) {
    ++position;
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      sqlite3_bind_int64(statement, position, *number);
    } else {
      sqlite3_bind_text(statement, position, std::get<std::string>(value).c_str(), -1, SQLITE_TRANSIENT);
    }
  }
  std::vector<Row> found;
  while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
    Row row;
    for (int column = 0; column < sqlite3_column_count(statement); ++column) {
      if (sqlite3_column_type(statement, column) == SQLITE_INTEGER) {
        row.values.emplace_back(std::int64_t{sqlite3_column_int64(statement, column)});
      } else {
        const auto* data = static_cast<const char*>(sqlite3_column_blob(statement, column));
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
        row.values.emplace_back(data == nullptr ? std::string() : std::string(data, size));
      }
    }
    found.push_back(std::move(row));
  }
  const std::string message = sqlite3_errmsg(handle_);
  sqlite3_reset(statement);
  require(code == SQLITE_DONE, "database_reads", message);
  return found;
}

std::int64_t Database::number(const std::string& sql, const std::vector<Value>& values) {
  const auto found = rows(sql, values);
  return found.empty() ? 0 : found.front().number(0);
}

}  // namespace ludice::sim
