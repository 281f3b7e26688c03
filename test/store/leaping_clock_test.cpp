// Scene 23 in the store: leaps of the clock are kept with the data, by each database in its way.
#include "base/disciplined_clock.hpp"
#include "store/database_clock.hpp"
#include "store/event_table.hpp"
#include "store/meta_table.hpp"
#include "store/migrations.hpp"
#include "store/node_ids.hpp"
#include "store/postgres_store.hpp"
#include "store/sqlite_engine.hpp"
#include "support/counted_metrics.hpp"
#include "support/manual_clock.hpp"
#include "support/postgres_server.hpp"
#include "support/temp_folder.hpp"

#include <future>

#include <gtest/gtest.h>

namespace ludice::store {
namespace {

constexpr Millis kHour{3'600'000};
constexpr Millis kMinute{60'000};

/// A body as a job of its own.
struct Write final : WriteJob {
  explicit Write(std::function<void(Transaction&)> write_body) : body(std::move(write_body)) {
    done = [](const std::exception_ptr& failure) { EXPECT_EQ(failure, nullptr); };
  }
  Effect run(Transaction& transaction) override {
    body(transaction);
    return {};
  }
  std::function<void(Transaction&)> body;
};

class LeapingClockTest : public testing::Test {
 protected:
  LeapingClockTest() { start(); }

  void start() {
    engine_.reset();
    clock_ = std::make_unique<DisciplinedClock>(wall_, steady_);
    engine_ = std::make_unique<SqliteEngine>(
        EngineOptions{.path = folder_.file("test.db"), .discipline = clock_.get()}, *clock_, no_metrics());
  }
  void pass(Millis time) {
    wall_.advance(time);
    steady_.advance(time);
  }
  void write(std::function<void(Transaction&)> body) {
    const std::vector<std::shared_ptr<WriteJob>> batch{std::make_shared<Write>(std::move(body))};
    engine_->run_batch(batch);
  }
  /// Leaves its time behind, as whatever moves money does.
  void write_sealed() {
    write([](Transaction& transaction) { transaction.seal("something"); });
  }
  void somebody_waits() {
    write([](Transaction& transaction) {
      transaction.execute(Statement{"INSERT INTO deadline (at, game) VALUES ($1, $2)"},
                          {transaction.now() + kMinute, transaction.next_id()});
    });
  }

  test::TempFolder folder_;
  test::ManualClock wall_;
  test::ManualClock steady_{Instant{77}};
  std::unique_ptr<DisciplinedClock> clock_;
  std::unique_ptr<SqliteEngine> engine_;
};

TEST_F(LeapingClockTest, scene_23_bodies_do_not_see_a_leap) {
  const Instant before = engine_->clock().now();
  wall_.advance(kHour);
  Instant seen;
  write([&](Transaction& transaction) { seen = transaction.now(); });
  EXPECT_EQ(seen, before);
  EXPECT_EQ(engine_->clock().civil(), before);
}

TEST_F(LeapingClockTest, scene_23_a_leap_is_kept_over_a_restart_also_where_nobody_wrote_since) {
  somebody_waits();
  const Instant before = engine_->clock().now();
  for (const Millis leap : {kHour, -2 * kHour}) {
    wall_.advance(leap);
    engine_->keep_time();
    EXPECT_TRUE(engine_->is_time_kept());
    write_sealed();
    start();
    EXPECT_EQ(engine_->clock().now(), before);
    EXPECT_EQ(engine_->clock().civil(), before);
  }
}

TEST_F(LeapingClockTest, scene_23_a_clock_set_right_while_the_program_was_away_is_believed) {
  somebody_waits();
  wall_.advance(kHour);
  engine_->keep_time();
  pass(kMinute);
  write_sealed();
  engine_.reset();
  wall_.advance(-kHour);
  pass(kMinute);
  start();
  EXPECT_EQ(engine_->clock().now(), wall_.now());
  EXPECT_EQ(engine_->clock().civil(), wall_.now());
}

TEST_F(LeapingClockTest, game_time_catches_up_when_nobody_waits_and_no_consumer_seems_to_have_been_silent) {
  write([](Transaction& transaction) { touch_consumer(transaction, "bot"); });
  wall_.advance(72 * kHour);
  engine_->keep_time();
  pass(Reckoning::kTrial);
  engine_->keep_time();
  EXPECT_EQ(engine_->clock().now(), wall_.now());
  write([](Transaction& transaction) {
    EXPECT_EQ(drop_silent_consumers(transaction, 1'000), 0);
    EXPECT_EQ(find_consumers(transaction).size(), 1U);
  });
}

TEST_F(LeapingClockTest, scene_21_game_time_waits_where_the_database_cannot_be_written) {
  write([](Transaction& transaction) { touch_consumer(transaction, "bot"); });
  wall_.advance(kHour);
  engine_->keep_time();
  pass(Reckoning::kTrial);
  {
    SqliteConnection other(folder_.file("test.db"), OpenMode::read_write);
    other.run_script("BEGIN IMMEDIATE");
    EXPECT_NO_THROW(engine_->keep_time()) << "it would end the program";
    EXPECT_LT(engine_->clock().now(), wall_.now());
    other.run_script("ROLLBACK");
  }
  for (int turns = 0; turns < 1'000 && engine_->clock().now() < wall_.now(); ++turns) engine_->keep_time();
  EXPECT_EQ(engine_->clock().now(), wall_.now());
}

TEST_F(LeapingClockTest, game_time_does_not_catch_up_while_somebody_waits) {
  somebody_waits();
  const Instant before = engine_->clock().now();
  wall_.advance(kHour);
  engine_->keep_time();
  pass(Reckoning::kTrial);
  engine_->keep_time();
  EXPECT_LT(engine_->clock().now() - before, Reckoning::kTrial + Millis{1'000});
}

/// With the keeper's part played here.
TEST(NodeIdsTest, who_waits_for_an_id_after_a_leap_hurries_the_keeper) {
  PostgresConnection connection(test::PostgresServer::instance().new_database());
  migrate_postgres(connection, true);
  Pauses keeper;
  NodeIds ids("a test", keeper);
  const Instant before{1'800'000'000'000};
  ids.renew(connection, before);
  const std::int64_t first = ids.next(before);
  EXPECT_FALSE(ids.is_short());
  auto after = std::async(std::launch::async, [&] { return ids.next(before + kHour); });
  keeper.pause(Millis{60'000});
  EXPECT_TRUE(ids.is_short());
  ids.renew(connection, before);
  EXPECT_FALSE(ids.is_short());
  EXPECT_GT(after.get(), first) << "and did not lose its patience before";
}

/// Two processes over one server, as seen by the clock of each. The steady clock is set back, so the server's
/// seems to have leapt forward.
class DatabaseClockTest : public testing::Test {
 protected:
  DatabaseClockTest() {
    open_postgres({.url = url_}, no_metrics());  // makes the schema, and goes
    for (DatabaseClock* clock : {&first_, &second_}) clock->begin(connection_, {}, {});
  }
  void another_was_heard_of(Instant at) {
    connection_.execute(Statement{"UPDATE node SET until = $1 WHERE slot = 5"}, {at + NodeIds::kLease});
  }
  double leaps() const { return metrics_.count("ludice_clock_leaps_total{clock=database}"); }

  const std::string url_ = test::PostgresServer::instance().new_database();
  PostgresConnection connection_{url_};
  test::ManualClock steady_;
  test::CountedMetrics metrics_;
  DatabaseClock first_{steady_, metrics_};
  DatabaseClock second_{steady_, metrics_};
};

TEST_F(DatabaseClockTest, scene_23_who_notices_a_leap_first_tells_all_others) {
  const Instant before = first_.now();
  steady_.advance(-kHour);
  for (DatabaseClock* clock : {&first_, &second_}) {
    clock->set_from(connection_, 0);
    const Millis off = clock->now() - (before - kHour);
    EXPECT_LT(std::chrono::abs(off), Millis{1'000});
    EXPECT_LT(std::chrono::abs(clock->civil() - clock->now()), Millis{1'000});
    EXPECT_EQ(leaps(), 1) << "the second learns of it from the first";
  }
  DatabaseClock third(steady_);
  another_was_heard_of(before);
  third.begin(connection_, {}, {});
  EXPECT_LT(std::chrono::abs(third.now() - first_.now()), Millis{1'000});
}

TEST_F(DatabaseClockTest, scene_23_a_process_that_slept_does_not_hold_the_others_back) {
  const Instant before = first_.now();
  steady_.advance(-kHour);  // it stood for an hour
  another_was_heard_of(before - Millis{500});
  const Instant server = before;
  first_.set_from(connection_, 0);
  EXPECT_LT(std::chrono::abs(first_.now() - server), Millis{2'000});
  EXPECT_EQ(leaps(), 0) << "the server's clock went on";
}

TEST_F(DatabaseClockTest, a_start_never_begins_before_what_was_recorded) {
  const Instant latest = first_.now() + kHour;
  DatabaseClock late(steady_);
  late.begin(connection_, latest, latest + kHour);
  EXPECT_GE(late.now(), latest);
  EXPECT_GE(late.civil(), latest + kHour);
}

}  // namespace
}  // namespace ludice::store
