// The table `meta`, and old rows of `once_object` and `once_named`.
#include "store/meta_table.hpp"

#include "store/once_records.hpp"

#include <algorithm>

namespace ludice::store {
namespace {

constexpr Statement kSelectMeta{"SELECT value FROM meta WHERE name = $1"};
constexpr Statement kInsertMeta{"INSERT INTO meta (name, value) VALUES ($1, $2)"};
constexpr Statement kUpdateMeta{"UPDATE meta SET value = $2 WHERE name = $1"};
constexpr Statement kKeepMeta{"INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING"};
constexpr Statement kDeleteObjects{
    "DELETE FROM once_object WHERE id IN (SELECT id FROM once_object WHERE id < $1 ORDER BY id LIMIT $2)"};
constexpr Statement kSelectOldObjects{"SELECT id, at FROM once_object ORDER BY id LIMIT $1"};
constexpr Statement kSelectOldNamed{"SELECT id, at FROM once_named WHERE for_ever = 0 ORDER BY id LIMIT $1"};
constexpr Statement kLastAnswers[] = {{"SELECT at FROM once_object ORDER BY id DESC LIMIT 1"},
                                      {"SELECT at FROM once_named ORDER BY id DESC LIMIT 1"}};
constexpr Statement kTimeOfLastSeal{"SELECT at FROM seal ORDER BY id DESC LIMIT 1"};
constexpr Statement kDeleteNamed{"DELETE FROM once_named WHERE id = $1"};

/// Ids grow with time, so what is old lies in front.
std::int64_t first_kept(const Rows& rows, Instant kept_from) {
  std::int64_t first = 0;
  for (std::size_t i = 0; i < rows.size() && rows[i].instant(1) < kept_from; ++i)
    first = rows[i].integer(0) + 1;
  return first;
}

}  // namespace

std::optional<std::string> find_meta(Reader& reader, std::string_view name) {
  const Rows rows = reader.query(kSelectMeta, {name});
  if (rows.empty()) return std::nullopt;
  return rows.front().text(0);
}

void set_meta(Transaction& transaction, std::string_view name, std::string_view value) {
  if (transaction.execute(kUpdateMeta, {name, value}) == 0) transaction.execute(kInsertMeta, {name, value});
}

std::string keep_meta(Transaction& transaction, std::string_view name, std::string_view value) {
  transaction.execute(kKeepMeta, {name, value});
  return find_meta(transaction, name).value();
}

Instant latest_answer_at(Reader& reader) {
  Instant latest;
  for (const Statement& last : kLastAnswers) {
    const Rows rows = reader.query(last);
    if (!rows.empty()) latest = std::max(latest, rows.front().instant(0));
  }
  return latest;
}

Instant latest_seal_at(Reader& reader) {
  const Rows rows = reader.query(kTimeOfLastSeal);
  return rows.empty() ? Instant{} : rows.front().instant(0);
}

std::int64_t forget_old_answers(Transaction& transaction, int limit) {
  // A clock that is ahead for a while must not make forgotten what its next, right time asks for.
  const Instant now = latest_answer_at(transaction);
  const Rows objects = transaction.query(kSelectOldObjects, {limit});
  const std::int64_t objects_end = first_kept(objects, now - OnceRecords::kObjectKept);
  std::int64_t deleted = transaction.execute(kDeleteObjects, {objects_end, limit});
  const Rows named = transaction.query(kSelectOldNamed, {limit});
  const std::int64_t named_end = first_kept(named, now - OnceRecords::kNamedKept);
  for (std::size_t i = 0; i < named.size() && named[i].integer(0) < named_end; ++i) {
    deleted += transaction.execute(kDeleteNamed, {named[i].integer(0)});
  }
  return deleted;
}

}  // namespace ludice::store
