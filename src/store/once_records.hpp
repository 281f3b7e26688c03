// The once-only records: the first answer of every signed object for eleven minutes, of every named request
// for 48 hours (or for ever). Used by the writer's thread, inside its transaction.
#pragma once

#include "base/instant.hpp"
#include "store/once_index.hpp"
#include "store/once_run.hpp"
#include "store/sqlite_connection.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <unordered_map>

namespace ludice::store {

/// Of what finds recent objects. At the bound a new object is not taken, and none is forgotten early.
struct OnceLimits {
  std::size_t entries = std::size_t{16} << 20;  ///< all of them; 16 bytes each in a run
  std::size_t unsorted = std::size_t{1}
                         << 16;  ///< from so many on the newest go into a run; 32 to 64 bytes each
  std::size_t filtered = 16;     ///< runs with a filter in memory; a byte and a half an entry
};

class OnceRecords {
 public:
  /// How long a signed object must be found: timestamps are good for 300 s to either side.
  static constexpr Millis kObjectKept{11 * 60 * 1000};
  static constexpr Millis kNamedKept{48LL * 3600 * 1000};

  OnceRecords(SqliteConnection& connection, OnceLimits limits)
      : connection_(connection), limits_(limits), runs_(connection, limits.filtered, limits.unsorted) {}

  /// Reads back what finds the last minutes. Returns the latest time recorded.
  Instant load();

  /// Nothing where the key is new. A named request counts by its name alone.
  std::optional<Written> find(const OnceKey& key) const;
  /// True where no further object can be remembered.
  bool full() const { return newest_.size() + runs_.size() >= limits_.entries; }

  void add(const OnceKey& key, const Answer& answer, Instant now);

  /// The last thing before each commit: where much or old is in memory, moves it into the database.
  void before_commit(Instant now);
  /// What was added since the last call counts from now on, or is forgotten.
  void committed(Instant now);
  void rolled_back();

 private:
  std::optional<Written> read_row(std::int64_t row, const OnceKey& key) const;

  struct Pending {
    std::int64_t row = 0;
    OnceMinutes minutes = 0;
  };

  /// Together in one run at most, so that it goes as a whole.
  static constexpr Millis kSpan{60'000};

  SqliteConnection& connection_;
  const OnceLimits limits_;
  OnceIndex newest_;
  OnceRuns runs_;
  bool moved_ = false;  ///< what is in newest_ is in a run when this commit is done
  std::unordered_map<std::string, Pending> pending_;  ///< by fingerprint
  std::int64_t next_row_ = 1;
  std::int64_t committed_next_row_ = 1;
};

}  // namespace ludice::store
