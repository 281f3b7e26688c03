// The once-only records: the first answer of every signed object for ten minutes, of every named request
// for 48 hours (or for ever). Used by the writer's thread, inside its transaction.
#pragma once

#include "base/instant.hpp"
#include "store/once_index.hpp"
#include "store/sqlite_connection.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <unordered_map>

namespace ludice::store {

class OnceRecords {
 public:
  static constexpr Millis kNamedKept{48LL * 3600 * 1000};

  OnceRecords(SqliteConnection& connection, std::size_t max_entries)
      : connection_(connection), index_(max_entries) {}

  /// Reads the last minutes back into memory. Returns the latest time recorded.
  Instant load();

  /// Nothing where the key is new. A named request counts by its name alone.
  std::optional<Written> find(const OnceKey& key) const;
  /// True where no further object can be remembered.
  bool full() const { return index_.full(); }

  void add(const OnceKey& key, const Answer& answer, Instant now);

  /// What was added since the last call counts from now on, or is forgotten.
  void committed(Instant now);
  void rolled_back();

 private:
  std::optional<Written> read_row(std::int64_t row, const OnceKey& key) const;

  SqliteConnection& connection_;
  OnceIndex index_;
  std::unordered_map<std::string, std::int64_t> pending_;
  std::int64_t next_row_ = 1;
  std::int64_t committed_next_row_ = 1;
};

}  // namespace ludice::store
