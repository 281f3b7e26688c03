// Rows are appended in the order of arrival; an index in memory finds the newest, runs find the rest.
#include "store/once_records.hpp"

#include "base/assert.hpp"
#include "base/planted.hpp"

#include <utility>
#include <vector>

namespace ludice::store {
namespace {

constexpr Statement kInsertObject{
    "INSERT INTO once_object (id, fingerprint, path, status, answer, at) VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr Statement kSelectObject{"SELECT fingerprint, path, status, answer FROM once_object WHERE id = $1"};
constexpr Statement kSelectNewest{"SELECT id, fingerprint, at FROM once_object WHERE id > $1 ORDER BY id"};
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
  if (LUDICE_PLANTED("recent_objects_not_read_back")) return latest;
  const Instant kept_from = latest - kObjectKept;
  const std::int64_t through = runs_.load(kept_from);
  connection_.for_each(kSelectNewest, {through}, [&](const Rows::Row& row) {
    if (row.instant(2) >= kept_from)
      newest_.insert(once_key_of(row.text(1)), kAnyMinute, row.integer(0), row.instant(2));
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
    return read_row(found->second.row, key);
  }
  std::vector<std::int64_t> candidates;
  newest_.find(once_key_of(key.fingerprint), candidates);
  runs_.find(once_key_of(key.fingerprint), once_minutes_of(key.signed_at), candidates);
  for (const std::int64_t candidate : candidates) {
    if (auto written = read_row(candidate, key)) return written;
  }
  return std::nullopt;
}

std::optional<Written> OnceRecords::read_row(std::int64_t row, const OnceKey& key) const {
  const Rows rows = connection_.query(kSelectObject, {row});
  if (rows.empty() || rows.front().text(0) != key.fingerprint) return std::nullopt;
  const bool anywhere = LUDICE_PLANTED("object_good_on_any_path");
  if (rows.front().text(1) != key.path && !anywhere) return Written{{}, Replay::conflict};
  return Written{{static_cast<int>(rows.front().integer(2)), rows.front().text(3)}, Replay::repeated};
}

void OnceRecords::add(const OnceKey& key, const Answer& answer, Instant now) {
  const std::int64_t row = next_row_++;
  if (!key.name.empty()) {
    connection_.execute(kInsertNamed, {key.name, row, key.path, Blob{key.content}, answer.status, answer.body,
                                       now, key.for_ever});
    return;
  }
  LUDICE_ASSERT(!full());
  connection_.execute(kInsertObject, {row, Blob{key.fingerprint}, key.path, answer.status, answer.body, now});
  if (LUDICE_PLANTED("two_of_one_object_in_a_batch")) return;
  const bool forgets = LUDICE_PLANTED("minutes_of_objects_forgotten");
  pending_.emplace(key.fingerprint, Pending{row, forgets ? 0 : once_minutes_of(key.signed_at)});
}

void OnceRecords::before_commit(Instant now) {
  if (newest_.size() == 0) return;
  if (newest_.size() < limits_.unsorted && newest_.oldest() + kSpan > now) return;
  // A row behind this one is of this commit, and is not in newest_ yet.
  if (newest_.newest() + kObjectKept > now) {
    runs_.write(newest_.entries(), newest_.minutes(), committed_next_row_ - 1, newest_.newest());
  }
  moved_ = true;
}

void OnceRecords::committed(Instant now) {
  runs_.committed();
  if (std::exchange(moved_, false)) newest_.clear();
  for (const auto& [fingerprint, object] : pending_)
    newest_.insert(once_key_of(fingerprint), object.minutes, object.row, now);
  pending_.clear();
  committed_next_row_ = next_row_;
  if (LUDICE_PLANTED("objects_forgotten_early")) newest_.clear();
  runs_.expire(LUDICE_PLANTED("objects_forgotten_early") ? now : now - kObjectKept);
}

void OnceRecords::rolled_back() {
  runs_.rolled_back();
  moved_ = false;
  pending_.clear();
  next_row_ = committed_next_row_;
}

}  // namespace ludice::store
