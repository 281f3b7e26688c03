// Which signed objects were seen in the last ten minutes: fixed-size fingerprints in memory, pointing at
// the rows of their once-only records (a random primary key on disk would cost a page a request). Bounded:
// at the bound a new object is not taken, and none is forgotten early. Used by the writer's thread only.
#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

namespace ludice::store {

class OnceIndex {
 public:
  /// How long a record must be found: timestamps are good for 300 s to either side.
  static constexpr Millis kKept{11 * 60 * 1000};
  /// 16 bytes an entry, half of the slots at most in use: at most 512 MiB.
  static constexpr std::size_t kMaxEntries = std::size_t{16} << 20;

  explicit OnceIndex(std::size_t max_entries = kMaxEntries) : max_entries_(max_entries) {}

  /// Rows whose object has the same first eight bytes of fingerprint; the row itself decides.
  std::vector<std::int64_t> candidates(std::string_view fingerprint) const;

  bool full() const { return entries_ >= max_entries_; }
  void insert(std::string_view fingerprint, std::int64_t row, Instant at);
  /// Forgets what is older than kKept. Cheap where there is nothing to forget.
  void expire(Instant now);
  std::size_t size() const { return entries_; }

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::int64_t row = 0;  // 0: free
  };
  /// Open addressing; all entries of one minute, dropped together.
  struct Minute {
    std::int64_t number = 0;
    std::size_t used = 0;
    std::vector<Slot> slots;
    void insert(std::uint64_t key, std::int64_t row);
    void grow();
  };

  std::size_t max_entries_;
  std::size_t entries_ = 0;
  std::deque<Minute> minutes_;
};

}  // namespace ludice::store
