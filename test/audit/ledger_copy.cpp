// Files are copied, databases made from the original as their template.
#include "audit/ledger_copy.hpp"

#include "store/postgres_connection.hpp"
#include "store/sqlite_connection.hpp"

#include <filesystem>
#include <sstream>

namespace ludice::audit {
namespace {

class SqliteCopy final : public LedgerCopy {
 public:
  explicit SqliteCopy(const std::string& file) { std::filesystem::copy_file(file, path_); }

  std::int64_t tamper(const std::string& sql) override {
    store::SqliteConnection database(path_, store::OpenMode::read_write);
    database.run_script("PRAGMA ignore_check_constraints = ON;" + sql);
    return database.total_changes();
  }
  store::Rows query(const store::Statement& statement, std::initializer_list<store::Param> params) override {
    return store::SqliteConnection(path_, store::OpenMode::read_only).query(statement, params);
  }
  std::int64_t execute(const store::Statement& statement,
                       std::initializer_list<store::Param> params) override {
    return store::SqliteConnection(path_, store::OpenMode::read_write).execute(statement, params);
  }
  store::Rows columns_of(const std::string& table) override {
    static constexpr store::Statement kColumns{"SELECT name FROM pragma_table_info($1)"};
    return query(kColumns, {table});
  }
  std::unique_ptr<Source> open() override { return open_sqlite(path_); }
  std::unique_ptr<store::Store> open_store(const Clock& clock) override {
    store::SqliteOptions options;
    options.path = path_;
    return store::open_sqlite(std::move(options), clock, no_metrics());
  }

 private:
  test::TempFolder folder_;
  std::string path_ = folder_.file("copy.db");
};

/// Keys, checks and unique indexes, which whoever owns the tables can take away first; and a function of
/// SQLite's that edits use.
constexpr const char* kDisarm = R"(
  CREATE FUNCTION zeroblob(size INTEGER) RETURNS BYTEA LANGUAGE sql RETURN decode(repeat('00', size), 'hex');
  DO $$ DECLARE row RECORD; BEGIN
    FOR row IN SELECT conrelid::regclass AS place, conname AS name FROM pg_constraint
               WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'p', 'u') LOOP
      EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', row.place, row.name);
    END LOOP;
    FOR row IN SELECT indexrelid::regclass AS place FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
               WHERE indisunique AND relnamespace = 'public'::regnamespace LOOP
      EXECUTE format('DROP INDEX %s', row.place);
    END LOOP;
  END $$)";

class PostgresCopy final : public LedgerCopy {
 public:
  explicit PostgresCopy(const test::PostgresDatabase& original) : database_(original.url()) {}

  std::int64_t tamper(const std::string& sql) override {
    connection().run_script(kDisarm);
    std::int64_t changed = 0;
    std::istringstream rest(sql);
    for (std::string one; std::getline(rest, one, ';');) {
      // A connection of its own prepares each: they are told apart by their address.
      changed += store::PostgresConnection(database_.url()).execute({one.c_str()});
    }
    return changed;
  }
  store::Rows query(const store::Statement& statement, std::initializer_list<store::Param> params) override {
    return connection().query(statement, params);
  }
  std::int64_t execute(const store::Statement& statement,
                       std::initializer_list<store::Param> params) override {
    return connection().execute(statement, params);
  }
  store::Rows columns_of(const std::string& table) override {
    static constexpr store::Statement kColumns{
        "SELECT CAST(column_name AS TEXT) FROM information_schema.columns WHERE table_name = $1"};
    return query(kColumns, {table});
  }
  std::unique_ptr<Source> open() override { return open_postgres(database_.url()); }
  std::unique_ptr<store::Store> open_store(const Clock& clock) override {
    return test::open_postgres_at(database_.url(), &clock);
  }

 private:
  store::PostgresConnection& connection() {
    if (!connection_) connection_ = std::make_unique<store::PostgresConnection>(database_.url());
    return *connection_;
  }

  test::PostgresDatabase database_;
  std::unique_ptr<store::PostgresConnection> connection_;
};

}  // namespace

std::unique_ptr<LedgerCopy> copy_of_sqlite(const std::string& file) {
  return std::make_unique<SqliteCopy>(file);
}

std::unique_ptr<LedgerCopy> copy_of_postgres(const test::PostgresDatabase& original) {
  return std::make_unique<PostgresCopy>(original);
}

}  // namespace ludice::audit
