// What a killed process left in the log is on the disk before the next one answers from it.
#include "base/metrics.hpp"
#include "sim/database.hpp"
#include "sim/dice.hpp"
#include "sim/vfs.hpp"
#include "store/sqlite_engine.hpp"

#include <memory>
#include <optional>
#include <sqlite3.h>

#include <gtest/gtest.h>

namespace ludice::sim {
namespace {

constexpr const char* kPath = "/ludice.db";
constexpr const char* kWritten = "SELECT COUNT(*) FROM consumer WHERE name = 'left behind'";

class LeftInTheLog : public testing::Test {
 protected:
  std::unique_ptr<store::SqliteEngine> start() {
    return std::make_unique<store::SqliteEngine>(store::EngineOptions{.path = kPath}, clock_, no_metrics());
  }

  /// A commit in the log of which the disk knows nothing yet; its connection is left as by a killed process.
  void commit_without_sync() {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(kPath, &handle), SQLITE_OK);
    left_.push_back(handle);
    ASSERT_EQ(sqlite3_exec(handle,
                           "PRAGMA wal_autocheckpoint=0; PRAGMA synchronous=OFF;"
                           "INSERT INTO consumer (name, seen) VALUES ('left behind', 0)",
                           nullptr, nullptr, nullptr),
              SQLITE_OK)
        << sqlite3_errmsg(handle);
  }

  void lose_power() {
    disk_.kill();
    for (sqlite3* handle : left_) sqlite3_close_v2(handle);
    left_.clear();
    disk_.restart(true);
  }

  Dice dice_{1};
  Tally tally_;
  JumpingClock clock_;
  Disk disk_{dice_, tally_};
  Vfs vfs_{disk_, dice_, clock_};
  std::vector<sqlite3*> left_;
};

TEST_F(LeftInTheLog, what_was_left_unsynced_may_be_lost_with_the_power) {
  int lost = 0;
  for (int round = 0; round < 20; ++round) {
    disk_.files().clear();
    start().reset();
    commit_without_sync();
    lose_power();
    start().reset();
    lost += Database(kPath).number(kWritten) == 0 ? 1 : 0;
  }
  EXPECT_GT(lost, 0) << "this disk forgets nothing, so that it shows nothing below";
}

TEST_F(LeftInTheLog, syncs_what_was_left_also_where_a_reader_holds_an_old_snapshot) {
  for (const bool with_reader : {false, true}) {
    for (int round = 0; round < 20; ++round) {
      disk_.files().clear();
      start().reset();
      std::optional<Database> reader;
      if (with_reader) {
        reader.emplace(kPath);
        reader->rows("BEGIN");
        EXPECT_EQ(reader->number(kWritten), 0);
      }
      commit_without_sync();
      auto engine = start();
      EXPECT_EQ(Database(kPath).number(kWritten), 1);
      disk_.kill();
      engine.reset();
      reader.reset();
      lose_power();
      start().reset();
      EXPECT_EQ(Database(kPath).number(kWritten), 1) << (with_reader ? "with a reader" : "alone");
    }
  }
}

}  // namespace
}  // namespace ludice::sim
