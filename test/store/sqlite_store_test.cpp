// What only the embedded database does: batches, and one process alone.
#include "async/task_group.hpp"
#include "store/meta_table.hpp"
#include "support/store_fixture.hpp"

#include <future>

namespace ludice::store {
namespace {

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
