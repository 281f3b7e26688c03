// Runs the files that a database has not seen yet. They are written in PostgreSQL's types; the few that
// SQLite spells otherwise are replaced here. Lines marked "--postgresql " are comments to SQLite, lines
// marked
// "--sqlite " are comments to PostgreSQL.
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
// Of several processes one at a time has the row; the others go on from where it left the schema.
constexpr Statement kTakeSchema{"SELECT value FROM meta WHERE name = 'schema'", "FOR UPDATE"};
constexpr Statement kHasPostgresMeta{
    "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'meta'"};
// Over a large table it takes longer than a session's statements may.
constexpr Statement kTakeYourTime{"SET LOCAL statement_timeout = 0"};
constexpr int kMostTries = 20;
constexpr Statement kUpdateSchema{"UPDATE meta SET value = $1 WHERE name = 'schema'"};

std::string without(std::string_view mark, std::string sql) {
  for (auto at = sql.find(mark); at != std::string::npos; at = sql.find(mark, at)) sql.erase(at, mark.size());
  return sql;
}

std::string for_sqlite(std::string sql) {
  // Only INTEGER PRIMARY KEY is the row's own key in SQLite; any other spelling adds an index.
  constexpr std::pair<std::string_view, std::string_view> kSpellings[] = {
      {"BIGINT PRIMARY KEY", "INTEGER PRIMARY KEY"}, {"BYTEA", "BLOB"}};
  for (const auto& [postgres, sqlite] : kSpellings) {
    for (auto at = sql.find(postgres); at != std::string::npos; at = sql.find(postgres, at + sqlite.size())) {
      sql.replace(at, postgres.size(), sqlite);
    }
  }
  return without("--sqlite ", std::move(sql));
}

void require_usable(std::size_t present, bool allowed) {
  const std::size_t known = embedded_files().size();
  if (present > known) {
    throw Unavailable(Unavailable::Kind::failed, "the database was made by a newer version of this program");
  }
  if (present < known && !allowed) {
    throw Unavailable(Unavailable::Kind::failed, "the database needs `ludice migrate`");
  }
}

std::size_t schema_of(SqliteConnection& connection) {
  if (connection.query(kHasMeta).empty()) return 0;
  return std::stoul(connection.query(kSelectSchema).front().text(0));
}

/// The file behind the last one that was run, in one transaction; false where there is none.
bool migrate_next(PostgresConnection& connection, bool allowed) {
  const bool fresh = connection.query(kHasPostgresMeta).empty();
  connection.execute(kBegin);
  std::size_t present = 0;
  if (!fresh) {
    const Rows schema = connection.query(kTakeSchema, {}, PostgresConnection::Locking::as_stated);
    present = std::stoul(schema.front().text(0));
  }
  require_usable(present, allowed);
  const std::span<const EmbeddedFile> files = embedded_files();
  if (present < files.size()) {
    connection.execute(kTakeYourTime);
    connection.run_script(without("--postgresql ", std::string(files[present].content)),
                          PostgresConnection::kForEver);
    connection.execute(kUpdateSchema, {std::to_string(present + 1)});
  }
  connection.execute(kCommit);
  if (present == files.size()) return false;
  log::info("schema_migrated", {{"file", files[present].name}});
  return true;
}

}  // namespace

std::size_t newest_schema() {
  return embedded_files().size();
}

void migrate_sqlite(SqliteConnection& connection, bool allowed) {
  const std::span<const EmbeddedFile> files = embedded_files();
  const std::size_t present = schema_of(connection);
  require_usable(present, allowed);
  for (std::size_t number = present; number < files.size(); ++number) {
    connection.run_script("BEGIN IMMEDIATE");
    connection.run_script(for_sqlite(std::string(files[number].content)));
    connection.execute(kUpdateSchema, {std::to_string(number + 1)});
    connection.run_script("COMMIT");
    log::info("schema_migrated", {{"file", files[number].name}});
  }
}

void migrate_postgres(PostgresConnection& connection, bool allowed) {
  using Kind = PostgresError::Kind;
  for (int tries = 1;; ++tries) {
    try {
      while (migrate_next(connection, allowed)) {
      }
      return;
    } catch (const PostgresError& error) {
      // Another process makes the first table at this moment, or has the schema in hand for long.
      const bool others =
          error.kind == Kind::exists || error.kind == Kind::conflict || error.kind == Kind::busy;
      connection.roll_back();
      if (!others || tries == kMostTries) throw;
    }
  }
}

}  // namespace ludice::store
