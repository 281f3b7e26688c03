// Runs a fixture that stands on StoreTest on both databases:
//   class MineTest : public test::OnBothStores<StoreTest> {};
//   TEST_P(MineTest, …) {}
//   LUDICE_ON_BOTH_STORES(MineTest);
#pragma once

#include "store/migrations.hpp"
#include "store/postgres_connection.hpp"
#include "store/postgres_store.hpp"
#include "support/postgres_server.hpp"
#include "support/store_fixture.hpp"

namespace ludice::test {

enum class Engine { sqlite, postgres };

/// Has this build's tables and nobody connected to it: a copy of it is made faster than they are.
inline const std::string& postgres_with_tables() {
  static const std::string url = [] {
    std::string made = PostgresServer::instance().new_database();
    store::PostgresConnection connection(made);
    store::migrate_postgres(connection, true);
    return made;
  }();
  return url;
}

/// A database of the test server, gone afterwards.
class PostgresDatabase {
 public:
  /// A copy of one that nobody is connected to; empty where that is "".
  explicit PostgresDatabase(const std::string& copy_of = postgres_with_tables())
      : url_(PostgresServer::instance().new_database(copy_of)) {}
  ~PostgresDatabase() { PostgresServer::instance().drop_database(url_); }
  PostgresDatabase(const PostgresDatabase&) = delete;
  PostgresDatabase& operator=(const PostgresDatabase&) = delete;
  const std::string& url() const { return url_; }

 private:
  std::string url_;
};

inline std::unique_ptr<store::Store> open_postgres_at(const std::string& url, const Clock* clock,
                                                      std::size_t max_queued = 8'192, int writers = 2) {
  store::PostgresOptions options;
  options.url = url;
  options.clock = clock;
  options.max_queued = max_queued;
  options.writers = writers;
  return store::open_postgres(std::move(options), no_metrics());
}

inline StoreOpener opener_of(Engine engine, int writers) {
  if (engine == Engine::sqlite) return open_sqlite_in;
  auto database = std::make_shared<PostgresDatabase>();
  return [database, writers](const std::filesystem::path&, const Clock& clock, std::size_t max_queued) {
    return open_postgres_at(database->url(), &clock, max_queued, writers);
  };
}

/// `Writers`: of PostgreSQL.
template <class Fixture, int Writers = 2>
class OnBothStores : public Fixture, public ::testing::WithParamInterface<Engine> {
 protected:
  OnBothStores() : Fixture(opener_of(GetParam(), Writers)) {}
  static bool is_postgres() { return GetParam() == Engine::postgres; }
};

inline std::string engine_name(const ::testing::TestParamInfo<Engine>& info) {
  return info.param == Engine::sqlite ? "sqlite" : "postgres";
}

}  // namespace ludice::test

#define LUDICE_ON_BOTH_STORES(suite)                                                                      \
  INSTANTIATE_TEST_SUITE_P(                                                                               \
      Stores, suite, ::testing::Values(::ludice::test::Engine::sqlite, ::ludice::test::Engine::postgres), \
      ::ludice::test::engine_name)
