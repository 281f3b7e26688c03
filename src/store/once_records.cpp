// Rows are appended in the order of arrival; what finds them lies in memory.
#include "store/once_records.hpp"

#include "base/assert.hpp"

namespace ludice::store {
namespace {

constexpr Statement kInsertObject{
    "INSERT INTO once_object (id, fingerprint, path, status, answer, at) VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr Statement kSelectObject{"SELECT fingerprint, path, status, answer FROM once_object WHERE id = $1"};
constexpr Statement kSelectRecent{"SELECT id, fingerprint, at FROM once_object WHERE at >= $1 ORDER BY id"};
constexpr Statement kLastObject{"SELECT id, at FROM once_object ORDER BY id DESC LIMIT 1"};
constexpr Statement kInsertNamed{
    "INSERT INTO once_named (name, id, path, content, status, answer, at, for_ever) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
constexpr Statement kSelectNamed{"SELECT path, content, status, answer FROM once_named WHERE name = $1"};
constexpr Statement kLastNamed{"SELECT id, at FROM once_named ORDER BY id DESC LIMIT 1"};

}  // namespace

Instant OnceRecords::load() {
  Instant latest;
  for (const Statement* last : {&kLastObject, &kLastNamed}) {
    const Rows rows = connection_.query(*last);
    if (rows.empty()) continue;
    next_row_ = std::max(next_row_, rows.front().integer(0) + 1);
    latest = std::max(latest, rows.front().instant(1));
  }
  committed_next_row_ = next_row_;
  connection_.for_each(kSelectRecent, {latest - OnceIndex::kKept}, [this](const Rows::Row& row) {
    index_.insert(row.text(1), row.integer(0), row.instant(2));
  });
  return latest;
}

std::optional<Written> OnceRecords::find(const OnceKey& key) const {
  if (!key.name.empty()) {
    const Rows rows = connection_.query(kSelectNamed, {key.name});
    if (rows.empty()) return std::nullopt;
    const Rows::Row row = rows.front();
    if (row.text(0) != key.path || row.text(1) != key.content) return Written{{}, Replay::conflict};
    return Written{{static_cast<int>(row.integer(2)), row.text(3)}, Replay::repeated};
  }
  if (const auto found = pending_.find(key.fingerprint); found != pending_.end()) {
    return read_row(found->second, key);
  }
  for (const std::int64_t candidate : index_.candidates(key.fingerprint)) {
    if (auto written = read_row(candidate, key)) return written;
  }
  return std::nullopt;
}

std::optional<Written> OnceRecords::read_row(std::int64_t row, const OnceKey& key) const {
  const Rows rows = connection_.query(kSelectObject, {row});
  if (rows.empty() || rows.front().text(0) != key.fingerprint) return std::nullopt;
  if (rows.front().text(1) != key.path) return Written{{}, Replay::conflict};
  return Written{{static_cast<int>(rows.front().integer(2)), rows.front().text(3)}, Replay::repeated};
}

void OnceRecords::add(const OnceKey& key, const Answer& answer, Instant now) {
  const std::int64_t row = next_row_++;
  if (!key.name.empty()) {
    connection_.execute(kInsertNamed, {key.name, row, key.path, Blob{key.content}, answer.status, answer.body,
                                       now, key.for_ever});
    return;
  }
  LUDICE_ASSERT(!index_.full());
  connection_.execute(kInsertObject, {row, Blob{key.fingerprint}, key.path, answer.status, answer.body, now});
  pending_.emplace(key.fingerprint, row);
}

void OnceRecords::committed(Instant now) {
  for (const auto& [fingerprint, row] : pending_) index_.insert(fingerprint, row, now);
  pending_.clear();
  committed_next_row_ = next_row_;
  index_.expire(now);
}

void OnceRecords::rolled_back() {
  pending_.clear();
  next_row_ = committed_next_row_;
}

}  // namespace ludice::store
