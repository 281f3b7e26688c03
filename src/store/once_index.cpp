// A table per minute, the newest last.
#include "store/once_index.hpp"

#include "base/assert.hpp"

#include <cstring>

namespace ludice::store {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::size_t kFirstSlots = 1024;

std::uint64_t key_of(std::string_view fingerprint) {
  LUDICE_ASSERT(fingerprint.size() >= sizeof(std::uint64_t));
  std::uint64_t key = 0;
  std::memcpy(&key, fingerprint.data(), sizeof key);
  return key;
}

}  // namespace

std::vector<std::int64_t> OnceIndex::candidates(std::string_view fingerprint) const {
  const std::uint64_t key = key_of(fingerprint);
  std::vector<std::int64_t> rows;
  for (const Minute& minute : minutes_) {
    const std::size_t mask = minute.slots.size() - 1;
    for (std::size_t i = key & mask; minute.slots[i].row != 0; i = (i + 1) & mask) {
      if (minute.slots[i].key == key) rows.push_back(minute.slots[i].row);
    }
  }
  return rows;
}

void OnceIndex::insert(std::string_view fingerprint, std::int64_t row, Instant at) {
  LUDICE_ASSERT(row > 0);
  const std::int64_t number = at.ms / kMinuteMs;
  if (minutes_.empty() || minutes_.back().number < number) {
    minutes_.push_back(Minute{number, 0, std::vector<Slot>(kFirstSlots)});
  }
  minutes_.back().insert(key_of(fingerprint), row);
  ++entries_;
}

void OnceIndex::expire(Instant now) {
  while (!minutes_.empty()) {
    const Instant end{(minutes_.front().number + 1) * kMinuteMs};
    if (end + kKept > now) return;
    entries_ -= minutes_.front().used;
    minutes_.pop_front();
  }
}

void OnceIndex::Minute::insert(std::uint64_t key, std::int64_t row) {
  if (used * 2 >= slots.size()) grow();
  const std::size_t mask = slots.size() - 1;
  std::size_t i = key & mask;
  while (slots[i].row != 0) i = (i + 1) & mask;
  slots[i] = {key, row};
  ++used;
}

void OnceIndex::Minute::grow() {
  std::vector<Slot> old = std::move(slots);
  slots.assign(old.size() * 2, Slot{});
  used = 0;
  for (const Slot& slot : old) {
    if (slot.row != 0) insert(slot.key, slot.row);
  }
}

}  // namespace ludice::store
