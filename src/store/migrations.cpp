// Runs the files that a database has not seen yet. They are written in PostgreSQL's types; the few that
// SQLite spells otherwise are replaced here.
#include "store/migrations.hpp"

#include "base/embedded.hpp"
#include "base/log.hpp"
#include "store/store.hpp"

#include <span>
#include <string>
#include <utility>

namespace ludice::store {

std::span<const EmbeddedFile> embedded_files();

namespace {

constexpr Statement kHasMeta{"SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'"};
constexpr Statement kSelectSchema{"SELECT value FROM meta WHERE name = 'schema'"};
constexpr Statement kUpdateSchema{"UPDATE meta SET value = $1 WHERE name = 'schema'"};

std::string for_sqlite(std::string sql) {
  // Only INTEGER PRIMARY KEY is the row's own key in SQLite; any other spelling adds an index.
  constexpr std::pair<std::string_view, std::string_view> kSpellings[] = {
      {"BIGINT PRIMARY KEY", "INTEGER PRIMARY KEY"}, {"BYTEA", "BLOB"}};
  for (const auto& [postgres, sqlite] : kSpellings) {
    for (auto at = sql.find(postgres); at != std::string::npos; at = sql.find(postgres, at + sqlite.size())) {
      sql.replace(at, postgres.size(), sqlite);
    }
  }
  return sql;
}

std::size_t schema_of(SqliteConnection& connection) {
  if (connection.query(kHasMeta).empty()) return 0;
  return std::stoul(connection.query(kSelectSchema).front().text(0));
}

}  // namespace

std::size_t newest_schema() {
  return embedded_files().size();
}

void migrate_sqlite(SqliteConnection& connection, bool allowed) {
  const std::span<const EmbeddedFile> files = embedded_files();
  const std::size_t present = schema_of(connection);
  if (present > files.size()) {
    throw Unavailable(Unavailable::Kind::failed, "the database was made by a newer version of this program");
  }
  if (present < files.size() && !allowed) {
    throw Unavailable(Unavailable::Kind::failed, "the database needs `ludice migrate`");
  }
  for (std::size_t number = present; number < files.size(); ++number) {
    connection.run_script("BEGIN IMMEDIATE");
    connection.run_script(for_sqlite(std::string(files[number].content)));
    connection.execute(kUpdateSchema, {std::to_string(number + 1)});
    connection.run_script("COMMIT");
    log::info("schema_migrated", {{"file", files[number].name}});
  }
}

}  // namespace ludice::store
