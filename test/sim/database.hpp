// A reading connection of the simulation's own, that shares no code with the store.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace ludice::sim {

using Value = std::variant<std::int64_t, std::string>;

/// NULL reads as 0 and "".
class Row {
 public:
  std::int64_t number(std::size_t column) const;
  std::string text(std::size_t column) const;
  std::vector<Value> values;
};

class Database {
 public:
  explicit Database(const std::string& path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  std::vector<Row> rows(const std::string& sql, const std::vector<Value>& values = {});
  /// The first column of the first row; 0 where there is none.
  std::int64_t number(const std::string& sql, const std::vector<Value>& values = {});

 private:
  sqlite3_stmt* prepared(const std::string& sql);

  sqlite3* handle_ = nullptr;
  std::map<std::string, sqlite3_stmt*> statements_;  ///< by their text
};

}  // namespace ludice::sim
