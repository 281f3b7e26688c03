// What only PostgreSQL meets: other processes on the same database, and connections that are lost.
#include "async/task_group.hpp"
#include "store/meta_table.hpp"
#include "store/postgres_connection.hpp"
#include "store/postgres_worker.hpp"
#include "support/both_stores.hpp"

#include <atomic>
#include <future>
#include <set>
#include <thread>
#include <vector>

namespace ludice::store {
namespace {

constexpr Statement kCutOthers{
    "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND "
    "pid <> "
    "pg_backend_pid()"};
constexpr Statement kCutMyself{"SELECT pg_terminate_backend(pg_backend_pid())"};
constexpr Statement kInsertColour{"INSERT INTO meta (name, value) VALUES ('colour', $1)"};
constexpr Statement kUpdateColour{"UPDATE meta SET value = $1 WHERE name = 'colour'"};
constexpr Statement kColour{"SELECT value FROM meta WHERE name = 'colour'", "FOR UPDATE"};

/// A "process": a store over the test's database and an event loop of its own.
class Replica {
 public:
  Replica(const std::string& url, const Clock* clock) : store_(test::open_postgres_at(url, clock)) {}

  template <class T>
  T write(Body<T> body) {
    return runner_.run(store_->write<T>(std::move(body)));
  }
  template <class T>
  T read(ReadBody<T> body) {
    return runner_.run(store_->read<T>(std::move(body)));
  }
  Written write_once(OnceKey key, Body<Outcome> body) {
    return runner_.run(store_->write_once(std::move(key), std::move(body)));
  }
  std::string colour() {
    return read<std::string>([](Reader& reader) { return find_meta(reader, "colour").value_or("none"); });
  }
  Store& store() { return *store_; }

 private:
  async::Runner runner_;
  std::unique_ptr<Store> store_;
};

class PostgresStoreTest : public ::testing::Test {
 protected:
  std::unique_ptr<Replica> replica() { return std::make_unique<Replica>(database_.url(), &clock_); }
  /// Cuts every connection to the database but its own.
  void cut_all() { PostgresConnection(database_.url()).query(kCutOthers); }

  test::PostgresDatabase database_{""};
  test::ManualClock clock_;
};

TEST_F(PostgresStoreTest, processes_that_start_at_once_make_the_schema_together) {
  std::vector<std::future<void>> starting;
  for (int i = 0; i < 6; ++i) {
    starting.push_back(std::async(std::launch::async, [this] { replica(); }));
  }
  for (auto& one : starting) EXPECT_NO_THROW(one.get());
}

TEST_F(PostgresStoreTest, an_older_schema_is_refused_where_it_may_not_be_changed) {
  PostgresOptions options;
  options.url = database_.url();
  options.migrate = false;
  EXPECT_THROW(open_postgres(std::move(options), no_metrics()), Unavailable);
}

TEST_F(PostgresStoreTest, a_server_that_is_not_there_is_unavailable) {
  PostgresOptions options;
  options.url = "postgresql://ludice@/none?host=/nowhere";
  EXPECT_THROW(open_postgres(std::move(options), no_metrics()), Unavailable);
}

TEST_F(PostgresStoreTest, ids_of_two_processes_differ_and_follow_what_was_seen) {
  const auto one = replica();
  const auto two = replica();
  const Body<std::int64_t> next = [](Transaction& transaction) { return transaction.next_id(); };
  std::set<std::int64_t> ids;
  std::int64_t last = 0;
  for (int i = 0; i < 500; ++i) {
    ids.insert(last = one->write<std::int64_t>(next));
    ids.insert(two->write<std::int64_t>(next));
  }
  EXPECT_EQ(ids.size(), 1'000U);
  const Body<std::int64_t> behind = [far = last + (1LL << 30)](Transaction& transaction) {
    transaction.saw_id(far);
    return transaction.next_id() - far;
  };
  EXPECT_GT(two->write<std::int64_t>(behind), 0);
}

TEST_F(PostgresStoreTest, a_slot_that_is_taken_over_gives_no_id_twice) {
  static constexpr Statement kForget{"UPDATE node SET until = 0"};
  const Body<std::int64_t> next = [](Transaction& transaction) { return transaction.next_id(); };
  const auto sleeper = replica();
  std::set<std::int64_t> ids{sleeper->write<std::int64_t>(next)};
  PostgresConnection(database_.url()).execute(kForget);
  const auto heir = replica();  // has the slot of the sleeper, who does not know
  for (int i = 0; i < 200; ++i) {
    ids.insert(sleeper->write<std::int64_t>(next));
    ids.insert(heir->write<std::int64_t>(next));
  }
  EXPECT_EQ(ids.size(), 401U);
}

TEST_F(PostgresStoreTest, a_row_that_is_read_is_locked_so_that_no_update_is_lost) {
  const auto one = replica();
  const auto two = replica();
  one->write<bool>([](Transaction& transaction) {
    set_meta(transaction, "colour", "0");
    return true;
  });
  const Body<bool> count_up = [](Transaction& transaction) {
    const int count = std::stoi(transaction.query(kColour).front().text(0));
    transaction.change_one(kUpdateColour, {std::to_string(count + 1)});
    return true;
  };
  const auto many = [&](Replica& replica) {
    for (int i = 0; i < 200; ++i) replica.write<bool>(count_up);
  };
  auto other = std::async(std::launch::async, [&] { many(*two); });
  many(*one);
  other.get();
  EXPECT_EQ(one->colour(), "400");
}

TEST_F(PostgresStoreTest, a_change_of_no_row_runs_the_body_again_and_in_the_end_fails_whole) {
  const auto one = replica();
  int runs = 0;
  const Body<bool> body = [&runs](Transaction& transaction) {
    ++runs;
    set_meta(transaction, "other", "written");
    transaction.change_one(kUpdateColour, {"red"});
    return true;
  };
  EXPECT_THROW(one->write<bool>(body), Unavailable);
  EXPECT_GT(runs, 3);
  EXPECT_EQ(one->read<bool>([](Reader& reader) { return find_meta(reader, "other").has_value(); }), false);
}

TEST_F(PostgresStoreTest, scene_24_the_same_request_to_two_processes_at_once_has_one_effect_and_one_answer) {
  const auto one = replica();
  const auto two = replica();
  for (int round = 0; round < 50; ++round) {
    const OnceKey key{std::string(14, 'f') + std::to_string(10 + round), "/x", "", "", false};
    const auto call = [&key](Replica& replica, const char* who) {
      return replica.write_once(key, [who, &key](Transaction& transaction) {
        set_meta(transaction, key.fingerprint, who);
        return Outcome{{200, who}};
      });
    };
    auto other = std::async(std::launch::async, [&] { return call(*two, "two"); });
    const Written mine = call(*one, "one");
    const Written theirs = other.get();
    EXPECT_EQ(mine.answer.body, theirs.answer.body);
    EXPECT_EQ((mine.replay == Replay::first) + (theirs.replay == Replay::first), 1);
    const auto effect = one->read<std::string>(
        [&key](Reader& reader) { return find_meta(reader, key.fingerprint).value_or("none"); });
    EXPECT_EQ(effect, mine.answer.body);
  }
}

TEST_F(PostgresStoreTest, connections_that_were_cut_are_made_again_and_nobody_notices) {
  const auto one = replica();
  for (int round = 0; round < 3; ++round) {
    cut_all();
    const std::string colour = std::to_string(round);
    one->write<bool>([colour](Transaction& transaction) {
      set_meta(transaction, "colour", colour);
      return true;
    });
    cut_all();
    EXPECT_EQ(one->colour(), colour);
  }
}

TEST_F(PostgresStoreTest, a_connection_cut_inside_a_body_runs_it_again_with_one_effect) {
  const auto one = replica();
  int runs = 0;
  one->write<bool>([&runs](Transaction& transaction) {
    transaction.change_one(kInsertColour, {"red"});
    if (++runs == 1) transaction.query(kCutMyself);
    return true;
  });
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(one->colour(), "red");
}

TEST_F(PostgresStoreTest, a_link_that_waits_tries_again_as_soon_as_another_has_got_through) {
  Reached reached;
  PostgresLink waiting(database_.url(), reached);
  PostgresLink other(database_.url(), reached);
  test::PostgresServer::instance().allow_connections(database_.url(), false);
  for (int refused_by_the_server = 0; refused_by_the_server < 4; std::this_thread::sleep_for(Millis{10})) {
    try {
      waiting.get();
      FAIL() << "nobody may connect";
    } catch (const Unavailable& error) {
      if (std::string_view(error.what()) != "the database cannot be reached") ++refused_by_the_server;
    }
  }
  EXPECT_THROW(waiting.get(), Unavailable) << "it waits 800 ms now";
  test::PostgresServer::instance().allow_connections(database_.url(), true);
  EXPECT_NO_THROW(other.get());
  EXPECT_NO_THROW(waiting.get());
}

TEST_F(PostgresStoreTest, two_that_lock_crosswise_both_get_through) {
  static constexpr Statement kLock{"SELECT value FROM meta WHERE name = $1", "FOR UPDATE"};
  const auto one = replica();
  const auto two = replica();
  one->write<bool>([](Transaction& transaction) {
    set_meta(transaction, "a", "");
    set_meta(transaction, "b", "");
    return true;
  });
  std::atomic<int> inside = 0;
  const auto lock_both = [&inside](const char* first, const char* second) {
    return [&inside, first, second, runs = std::make_shared<int>(0)](Transaction& transaction) {
      transaction.query(kLock, {first});
      ++inside;
      while (*runs == 0 && inside < 2) std::this_thread::yield();
      ++*runs;
      transaction.query(kLock, {second});
      return true;
    };
  };
  auto other = std::async(std::launch::async, [&] { return two->write<bool>(lock_both("b", "a")); });
  EXPECT_TRUE(one->write<bool>(lock_both("a", "b")));
  EXPECT_TRUE(other.get());
}

TEST_F(PostgresStoreTest, bytes_and_foreign_text_come_back_as_they_went_in) {
  const std::string bytes("\0\x01\xff'\\x", 6);
  const std::string text = "Ludicé 🎲 \"'\\$1";
  const auto one = replica();
  const OnceKey key{std::string(16, '\xfe'), "/x", "n", bytes, false};
  one->write_once(key, [&text](Transaction&) { return Outcome{{200, text}}; });
  const Written again = one->write_once(key, [](Transaction&) { return Outcome{{200, "second"}}; });
  EXPECT_EQ(again.replay, Replay::repeated);
  EXPECT_EQ(again.answer.body, text);
}

}  // namespace
}  // namespace ludice::store
