// Copies out of a database that is in use and back into an empty place, and what must not be copied.
#include "store/sqlite_backup.hpp"

#include "store/lock_file.hpp"
#include "store/sqlite_connection.hpp"
#include "support/store_fixture.hpp"

#include <filesystem>
#include <fstream>

namespace ludice::store {
namespace {

namespace fs = std::filesystem;

class SqliteBackupTest : public test::StoreTest {
 protected:
  /// Writes one sealed record, as everything that matters does.
  void write_something() {
    static constexpr Statement kInsert{"INSERT INTO fact (id, game, body, at) VALUES ($1, 4096, 'x', 1)"};
    write<bool>(
        [](Transaction& transaction) { return transaction.execute(kInsert, {transaction.seal("x")}) == 1; });
  }
  static std::int64_t facts_in(const std::string& path) {
    static constexpr Statement kCount{"SELECT COUNT(*) FROM fact"};
    return SqliteConnection(path, OpenMode::read_only).query(kCount).front().integer(0);
  }
  void put(const std::string& name, const std::string& content) const {
    std::ofstream(folder_.file(name)) << content;
  }
  /// Nothing but these files lies in the folder.
  void expect_no_drafts() const {
    for (const auto& entry : fs::directory_iterator(folder_.path())) {
      EXPECT_EQ(entry.path().filename().string().find("copy.db."), std::string::npos) << entry.path();
    }
  }

  std::string copy_ = folder_.file("copy.db");
  std::string back_ = folder_.file("back/again.db");
};

TEST_F(SqliteBackupTest, holds_what_is_committed_while_the_database_is_in_use) {
  write_something();
  const Copied copied = backup_sqlite(path(), copy_);
  write_something();
  EXPECT_EQ(facts_in(copy_), 1);
  EXPECT_EQ(copied.chain_head.size(), 32U);
  expect_no_drafts();
}

TEST_F(SqliteBackupTest, is_one_file_for_its_owner_alone) {
  backup_sqlite(path(), copy_);
  EXPECT_EQ(fs::status(copy_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(facts_in(copy_), 0);
  EXPECT_FALSE(fs::exists(copy_ + "-wal"));
}

TEST_F(SqliteBackupTest, comes_back_into_an_empty_place_with_the_same_head) {
  write_something();
  const Copied out = backup_sqlite(path(), copy_);
  const Copied in = restore_sqlite(copy_, back_);
  EXPECT_EQ(in.chain_head, out.chain_head);
  EXPECT_EQ(in.schema, out.schema);
  EXPECT_EQ(facts_in(back_), 1);
}

TEST_F(SqliteBackupTest, never_replaces_a_file) {
  put("copy.db", "mine");
  EXPECT_THROW(backup_sqlite(path(), copy_), CopyRefused);
  EXPECT_EQ(fs::file_size(copy_), 4U);
  backup_sqlite(path(), folder_.file("other.db"));
  EXPECT_THROW(restore_sqlite(folder_.file("other.db"), copy_), CopyRefused);
  EXPECT_EQ(fs::file_size(copy_), 4U);
}

TEST_F(SqliteBackupTest, does_not_come_back_beside_what_a_database_has_left) {
  backup_sqlite(path(), folder_.file("other.db"));
  for (const char* part : {"copy.db-wal", "copy.db-shm", "copy.db-journal"}) {
    put(part, "");
    EXPECT_THROW(restore_sqlite(folder_.file("other.db"), copy_), CopyRefused) << part;
    fs::remove(folder_.file(part));
  }
}

TEST_F(SqliteBackupTest, does_not_come_back_into_a_place_that_is_in_use) {
  backup_sqlite(path(), copy_);
  const LockFile used(lock_of(back_));
  EXPECT_THROW(restore_sqlite(copy_, back_), Unavailable);
  EXPECT_FALSE(fs::exists(back_));
}

TEST_F(SqliteBackupTest, what_is_no_database_of_ours_does_not_come_back) {
  put("text.db", std::string(10'000, 'x'));
  put("empty.db", "");
  SqliteConnection(folder_.file("foreign.db"), OpenMode::read_write).run_script("CREATE TABLE a (b)");
  SqliteConnection(folder_.file("no_schema.db"), OpenMode::read_write)
      .run_script("CREATE TABLE meta (name, value); INSERT INTO meta VALUES ('schema', 'x')");
  for (const char* name : {"text.db", "empty.db", "foreign.db", "no_schema.db"}) {
    EXPECT_THROW(restore_sqlite(folder_.file(name), back_), CopyRefused) << name;
    EXPECT_FALSE(fs::exists(back_)) << name;
  }
  EXPECT_THROW(restore_sqlite(folder_.file("none.db"), back_), Unavailable);
}

TEST_F(SqliteBackupTest, what_a_newer_version_made_does_not_come_back) {
  backup_sqlite(path(), copy_);
  SqliteConnection(copy_, OpenMode::read_write)
      .run_script("UPDATE meta SET value = '999' WHERE name = 'schema'");
  EXPECT_THROW(restore_sqlite(copy_, back_), CopyRefused);
}

TEST_F(SqliteBackupTest, a_damaged_copy_does_not_come_back) {
  for (int i = 0; i < 300; ++i) write_something();
  backup_sqlite(path(), copy_);
  fs::resize_file(copy_, fs::file_size(copy_) / 2);
  EXPECT_THROW(restore_sqlite(copy_, back_), CopyRefused);
  EXPECT_FALSE(fs::exists(back_));
}

TEST_F(SqliteBackupTest, a_folder_that_is_not_there_is_said) {
  EXPECT_THROW(backup_sqlite(path(), folder_.file("none/copy.db")), Unavailable);
}

}  // namespace
}  // namespace ludice::store
