// Imports into a real store of either kind, with the audit's word on it after each test.
#pragma once

#include "audit/audit.hpp"
#include "legacy/adopt.hpp"
#include "legacy/export.hpp"
#include "legacy/import.hpp"
#include "service/service_fixture.hpp"
#include "service/stars_charges.hpp"
#include "service/stars_orders.hpp"
#include "store/postgres_connection.hpp"
#include "store/sqlite_connection.hpp"
#include "support/both_stores.hpp"

#include <fstream>
#include <memory>
#include <string>

namespace ludice::legacy {

inline std::filesystem::path legacy_data() {
  return std::filesystem::path(LUDICE_TEST_DATA) / "legacy";
}

/// What one run said.
struct Ran {
  Imported imported;  ///< what was done, or with refusals what would have been
  std::int64_t refusals = 0;
  std::string printed;
};

class ImportFixture : public service::ServiceTest {
 protected:
  explicit ImportFixture(test::Engine engine)
      : ImportFixture(engine, engine == test::Engine::postgres ? std::make_shared<test::PostgresDatabase>()
                                                               : nullptr) {}

  void TearDown() override {
    if (tampered_) return;
    EXPECT_TRUE(audit()) << audited_;
    ServiceTest::TearDown();
  }

  /// Runs statements behind the program's back; the audit at the end of the test is left to the test then.
  void tamper(const std::string& sql) {
    tampered_ = true;
    store_.reset();
    if (database_) {
      store::PostgresConnection(database_->url()).run_script(sql);
    } else {
      store::SqliteConnection(path(), store::OpenMode::read_write).run_script(sql);
    }
  }

  /// Files of the test's own.
  std::filesystem::path put(const std::string& name, const std::string& text) {
    std::filesystem::create_directories(folder_.path() / "old");
    std::ofstream(folder_.path() / "old" / name) << text;
    return folder_.path() / "old";
  }
  std::filesystem::path old() const { return folder_.path() / "old"; }

  /// As `ludice import` does it; what is refused stops it unless it may be left out.
  Ran import(const std::filesystem::path& folder, domain::Asset asset = domain::Asset::points,
             bool skip_broken = false, bool join_existing = false) {
    Ran ran;
    Report report([&](const std::string& line) { ran.printed += line + "\n"; });
    OldFiles files(report);
    files.read(folder);
    files.join();
    Import import(files, report, asset, join_existing);
    ran.imported = read<Imported>([&](store::Reader& reader) { return import.check(reader); });
    files.sum_up();
    ran.refusals = report.refusals();
    if (ran.refusals > 0 && (!skip_broken || report.is_barred())) return ran;
    ran.imported = write<Imported>([&](store::Transaction& t) { return import.run(t, ran.imported); });
    return ran;
  }

  std::expected<Adopted, std::string> adopt(const std::string& name, std::int64_t id) {
    return write<std::expected<Adopted, std::string>>(
        [=](store::Transaction& t) { return legacy::adopt(t, name, TelegramId{id}); });
  }

  /// A payment in Stars of an order of the player's; without one: of no order, so it waits in suspense.
  void pay(const std::string& name, std::int64_t id, const std::string& charge, std::int64_t amount,
           bool ordered = true) {
    std::optional<std::string> order;
    if (ordered) {
      const auto opened = write<Result<store::StarsOrder>>([=, this](store::Transaction& t) {
        return service::OrderStars(rules_).run(t, {named(name), Amount(amount)});
      });
      ASSERT_TRUE(opened);
      order = to_base32(opened->id.value);
    }
    write<service::ChargeAnswer>([=, this](store::Transaction& t) {
      return service::CreditStars(events_).run(t,
                                               {TelegramId{id}, charge, Amount(amount), order, clock_.now()});
    });
  }

  std::int64_t rows_of(const char* sql) {
    const store::Statement statement{sql};
    return read<std::int64_t>(
        [&](store::Reader& reader) { return reader.query(statement).front().integer(0); });
  }

  bool audit() {
    audited_.clear();
    const auto source = database_ ? audit::open_postgres(database_->url()) : audit::open_sqlite(path());
    return audit::run(*source, {}, [this](const std::string& line) { audited_ += line + "\n"; });
  }

  std::string audited_;
  bool tampered_ = false;

 private:
  ImportFixture(test::Engine, std::shared_ptr<test::PostgresDatabase> database)
      : ServiceTest(opener(database)), database_(database) {}

  static test::StoreOpener opener(const std::shared_ptr<test::PostgresDatabase>& database) {
    if (!database) return test::open_sqlite_in;
    return [database](const std::filesystem::path&, const Clock& clock, std::size_t max_queued) {
      return test::open_postgres_at(database->url(), &clock, max_queued);
    };
  }

  std::shared_ptr<test::PostgresDatabase> database_;
};

class ImportTest : public ImportFixture, public ::testing::WithParamInterface<test::Engine> {
 protected:
  ImportTest() : ImportFixture(GetParam()) {}
};

}  // namespace ludice::legacy
