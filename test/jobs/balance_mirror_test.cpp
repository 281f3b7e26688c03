// Balances in Redis behind those in the ledger, on both databases and a real Redis.
#include "jobs/balance_mirror.hpp"

#include "async/deadline.hpp"
#include "jobs/sealer.hpp"
#include "service/service_fixture.hpp"
#include "support/both_stores.hpp"
#include "support/counted_metrics.hpp"
#include "support/redis_server.hpp"

namespace ludice::jobs {
namespace {

class BalanceMirrorTest : public test::OnBothStores<service::ServiceTest> {
 protected:
  BalanceMirrorTest() {
    while (!client_.is_up()) runner_.run(async::sleep_for(Millis{5}));
    EXPECT_TRUE(runner_.run(jobs_lease_.take()));
    EXPECT_TRUE(runner_.run(lease_.take()));
  }

  static redis::ClientOptions options(const test::RedisServer& server) {
    redis::ClientOptions options;
    options.address = server.address();
    options.use = "test";
    options.script = redis::BalanceKeys::script();
    options.patience = Millis{5'000};
    options.first_pause = options.longest_pause = Millis{10};
    return options;
  }

  /// Where a commit does not seal itself.
  void seal() {
    if (store_->is_shared()) runner_.run(Sealer(*store_, jobs_lease_, no_metrics()).seal());
  }

  /// Until all is written and nothing has changed any more.
  void settle(BalanceMirror& mirror) {
    EXPECT_TRUE(runner_.run(lease_.take()));
    seal();
    for (int steps = 0; runner_.run(mirror.step()) || !mirror.is_complete(); ++steps) ASSERT_LT(steps, 1'000);
  }
  void settle() { settle(mirror_); }

  std::string key(const std::string& name) {
    const redis::Reply reply = redis_.ask({"GET", "user:" + name});
    return reply.kind == redis::Reply::Kind::text ? reply.text : "none";
  }

  test::RedisServer redis_;
  SystemRandom random_;
  redis::Client client_{options(redis_), no_metrics()};
  redis::BalanceKeys keys_{client_};
  Lease jobs_lease_{*store_, "mine"};
  Lease lease_{*store_, "mine", store::kMirrorLease};
  BalanceMirror mirror_{*store_, lease_, keys_, domain::Asset::points, random_, no_metrics()};
};

TEST_P(BalanceMirrorTest, what_was_there_before_stands_in_redis_and_what_changes_follows) {
  sign_up("anna", 1);
  create_user("ivan", 0);
  settle();
  EXPECT_EQ(key("anna"), "1000");
  EXPECT_EQ(key("ivan"), "0");
  modify("anna", -1);
  create_user("petro", 7);
  create_user("olga", 0);
  settle();
  EXPECT_EQ(key("anna"), "999");
  EXPECT_EQ(key("petro"), "7");
  EXPECT_EQ(key("olga"), "0");
}

TEST_P(BalanceMirrorTest, both_players_of_a_game_follow_its_stakes_and_its_payout) {
  const GameId game = begin(50);
  settle();
  EXPECT_EQ(key("anna"), "950");
  EXPECT_EQ(key("ivan"), "950");
  record("anna", game, 6);
  record("ivan", game, 1);
  settle();
  EXPECT_EQ(key("anna"), "1050");
  EXPECT_EQ(key("ivan"), "950");
}

TEST_P(BalanceMirrorTest, a_name_that_moves_takes_its_key_along) {
  sign_up("anna", 1);
  settle();
  sign_up("hanna", 1);
  settle();
  EXPECT_EQ(key("anna"), "none");
  EXPECT_EQ(key("hanna"), "1000");
  modify("hanna", 1);
  sign_up("hanna", 2);
  settle();
  EXPECT_EQ(key("hanna"), "1000");
  EXPECT_EQ(key("#1"), "1001");
  sign_up("hanna", 1);
  settle();
  EXPECT_EQ(key("hanna"), "1001");
  EXPECT_EQ(key("#1"), "none");
  EXPECT_EQ(key("#2"), "1000");
}

TEST_P(BalanceMirrorTest, other_assets_are_not_shown) {
  rules_.assets = {domain::Asset::points, domain::Asset::stars};
  sign_up("anna", 1);
  fund_owner(domain::Asset::stars, 100);
  settle();
  modify("anna", 30, domain::Asset::stars);
  settle();
  EXPECT_EQ(key("anna"), "1000");
}

TEST_P(BalanceMirrorTest, more_than_one_page_of_players_and_of_changes_is_written) {
  const int count = 2 * BalanceMirror::kMostAtOnce + 3;
  write<bool>([&](store::Transaction& t) {
    for (int i = 0; i < count; ++i)
      service::CreateUser::run(t, "p" + std::to_string(i), Amount(i), domain::Asset::points);
    return true;
  });
  settle();
  EXPECT_EQ(key("p0"), "0");
  EXPECT_EQ(key("p" + std::to_string(count - 1)), std::to_string(count - 1));
  write<bool>([&](store::Transaction& t) {
    for (int i = 0; i < count; ++i)
      service::CreateUser::run(t, "q" + std::to_string(i), Amount(i), domain::Asset::points);
    return true;
  });
  settle();
  for (int i = 0; i < count; ++i) ASSERT_EQ(key("q" + std::to_string(i)), std::to_string(i));
}

TEST_P(BalanceMirrorTest, an_emptied_redis_is_filled_again_whenever_it_happens) {
  write<bool>([&](store::Transaction& t) {
    for (int i = 0; i < BalanceMirror::kMostAtOnce + 1; ++i)
      service::CreateUser::run(t, "p" + std::to_string(i), Amount(i), domain::Asset::points);
    return true;
  });
  runner_.run(mirror_.step());  // the first page is written
  redis_.ask({"FLUSHALL"});
  settle();
  EXPECT_EQ(key("p0"), "0");
  redis_.ask({"FLUSHALL"});
  clock_.advance(BalanceMirror::kLookEvery);
  runner_.run(mirror_.step());
  EXPECT_FALSE(mirror_.is_complete());
  settle();
  EXPECT_EQ(key("p7"), "7");
}

TEST_P(BalanceMirrorTest, nobody_is_told_that_all_stand_in_a_new_redis_before_they_do) {
  test::CountedMetrics metrics;
  BalanceMirror mirror(*store_, lease_, keys_, domain::Asset::points, random_, metrics);
  const auto shown = [&] { return metrics.level("ludice_mirror_complete"); };
  write<bool>([&](store::Transaction& t) {
    for (int i = 0; i < BalanceMirror::kMostAtOnce + 1; ++i)
      service::CreateUser::run(t, "p" + std::to_string(i), Amount(i), domain::Asset::points);
    return true;
  });
  settle(mirror);
  EXPECT_EQ(shown(), 1);
  clock_.advance(BalanceMirror::kRenewEvery);
  EXPECT_TRUE(runner_.run(lease_.take()));
  do {
    runner_.run(mirror.step());
    EXPECT_EQ(shown(), 1) << "they are written anew over those that stand there";
  } while (!mirror.is_complete());
  clock_.advance(BalanceMirror::kRenewEvery);
  EXPECT_TRUE(runner_.run(lease_.take()));
  runner_.run(mirror.step());
  EXPECT_FALSE(mirror.is_complete());
  redis_.kill();
  EXPECT_THROW(runner_.run(keys_.has("a mark")), redis::Unavailable);
  redis_.start();
  while (!client_.is_up() || client_.connections() < 2) runner_.run(async::sleep_for(Millis{5}));
  runner_.run(mirror.step());
  EXPECT_EQ(shown(), 0) << "a page stands there";
  settle(mirror);
  EXPECT_EQ(shown(), 1);
}

TEST_P(BalanceMirrorTest, a_redis_that_comes_back_with_old_balances_is_put_right) {
  sign_up("anna", 1);
  settle();
  const std::string old = redis_.ask({"HGET", "ludice:balances", "mark"}).text;
  redis_.kill();
  EXPECT_THROW(runner_.run(keys_.has(old)), redis::Unavailable);
  modify("anna", 5);
  redis_.start();
  redis_.ask({"SET", "user:anna", "1000"});
  redis_.ask({"HSET", "ludice:balances", "mark", old});
  while (!client_.is_up() || client_.connections() < 2) runner_.run(async::sleep_for(Millis{5}));
  settle();
  EXPECT_EQ(key("anna"), "1005");
}

TEST_P(BalanceMirrorTest, the_ledger_is_believed_where_redis_knows_of_later_versions) {
  sign_up("anna", 1);
  settle();
  for (const redis::Reply& field : redis_.ask({"HKEYS", "ludice:balances"}).items) {
    if (field.text.starts_with("p"))
      redis_.ask({"HSET", "ludice:balances", field.text, "999999 7 9007199254740991 earlier anna"});
  }
  redis_.ask({"HSET", "ludice:balances", "p4096", "1 5 1 earlier gone"});
  clock_.advance(BalanceMirror::kRenewEvery);
  settle();
  EXPECT_EQ(key("anna"), "1000");
  EXPECT_EQ(redis_.ask({"HEXISTS", "ludice:balances", "p4096"}).integer, 0);
}

TEST_P(BalanceMirrorTest, what_others_wrote_is_put_right_after_a_while_though_nothing_changes) {
  sign_up("anna", 1);
  settle();
  redis_.ask({"SET", "user:anna", "7"});
  clock_.advance(BalanceMirror::kRenewEvery);
  settle();
  EXPECT_EQ(key("anna"), "1000");
}

class MirrorOfReplicasTest : public BalanceMirrorTest {};

TEST_P(MirrorOfReplicasTest, of_two_processes_one_writes_and_the_other_takes_over) {
  sign_up("anna", 1);
  settle();
  Lease other_lease(*store_, "other", store::kMirrorLease);
  BalanceMirror other(*store_, other_lease, keys_, domain::Asset::points, random_, no_metrics());
  EXPECT_FALSE(runner_.run(other_lease.take()));
  EXPECT_FALSE(runner_.run(other.step()));
  EXPECT_TRUE(runner_.run(keys_.has(redis_.ask({"HGET", "ludice:balances", "mark"}).text)));
  runner_.run(lease_.give_back());
  EXPECT_TRUE(runner_.run(other_lease.take()));
  modify("anna", 1);
  seal();
  while (runner_.run(other.step()) || !other.is_complete()) {
  }
  EXPECT_EQ(key("anna"), "1001");
  runner_.run(mirror_.step());
  EXPECT_FALSE(mirror_.is_complete());
}

/// Names and balances changing at random, Redis emptied now and then: in the end it shows what the ledger
/// has.
TEST_P(BalanceMirrorTest, whatever_happens_it_ends_as_the_ledger_has_it) {
  std::int64_t seed = 20'260'101;
  const auto below = [&seed](std::int64_t bound) {
    seed = (seed * 1'103'515'245 + 12'345) % 2'147'483'648;
    return seed / 65'536 % bound;
  };
  const std::vector<std::string> names{"a", "b", "c"};
  for (int round = 0; round < 60; ++round) {
    switch (below(5)) {
      case 0:
      case 1:
        sign_up(names[static_cast<std::size_t>(below(3))], 1 + below(4));
        break;
      case 2:
        modify(names[static_cast<std::size_t>(below(3))], 1 + below(9));
        break;
      case 3:
        runner_.run(mirror_.step());
        break;
      default:
        if (below(4) == 0) redis_.ask({"FLUSHALL"});
    }
    clock_.advance(Millis{below(400)});
    runner_.run(lease_.take());
    runner_.run(jobs_lease_.take());
  }
  clock_.advance(BalanceMirror::kLookEvery);
  runner_.run(jobs_lease_.take());
  runner_.run(lease_.take());
  runner_.run(mirror_.step());
  settle();
  for (const std::string name : {"a", "b", "c", "#1", "#2", "#3", "#4"}) {
    static constexpr store::Statement kHolder{
        "SELECT a.balance FROM player p JOIN account a ON a.id = p.id WHERE p.username = $1 OR (p.username "
        "IS "
        "NULL AND p.telegram_id = $2)"};
    const std::int64_t id = name[0] == '#' ? name[1] - '0' : 0;
    const auto expected = read<std::string>([&](store::Reader& r) {
      const store::Rows rows = r.query(kHolder, {name, id});
      return rows.empty() ? std::string("none") : std::to_string(rows.front().integer(0));
    });
    EXPECT_EQ(key(name), expected) << name;
  }
}

LUDICE_ON_BOTH_STORES(BalanceMirrorTest);
INSTANTIATE_TEST_SUITE_P(Stores, MirrorOfReplicasTest, ::testing::Values(test::Engine::postgres),
                         test::engine_name);

}  // namespace
}  // namespace ludice::jobs
