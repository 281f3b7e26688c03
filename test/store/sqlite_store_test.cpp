// What only the embedded database does: batches, and one process alone.
#include "async/task_group.hpp"
#include "store/meta_table.hpp"
#include "support/store_fixture.hpp"

#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <string>
#include <vector>

namespace ludice::store {
namespace {

std::string bytes_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Writes into the file as it is, which somebody has open.
void overwrite(const std::string& file, const std::string& bytes) {
  std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
  out << bytes << std::flush;
  ASSERT_TRUE(out.good());
}

auto open_files() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
}

class SqliteStoreTest : public test::StoreTest {
 protected:
  std::string meta(const std::string& name) {
    return read<std::string>([name](Reader& reader) { return find_meta(reader, name).value_or("none"); });
  }
};

TEST_F(SqliteStoreTest, a_second_process_is_kept_out) {
  SqliteOptions options;
  options.path = path();
  EXPECT_THROW(open_sqlite(std::move(options), clock_, no_metrics()), Unavailable);
}

TEST_F(SqliteStoreTest, a_second_process_is_kept_out_also_through_a_link) {
  const std::string link = folder_.file("link.db");
  std::filesystem::create_symlink(path(), link);
  SqliteOptions options;
  options.path = link;
  EXPECT_THROW(open_sqlite(std::move(options), clock_, no_metrics()), Unavailable);
}

TEST_F(SqliteStoreTest, a_file_that_cannot_be_read_is_told_to_the_reader_and_is_read_when_it_is_back) {
  const auto set = [this](const std::string& value) {
    write<bool>([value](Transaction& transaction) {
      set_meta(transaction, "name", value);
      return true;
    });
  };
  set("before");
  ASSERT_EQ(meta("name"), "before");
  set("after");  // so that the reader has to look again
  const std::vector<std::string> files = {path(), path() + "-wal"};
  std::vector<std::string> contents;
  for (const std::string& file : files) {
    contents.push_back(bytes_of(file));
    overwrite(file, std::string(contents.back().size(), '\0'));
  }
  EXPECT_THROW(meta("name"), Unavailable);
  const auto files_open = open_files();
  for (int i = 0; i < 5; ++i) EXPECT_THROW(meta("name"), Unavailable);
  EXPECT_EQ(open_files(), files_open);
  for (std::size_t i = 0; i < files.size(); ++i) overwrite(files[i], contents[i]);
  EXPECT_EQ(meta("name"), "after");
}

TEST_F(SqliteStoreTest, one_failing_body_of_a_batch_takes_no_other_with_it) {
  // The first body holds the writer until all others are queued, so that they share a batch.
  std::promise<void> queued;
  auto ready = queued.get_future().share();
  async::TaskGroup group(runner_.executor());
  int failed = 0;
  auto run = [](Store* store, int number, std::shared_future<void> gate, int* failures) -> async::Task<> {
    Body<bool> body = [number, gate](Transaction& transaction) -> bool {
      if (number == 0) gate.wait();
      if (number == 7) throw std::logic_error("seven");
      set_meta(transaction, "n" + std::to_string(number), "here");
      return true;
    };
    try {
      co_await store->write<bool>(std::move(body));
    } catch (const std::logic_error&) {
      ++*failures;
    }
  };
  for (int number = 0; number < 20; ++number) group.spawn("body", run(store_.get(), number, ready, &failed));
  auto release = [](std::promise<void>* gate) -> async::Task<> {
    gate->set_value();
    co_return;
  };
  group.spawn("release", release(&queued));
  runner_.run(group.drain(Millis{10'000}));
  EXPECT_EQ(failed, 1);
  EXPECT_EQ(meta("n7"), "none");
  for (int number : {0, 1, 6, 8, 19}) EXPECT_EQ(meta("n" + std::to_string(number)), "here") << number;
}

}  // namespace
}  // namespace ludice::store
