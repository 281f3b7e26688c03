// Where an audit reads from: rows in streams, over one snapshot of a database opened for reading only. Both
// engines are spoken to directly, so that nothing is shared with the store whose work is proven.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ludice::audit {

/// The database cannot be read: away, no permission, no such table. Nothing is said about the ledger then.
class Unreadable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A value that the program never writes, such as a text or a fraction where a whole number belongs.
class Malformed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class Engine { sqlite, postgres };

/// The rows of one statement, one at a time; stands before the first. Columns count from 0.
class Cursor {
 public:
  virtual ~Cursor() = default;
  /// False behind the last row.
  virtual bool next() = 0;
  virtual bool is_null(int column) const = 0;
  /// Malformed where it is none; NULL reads as 0.
  virtual std::int64_t integer(int column) const = 0;
  /// Text as it stands; valid until next().
  virtual std::string_view text(int column) const = 0;
  /// The bytes of a blob.
  virtual std::string bytes(int column) const = 0;
};

/// Several cursors may be open at once; all see the same snapshot. Used by one thread.
class Source {
 public:
  virtual ~Source() = default;
  virtual Engine engine() const = 0;
  /// `sql` is a whole statement without parameters that both engines run.
  virtual std::unique_ptr<Cursor> read(const char* sql) = 0;
};

/// These throw Unreadable. Sorting beyond some memory goes to temporary files of the engine.
std::unique_ptr<Source> open_sqlite(const std::string& path);
std::unique_ptr<Source> open_postgres(const std::string& url);

}  // namespace ludice::audit
