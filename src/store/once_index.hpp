// The newest signed objects: fingerprints in memory, pointing at the rows of their once-only records (a
// random primary key on disk would cost a page a request), until they go into a run. Used by the writer's
// thread only.
#pragma once

#include "base/instant.hpp"
#include "store/once_run.hpp"

#include <cstdint>
#include <vector>

namespace ludice::store {

class OnceIndex {
 public:
  OnceIndex() : slots_(kFirstSlots) {}

  /// Appends the rows whose object has this key; the row itself decides.
  void find(std::int64_t key, std::vector<std::int64_t>& rows) const;
  void insert(std::int64_t key, OnceMinutes minutes, std::int64_t row, Instant at);
  void clear();

  std::size_t size() const { return used_; }
  /// In no order.
  std::vector<OnceEntry> entries() const;
  /// Of what is in it; asserts that anything is.
  Instant oldest() const;
  Instant newest() const;
  /// Of all that is in it.
  OnceMinutes minutes() const { return minutes_; }

 private:
  static constexpr std::size_t kFirstSlots = 1024;
  void place(OnceEntry entry);

  std::vector<OnceEntry> slots_;  ///< open addressing, at most half in use; row 0: free
  std::size_t used_ = 0;
  Instant oldest_;
  Instant newest_;
  OnceMinutes minutes_ = 0;
};

}  // namespace ludice::store
