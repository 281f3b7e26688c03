// What the migration makes of a database from before, on either engine, is what the program would have kept.
#include "base/embedded.hpp"
#include "service_fixture.hpp"
#include "store/postgres_connection.hpp"
#include "store/sqlite_connection.hpp"
#include "support/both_stores.hpp"

#include <algorithm>
#include <span>

namespace ludice::store {
std::span<const EmbeddedFile> embedded_files();
}

namespace ludice::service {
namespace {

class RecordsMigrationTest : public ServiceTest, public ::testing::WithParamInterface<test::Engine> {
 protected:
  using Database = std::shared_ptr<test::PostgresDatabase>;

  RecordsMigrationTest()
      : RecordsMigrationTest(GetParam() == test::Engine::postgres ? std::make_shared<test::PostgresDatabase>()
                                                                  : Database()) {}
  explicit RecordsMigrationTest(Database postgres)
      : ServiceTest(postgres ? opener_at(postgres->url()) : test::open_sqlite_in),
        postgres_(std::move(postgres)) {}

  static test::StoreOpener opener_at(const std::string& url) {
    return [url](const auto&, const Clock& clock, std::size_t max_queued) {
      return test::open_postgres_at(url, &clock, max_queued);
    };
  }

  void TearDown() override {}  // the store is closed by then

  /// Tied, won and void games of several players over days, with the money around them.
  void play() {
    rules_.rake_bps = 250;
    for (const Millis pause : {Millis(0), Millis(3'600'000), Millis(20 * 3'600'000LL), Millis(3'600'000)}) {
      clock_.advance(pause);
      const GameId won = begin();
      clock_.advance(Millis(700));
      record("anna", won, 6);
      record("ivan", won, 2);
      const GameId lost = begin();
      record("anna", lost, 3);
      clock_.advance(Millis(900));
      record("ivan", lost, 5);
    }
    const GameId silent = begin();
    clock_.advance(rules_.timing.void_ttl);
    pass_time(silent);
    create_user("olga", 500);
    start("olga", 70);
    sign_up("petr", 9);
    clock_.advance(Millis(4'000));
    const GameId running = start("petr", 70)->game_id;
    record("petr", running, 1);
  }

  /// Takes away what the migration brings, runs it, and holds the tables against what stood there.
  template <class Connection>
  void migrate_again(Connection& database);

  Database postgres_;
};
LUDICE_ON_BOTH_STORES(RecordsMigrationTest);

/// Everything a table holds, a line for each row.
template <class Connection>
std::string dump(Connection& database, const store::Statement& statement) {
  std::string text;
  const store::Rows rows = database.query(statement);
  for (std::size_t i = 0; i < rows.size(); ++i) text += rows[i].text(0) + "\n";
  return text;
}

template <class Connection>
void RecordsMigrationTest::migrate_again(Connection& database) {
  static constexpr store::Statement kPointers{
      "SELECT key || ' ' || COALESCE(CAST(debit_prev AS TEXT), 'first') || ' ' || "
      "COALESCE(CAST(credit_prev AS TEXT), 'first') FROM transfer ORDER BY id"};
  static constexpr store::Statement kLast{"SELECT id || ' ' || last_transfer FROM account ORDER BY id"};
  static constexpr store::Statement kStandings{
      "SELECT player || ' ' || asset || ' ' || kind || ' ' || day || ' ' || day_won || ' ' || day_games || ' "
      "' "
      "|| day_reached || ' ' || week_won || ' ' || week_games || ' ' || week_reached || ' ' || won || ' ' || "
      "games || ' ' || reached FROM standing ORDER BY player, asset, kind"};
  static constexpr store::Statement kWaits{
      "SELECT kind || ' ' || asset || ' ' || bet || ' ' || rake_bps || ' ' || waited FROM lobby_wait ORDER "
      "BY "
      "id"};
  constexpr std::string_view kAsBefore =
      "ALTER TABLE transfer DROP COLUMN debit_prev; ALTER TABLE transfer DROP COLUMN credit_prev;"
      "ALTER TABLE account DROP COLUMN last_transfer; DROP TABLE standing; DROP TABLE lobby_wait;";
  const store::Statement* const tables[] = {&kPointers, &kLast, &kStandings, &kWaits};
  std::vector<std::string> kept;
  for (const auto* table : tables) kept.push_back(dump(database, *table));

  database.run_script(std::string(kAsBefore));
  const auto files = store::embedded_files();
  const auto migration = std::ranges::find_if(
      files, [](const EmbeddedFile& file) { return file.name.find("0004_records") != file.name.npos; });
  ASSERT_NE(migration, files.end());
  database.run_script(std::string(migration->content));

  for (std::size_t i = 0; i < kept.size(); ++i) {
    EXPECT_FALSE(kept[i].empty());
    EXPECT_EQ(dump(database, *tables[i]), kept[i]);
  }
}

TEST_P(RecordsMigrationTest, makes_the_rows_that_would_have_been_kept) {
  play();
  store_.reset();
  if (postgres_) {
    store::PostgresConnection database(postgres_->url());
    migrate_again(database);
  } else {
    store::SqliteConnection database(path(), store::OpenMode::read_write);
    migrate_again(database);
  }
}

}  // namespace
}  // namespace ludice::service
