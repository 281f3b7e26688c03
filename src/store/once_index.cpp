// One table, doubled where it is half full.
#include "store/once_index.hpp"

#include "base/assert.hpp"

#include <algorithm>

namespace ludice::store {

void OnceIndex::find(std::int64_t key, std::vector<std::int64_t>& rows) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = static_cast<std::size_t>(key) & mask; slots_[i].row != 0; i = (i + 1) & mask) {
    if (slots_[i].key == key) rows.push_back(slots_[i].row);
  }
}

void OnceIndex::insert(std::int64_t key, OnceMinutes minutes, std::int64_t row, Instant at) {
  LUDICE_ASSERT(row > 0);
  if (used_ == 0) oldest_ = at;
  newest_ = at;
  minutes_ |= minutes;
  ++used_;
  if (used_ * 2 > slots_.size()) {
    const std::vector<OnceEntry> old = entries();
    slots_.assign(slots_.size() * 2, OnceEntry{});
    for (const OnceEntry& entry : old) place(entry);
  }
  place({key, row});
}

void OnceIndex::clear() {
  std::ranges::fill(slots_, OnceEntry{});
  used_ = 0;
  minutes_ = 0;
}

std::vector<OnceEntry> OnceIndex::entries() const {
  std::vector<OnceEntry> found;
  found.reserve(used_);
  for (const OnceEntry& entry : slots_) {
    if (entry.row != 0) found.push_back(entry);
  }
  return found;
}

Instant OnceIndex::oldest() const {
  LUDICE_ASSERT(used_ > 0);
  return oldest_;
}

Instant OnceIndex::newest() const {
  LUDICE_ASSERT(used_ > 0);
  return newest_;
}

void OnceIndex::place(OnceEntry entry) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = static_cast<std::size_t>(entry.key) & mask;
  while (slots_[i].row != 0) i = (i + 1) & mask;
  slots_[i] = entry;
}

}  // namespace ludice::store
