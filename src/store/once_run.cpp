// A run is a row with its filter and rows with its parts, sorted by key, each as large as a page holds.
#include "store/once_run.hpp"

#include "base/assert.hpp"
#include "base/planted.hpp"

#include <algorithm>
#include <cstring>

namespace ludice::store {
namespace {

constexpr Statement kSelectRuns{
    "SELECT id, through, newest, size, minutes, first_keys FROM once_run ORDER BY id"};
constexpr Statement kSelectFilter{"SELECT filter FROM once_run WHERE id = $1"};
constexpr Statement kInsertRun{
    "INSERT INTO once_run (id, through, newest, size, filter, first_keys, minutes) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)"};
constexpr Statement kInsertPart{"INSERT INTO once_run_part (id, entries) VALUES ($1, $2)"};
constexpr Statement kSelectPart{"SELECT entries FROM once_run_part WHERE id = $1"};
constexpr Statement kSelectOld{
    "SELECT id FROM once_run WHERE through < (SELECT COALESCE(MIN(id), 0) FROM once_object) ORDER BY id "
    "LIMIT 2"};
constexpr Statement kDeleteRun{"DELETE FROM once_run WHERE id = $1"};
constexpr Statement kDeleteParts{"DELETE FROM once_run_part WHERE id >= $1 AND id < $2"};

constexpr std::size_t kPartEntries = 240;                    // 3,840 of the 4,096 bytes of a page
constexpr std::int64_t kPartsOfRun = std::int64_t{1} << 20;  // part ids: run * this + number
constexpr int kHashes = 8;

template <class T>
std::string bytes_of(std::span<const T> items) {
  std::string bytes(items.size_bytes(), '\0');
  std::memcpy(bytes.data(), items.data(), bytes.size());
  return bytes;
}

template <class T>
std::vector<T> items_of(const std::string& bytes) {
  LUDICE_ASSERT(bytes.size() % sizeof(T) == 0);
  std::vector<T> items(bytes.size() / sizeof(T));
  std::memcpy(items.data(), bytes.data(), bytes.size());
  return items;
}

}  // namespace

std::int64_t once_key_of(std::string_view fingerprint) {
  LUDICE_ASSERT(fingerprint.size() >= sizeof(std::uint64_t));
  std::uint64_t key = 0;
  std::memcpy(&key, fingerprint.data(), sizeof key);
  return static_cast<std::int64_t>(key >> 1);
}

OnceMinutes once_minutes_of(Instant signed_at) {
  constexpr std::int64_t kMinute_ms = 60'000;
  if (signed_at == Instant{}) return kAnyMinute;
  return OnceMinutes{1} << static_cast<std::uint64_t>(signed_at.ms / kMinute_ms) % 64;
}

OnceFilter::OnceFilter(std::span<const OnceEntry> entries, std::string room) : bits_(std::move(room)) {
  bits_.assign(bytes_for(entries.size()), '\0');
  for (const OnceEntry& entry : entries) {
    for (int number = 0; number < kHashes; ++number) {
      const std::uint64_t bit = place(entry.key, number);
      bits_[bit / 8] = static_cast<char>(bits_[bit / 8] | 1 << bit % 8);
    }
  }
}

bool OnceFilter::may_have(std::int64_t key) const {
  for (int number = 0; number < kHashes; ++number) {
    const std::uint64_t bit = place(key, number);
    if ((bits_[bit / 8] & 1 << bit % 8) == 0) return false;
  }
  return true;
}

/// Keys are hashes already: their halves make the eight places (Kirsch and Mitzenmacher).
std::uint64_t OnceFilter::place(std::int64_t key, int number) const {
  const auto whole = static_cast<std::uint64_t>(key);
  const std::uint64_t step = whole << 33 | whole >> 31 | 1;
  return (whole + static_cast<std::uint64_t>(number) * step) % (bits_.size() * 8);
}

OnceRuns::OnceRuns(SqliteConnection& connection, std::size_t filtered, std::size_t entries)
    : connection_(connection), filtered_(filtered) {
  // The last batch before a run is written may go over; and the newest is made before the oldest is dropped.
  rooms_.resize(filtered + 1, std::string(OnceFilter::bytes_for(entries + entries / 16), '\0'));
}

std::string OnceRuns::take_room() {
  if (rooms_.empty()) return {};
  std::string room = std::move(rooms_.back());
  rooms_.pop_back();
  return room;
}

void OnceRuns::drop_filter(Run& run) {
  if (!run.filter) return;
  rooms_.push_back(std::move(*run.filter).give_up());
  run.filter.reset();
}

std::int64_t OnceRuns::load(Instant kept_from) {
  std::int64_t through = 0;
  connection_.for_each(kSelectRuns, {}, [&](const Rows::Row& row) {
    last_id_ = row.integer(0);
    through = row.integer(1);
    if (row.instant(2) < kept_from || LUDICE_PLANTED("sealed_objects_not_read_back")) return;
    const auto size = static_cast<std::size_t>(row.integer(3));
    runs_.push_back({last_id_,
                     row.instant(2),
                     size,
                     static_cast<OnceMinutes>(row.integer(4)),
                     items_of<std::int64_t>(row.text(5)),
                     {}});
    size_ += size;
  });
  for (std::size_t i = runs_.size() - std::min(runs_.size(), filtered_); i < runs_.size(); ++i) {
    std::string bits = take_room();
    bits = connection_.query(kSelectFilter, {runs_[i].id}).front().text(0);
    runs_[i].filter.emplace(std::move(bits));
  }
  return through;
}

void OnceRuns::find(std::int64_t key, OnceMinutes minutes, std::vector<std::int64_t>& rows) const {
  for (const Run& run : runs_) {
    if ((run.minutes & minutes) == 0) continue;
    if (run.filter ? !run.filter->may_have(key) : LUDICE_PLANTED("run_without_filter_passed_over")) continue;
    // The part in front of the first one that begins behind the key; equal keys may begin in the one before.
    auto part = std::ranges::lower_bound(run.first_keys, key);
    if (part != run.first_keys.begin()) --part;
    for (; part != run.first_keys.end() && *part <= key; ++part) {
      const Rows found =
          connection_.query(kSelectPart, {run.id * kPartsOfRun + (part - run.first_keys.begin())});
      LUDICE_ASSERT(!found.empty());
      const auto entries = items_of<OnceEntry>(found.front().text(0));
      for (const OnceEntry& entry : std::ranges::equal_range(entries, key, {}, &OnceEntry::key))
        rows.push_back(entry.row);
    }
  }
}

void OnceRuns::write(std::vector<OnceEntry> entries, OnceMinutes minutes, std::int64_t through,
                     Instant newest) {
  LUDICE_ASSERT(!entries.empty() && entries.size() <= kPartEntries * kPartsOfRun);
  std::ranges::sort(entries, {}, &OnceEntry::key);
  Run& run = written_.emplace(
      Run{last_id_ + 1, newest, entries.size(), minutes, {}, OnceFilter(entries, take_room())});
  const std::span<const OnceEntry> all = entries;
  run.first_keys.reserve((all.size() + kPartEntries - 1) / kPartEntries);
  for (std::size_t begin = 0; begin < all.size(); begin += kPartEntries) {
    const auto part = all.subspan(begin, std::min(kPartEntries, all.size() - begin));
    const auto number = static_cast<std::int64_t>(run.first_keys.size());
    connection_.execute(kInsertPart, {run.id * kPartsOfRun + number, Blob{bytes_of(part)}});
    run.first_keys.push_back(part.front().key);
  }
  connection_.execute(
      kInsertRun,
      {run.id, through, newest, static_cast<std::int64_t>(run.size), Blob{run.filter->bits()},
       Blob{bytes_of(std::span<const std::int64_t>(run.first_keys))}, static_cast<std::int64_t>(minutes)});
  delete_old();
}

void OnceRuns::committed() {
  if (!written_) return;
  last_id_ = written_->id;
  size_ += written_->size;
  if (!LUDICE_PLANTED("objects_forgotten_when_sealed")) runs_.push_back(std::move(*written_));
  written_.reset();
  if (runs_.size() > filtered_) drop_filter(runs_[runs_.size() - filtered_ - 1]);
}

void OnceRuns::rolled_back() {
  if (written_) drop_filter(*written_);
  written_.reset();
}

void OnceRuns::expire(Instant kept_from) {
  while (!runs_.empty() && runs_.front().newest < kept_from) {
    size_ -= runs_.front().size;
    drop_filter(runs_.front());
    runs_.pop_front();
  }
}

void OnceRuns::delete_old() {
  const Rows old = connection_.query(kSelectOld);
  for (std::size_t i = 0; i < old.size(); ++i) {
    const std::int64_t id = old[i].integer(0);
    connection_.execute(kDeleteParts, {id * kPartsOfRun, (id + 1) * kPartsOfRun});
    connection_.execute(kDeleteRun, {id});
  }
}

}  // namespace ludice::store
