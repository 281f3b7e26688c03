// The unit of work on both databases: effects, refusals, failures, restarts.
#include "async/task_group.hpp"
#include "store/meta_table.hpp"
#include "support/both_stores.hpp"

#include <future>

namespace ludice::store {
namespace {

using test::StoreTest;

class UnitOfWorkTest : public test::OnBothStores<StoreTest> {
 protected:
  std::string meta(const std::string& name) {
    return read<std::string>([name](Reader& reader) { return find_meta(reader, name).value_or("none"); });
  }
  void set(const std::string& name, const std::string& value) {
    write<bool>([=](Transaction& transaction) {
      set_meta(transaction, name, value);
      return true;
    });
  }
};
LUDICE_ON_BOTH_STORES(UnitOfWorkTest);

TEST_P(UnitOfWorkTest, what_was_written_is_read_and_survives_a_restart) {
  set("colour", "red");
  EXPECT_EQ(meta("colour"), "red");
  reopen();
  EXPECT_EQ(meta("colour"), "red");
}

TEST_P(UnitOfWorkTest, a_body_that_throws_leaves_nothing_and_its_exception_comes_through) {
  const Body<bool> body = [](Transaction& transaction) -> bool {
    set_meta(transaction, "colour", "blue");
    throw std::logic_error("no");
  };
  EXPECT_THROW(write<bool>(body), std::logic_error);
  EXPECT_EQ(meta("colour"), "none");
}

TEST_P(UnitOfWorkTest, a_broken_constraint_is_unavailable_and_leaves_nothing) {
  static constexpr Statement kTwice{"INSERT INTO meta (name, value) VALUES ('schema', '0')"};
  const Body<bool> body = [](Transaction& transaction) -> bool {
    set_meta(transaction, "colour", "blue");
    transaction.execute(kTwice);
    return true;
  };
  EXPECT_THROW(write<bool>(body), Unavailable);
  EXPECT_EQ(meta("colour"), "none");
}

TEST_P(UnitOfWorkTest, a_refusal_that_wrote_ends_the_process) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const Body<Result<int>> body = [](Transaction& transaction) -> Result<int> {
    set_meta(transaction, "colour", "blue");
    return refuse(Refusal::conflict);
  };
  EXPECT_DEATH(write<Result<int>>(body), "assertion failed: .*changes");
}

TEST_P(UnitOfWorkTest, a_full_queue_is_overloaded_at_once) {
  max_queued_ = 2;
  reopen();
  std::promise<void> gate;
  auto opened = gate.get_future().share();
  async::TaskGroup group(runner_.executor());
  int overloaded = 0;
  auto run = [](Store* store, std::shared_future<void> wait, int* refused) -> async::Task<> {
    Body<bool> body = [wait](Transaction&) {
      wait.wait();
      return true;
    };
    try {
      co_await store->write<bool>(std::move(body));
    } catch (const Unavailable& failure) {
      if (failure.kind == Unavailable::Kind::overloaded) ++*refused;
    }
  };
  for (int i = 0; i < 10; ++i) group.spawn("body", run(store_.get(), opened, &overloaded));
  auto release = [](std::promise<void>* open) -> async::Task<> {
    open->set_value();
    co_return;
  };
  group.spawn("release", release(&gate));
  runner_.run(group.drain(Millis{10'000}));
  // Two wait; SQLite's batch or one for each of PostgreSQL's four writers may run.
  EXPECT_GE(overloaded, 10 - 2 - 4);
  EXPECT_LE(overloaded, 8);
}

TEST_P(UnitOfWorkTest, ids_grow_also_over_a_restart_and_a_clock_set_back) {
  const Body<std::int64_t> next = [](Transaction& transaction) { return transaction.next_id(); };
  const std::int64_t first = write<std::int64_t>(next);
  const std::int64_t second = write<std::int64_t>(next);
  EXPECT_GT(second, first);
  EXPECT_EQ(first % 4, 0);
  clock_.advance(Millis{-3'600'000});
  reopen();
  EXPECT_GT(write<std::int64_t>(next), second);
}

TEST_P(UnitOfWorkTest, time_never_runs_back_behind_what_is_recorded) {
  const Instant start = clock_.now();
  write_once({std::string(16, 'f'), "/x", "", ""}, [](Transaction&) { return Outcome{{200, "ok"}}; });
  clock_.advance(Millis{-3'600'000});
  reopen();
  EXPECT_EQ(store_->clock().now(), start);
  EXPECT_EQ(write<std::int64_t>([](Transaction& transaction) { return transaction.now().ms; }), start.ms);
}

TEST_P(UnitOfWorkTest, actions_after_the_commit_run_and_after_a_rollback_the_others) {
  int committed = 0;
  int rolled_back = 0;
  const auto hook = [&](Transaction& transaction) {
    transaction.after_commit([&] { ++committed; });
    transaction.after_rollback([&] { ++rolled_back; });
  };
  write<bool>([&](Transaction& transaction) {
    hook(transaction);
    return true;
  });
  EXPECT_EQ(committed, 1);
  EXPECT_EQ(rolled_back, 0);
  const Body<bool> failing = [&](Transaction& transaction) -> bool {
    hook(transaction);
    throw std::logic_error("no");
  };
  EXPECT_THROW(write<bool>(failing), std::logic_error);
  EXPECT_EQ(committed, 1);
  EXPECT_EQ(rolled_back, is_postgres() ? 1 : 2);  // SQLite: with its batch, and alone
}

TEST_P(UnitOfWorkTest, a_failure_behind_the_commit_ends_the_process_and_never_runs_a_body_again) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const Body<bool> body = [runs = std::make_shared<int>(0)](Transaction& transaction) {
    if (++*runs == 2) std::fprintf(stderr, "run twice\n");
    if (*runs == 1) transaction.after_commit([] { throw std::runtime_error("too late to fail"); });
    return true;
  };
  EXPECT_DEATH(write<bool>(body), "^terminate called");
}

}  // namespace
}  // namespace ludice::store
