// SQL of the once-only records.
#include "store/postgres_once.hpp"

namespace ludice::store {
namespace {

constexpr Statement kSelectObject{"SELECT path, status, answer FROM once_object WHERE fingerprint = $1"};
constexpr Statement kSelectNamed{"SELECT path, status, answer, content FROM once_named WHERE name = $1"};
constexpr Statement kInsertObject{
    "INSERT INTO once_object (id, fingerprint, path, status, answer, at) VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr Statement kInsertNamed{
    "INSERT INTO once_named (name, id, path, content, status, answer, at, for_ever) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};

}  // namespace

std::optional<Written> find_once(PostgresConnection& connection, const OnceKey& key) {
  const bool named = !key.name.empty();
  const Rows rows = named ? connection.query(kSelectNamed, {key.name})
                          : connection.query(kSelectObject, {Blob{key.fingerprint}});
  if (rows.empty()) return std::nullopt;
  const Rows::Row row = rows.front();
  const bool same = row.text(0) == key.path && (!named || row.text(3) == key.content);
  if (!same) return Written{{}, Replay::conflict};
  return Written{{static_cast<int>(row.integer(1)), row.text(2)}, Replay::repeated};
}

void add_once(PostgresConnection& connection, std::int64_t id, const OnceKey& key, const Answer& answer,
              Instant now) {
  if (key.name.empty()) {
    connection.queue(kInsertObject, {id, Blob{key.fingerprint}, key.path, answer.status, answer.body, now});
    return;
  }
  connection.queue(kInsertNamed, {key.name, id, key.path, Blob{key.content}, answer.status, answer.body, now,
                                  key.for_ever});
}

}  // namespace ludice::store
