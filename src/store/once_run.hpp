// Recent signed objects that have left memory: sorted runs of fingerprints in the database, each written once
// with the commit it goes with. An object is looked for in the runs that have any of its minute; the newest
// runs have a filter in memory, which says that an object cannot be there, and of the others one page is
// read. So the memory does not grow with the load, and a start reads some filters instead of minutes of
// answers. SQLite only (PostgreSQL has a unique index). Used by the writer's thread only.
#pragma once

#include "base/instant.hpp"
#include "store/sqlite_connection.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ludice::store {

/// The first 63 bits of a fingerprint, and the row of its once-only record.
struct OnceEntry {
  std::int64_t key = 0;
  std::int64_t row = 0;
};

std::int64_t once_key_of(std::string_view fingerprint);

/// A set of minutes: bit n stands for each whose number is n modulo 64. What is kept spans less than that.
using OnceMinutes = std::uint64_t;

inline constexpr OnceMinutes kAnyMinute = ~OnceMinutes{0};

/// That of an object's own time, the same for every repeat of it; all where it carries none.
OnceMinutes once_minutes_of(Instant signed_at);

/// Burton H. Bloom's: says no for certain, and yes wrongly once in about 300.
class OnceFilter {
 public:
  /// `room`: whose memory it takes over.
  explicit OnceFilter(std::span<const OnceEntry> entries, std::string room = {});
  explicit OnceFilter(std::string bits) : bits_(std::move(bits)) {}
  bool may_have(std::int64_t key) const;
  const std::string& bits() const { return bits_; }
  /// Ends the filter; its memory is the caller's.
  std::string give_up() && { return std::move(bits_); }

  static constexpr std::size_t bytes_for(std::size_t entries) { return (entries * kBitsPerEntry + 7) / 8; }

 private:
  static constexpr std::size_t kBitsPerEntry = 12;

  std::uint64_t place(std::int64_t key, int number) const;
  std::string bits_;
};

class OnceRuns {
 public:
  /// As many runs as `filtered`, the newest, have a filter in memory. That is taken at once, for runs of
  /// `entries`: what the program needs under load does not depend on for how long that has lasted.
  OnceRuns(SqliteConnection& connection, std::size_t filtered, std::size_t entries);

  /// Reads what finds the runs with anything from `kept_from` on. Returns the last row that any run holds;
  /// what came behind it was in memory alone.
  std::int64_t load(Instant kept_from);

  /// Appends the rows whose object has this key and is of one of these minutes.
  void find(std::int64_t key, OnceMinutes minutes, std::vector<std::int64_t>& rows) const;

  /// Adds a run within the writer's transaction, of entries of these minutes up to the row `through`; it
  /// counts when committed. Runs whose objects are deleted go.
  void write(std::vector<OnceEntry> entries, OnceMinutes minutes, std::int64_t through, Instant newest);
  void committed();
  void rolled_back();

  /// Looks no longer into runs whose newest entry is older. Their rows stay as long as their objects do: a
  /// clock that was ahead makes nothing forgotten.
  void expire(Instant kept_from);
  std::size_t size() const { return size_; }

 private:
  struct Run {
    std::int64_t id = 0;
    Instant newest;
    std::size_t size = 0;
    OnceMinutes minutes = kAnyMinute;
    std::vector<std::int64_t> first_keys;  ///< of its parts
    std::optional<OnceFilter> filter;
  };
  void delete_old();
  std::string take_room();
  void drop_filter(Run& run);

  SqliteConnection& connection_;
  const std::size_t filtered_;
  std::vector<std::string> rooms_;  // for filters, free
  std::deque<Run> runs_;
  std::optional<Run> written_;
  std::int64_t last_id_ = 0;
  std::size_t size_ = 0;
};

}  // namespace ludice::store
