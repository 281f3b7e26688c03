// The mirror of balances: newest version and newest name win, whatever order they come in.
#include "redis/balance_keys.hpp"

#include "redis/redis_fixture.hpp"

#include <algorithm>
#include <map>

#include <rapidcheck.h>

namespace ludice::redis {
namespace {

using Order = BalanceKeys::Order;

const std::string kMark = "m1";

class BalanceKeysTest : public RedisTest {
 protected:
  BalanceKeysTest() { begin(kMark); }

  void begin(std::string mark) { runner_.run(keys_.begin(std::move(mark))); }
  bool put(StandingBalance standing, Order order = Order::newest, std::string mark = kMark) {
    std::vector<StandingBalance> all;
    all.push_back(std::move(standing));
    return runner_.run(keys_.put(std::move(mark), std::move(all), order));
  }
  std::string balance(const std::string& name) {
    const Reply reply = server_.ask({"GET", "user:" + name});
    return reply.kind == Reply::Kind::text ? reply.text : "none";
  }

  std::unique_ptr<Client> client_ = connect(std::string(BalanceKeys::script()));
  BalanceKeys keys_{*client_};
};

TEST_F(BalanceKeysTest, a_balance_stands_under_the_name_as_an_integer) {
  EXPECT_TRUE(put({.player = 4096, .name = "anna b", .named = 1, .balance = 950, .version = 2}));
  EXPECT_EQ(balance("anna b"), "950");
  put({.player = 4100, .name = "debtor", .named = 1, .balance = -15, .version = 2});
  EXPECT_EQ(balance("debtor"), "-15");
  put({.player = 4104, .name = "rich", .named = 1, .balance = 9'007'199'254'740'991, .version = 2});
  EXPECT_EQ(balance("rich"), "9007199254740991");
}

TEST_F(BalanceKeysTest, an_older_version_does_not_replace_a_newer_one) {
  put({.player = 4096, .name = "anna", .named = 1, .balance = 30, .version = 3});
  put({.player = 4096, .name = "anna", .named = 1, .balance = 20, .version = 2});
  EXPECT_EQ(balance("anna"), "30");
}

TEST_F(BalanceKeysTest, versions_are_compared_as_numbers) {
  put({.player = 4096, .name = "anna", .named = 1, .balance = 9, .version = 9});
  put({.player = 4096, .name = "anna", .named = 1, .balance = 10, .version = 10});
  EXPECT_EQ(balance("anna"), "10");
}

TEST_F(BalanceKeysTest, a_name_that_moves_takes_its_old_key_away) {
  put({.player = 4096, .name = "anna", .named = 1, .balance = 30, .version = 3});
  put({.player = 4096, .name = "hanna", .named = 2, .balance = 30, .version = 3});
  EXPECT_EQ(balance("anna"), "none");
  EXPECT_EQ(balance("hanna"), "30");
  put({.player = 4096, .name = "", .named = 3, .balance = 30, .version = 3});
  EXPECT_EQ(balance("hanna"), "none");
}

TEST_F(BalanceKeysTest, a_name_taken_over_stays_with_the_new_owner_in_either_order) {
  const StandingBalance old_owner{.player = 4096, .name = "", .named = 5, .balance = 30, .version = 3};
  const StandingBalance new_owner{.player = 4100, .name = "anna", .named = 6, .balance = 7, .version = 1};
  put({.player = 4096, .name = "anna", .named = 1, .balance = 30, .version = 3});
  put(new_owner);
  put(old_owner);
  EXPECT_EQ(balance("anna"), "7");
  put({.player = 4096, .name = "anna", .named = 1, .balance = 31, .version = 4});
  EXPECT_EQ(balance("anna"), "7");
}

TEST_F(BalanceKeysTest, what_somebody_else_wrote_under_a_key_is_put_right_with_the_next_write) {
  put({.player = 4096, .name = "anna", .named = 1, .balance = 30, .version = 3});
  server_.ask({"DEL", "user:anna"});
  server_.ask({"RPUSH", "user:anna", "a", "b"});
  put({.player = 4096, .name = "anna", .named = 1, .balance = 30, .version = 3});
  EXPECT_EQ(balance("anna"), "30");
}

TEST_F(BalanceKeysTest, a_lost_mark_is_told_and_nothing_is_written) {
  server_.ask({"FLUSHALL"});
  EXPECT_FALSE(put({.player = 4096, .name = "anna", .named = 1, .balance = 30, .version = 3}));
  EXPECT_FALSE(runner_.run(keys_.has(kMark)));
  EXPECT_EQ(balance("anna"), "none");
}

TEST_F(BalanceKeysTest, another_kind_in_the_place_of_the_hash_is_a_loss_that_heals) {
  server_.ask({"SET", "ludice:balances", "x"});
  EXPECT_FALSE(put({.player = 4096, .name = "anna", .named = 1, .balance = 30, .version = 3}));
  begin(kMark);
  EXPECT_TRUE(put({.player = 4096, .name = "anna", .named = 1, .balance = 30, .version = 3}));
  EXPECT_EQ(balance("anna"), "30");
}

TEST_F(BalanceKeysTest, the_truth_of_a_database_that_was_put_back_replaces_what_is_newer) {
  put({.player = 4096, .name = "anna", .named = 9, .balance = 90, .version = 9});
  put({.player = 4100, .name = "ivan", .named = 9, .balance = 50, .version = 9});
  begin("m2");
  EXPECT_TRUE(
      put({.player = 4096, .name = "ivan", .named = 1, .balance = 10, .version = 1}, Order::truth, "m2"));
  EXPECT_EQ(balance("anna"), "none");
  EXPECT_EQ(balance("ivan"), "10");
}

TEST_F(BalanceKeysTest, the_sweep_takes_away_what_nobody_wrote_again_and_leaves_other_keys) {
  put({.player = 4096, .name = "anna", .named = 1, .balance = 30, .version = 3});
  put({.player = 4100, .name = "gone", .named = 1, .balance = 50, .version = 9});
  server_.ask({"SET", "user:of-somebody-else", "5"});
  begin("m2");
  put({.player = 4096, .name = "anna", .named = 1, .balance = 30, .version = 3}, Order::truth, "m2");
  std::string cursor = "0";
  while (!runner_.run(keys_.sweep("m2", cursor))) {
  }
  EXPECT_EQ(balance("anna"), "30");
  EXPECT_EQ(balance("gone"), "none");
  EXPECT_EQ(balance("of-somebody-else"), "5");
  EXPECT_EQ(server_.ask({"HLEN", "ludice:balances"}).integer, 3);
}

/// A little world in which names move and balances change; what is told of it comes late, twice, out of
/// order.
TEST_F(BalanceKeysTest, whatever_order_changes_come_in_the_end_is_the_same) {
  EXPECT_TRUE(rc::check([&] {
    server_.ask({"FLUSHALL"});
    begin(kMark);
    std::vector<StandingBalance> world;
    for (int i = 0; i < 3; ++i) world.push_back({4096 + 4 * i, "", 0, 0, 0});
    std::vector<StandingBalance> told;
    std::int64_t stamp = 0;
    for (int i = *rc::gen::inRange(1, 20); i > 0; --i) {
      StandingBalance& who = world[*rc::gen::inRange<std::size_t>(0, 3)];
      if (*rc::gen::inRange(0, 2) == 0) {
        ++who.version;
        who.balance += *rc::gen::inRange(-50, 50);
      } else {
        const auto name = *rc::gen::element<std::string>("", "a", "b");
        for (StandingBalance& holder : world) {
          if (&holder == &who || name.empty() || holder.name != name) continue;
          holder.name = "";
          holder.named = ++stamp;
          told.push_back(holder);
        }
        who.name = name;
        who.named = ++stamp;
      }
      told.push_back(who);
    }
    // Everybody's last state comes at some time, whatever else does.
    for (std::size_t i = told.size(); i > 1; --i)
      std::swap(told[i - 1], told[*rc::gen::inRange<std::size_t>(0, i)]);
    for (const StandingBalance& standing : told) RC_ASSERT(put(standing));
    std::map<std::string, std::string> expected{{"a", "none"}, {"b", "none"}};
    for (const StandingBalance& who : world) {
      if (!who.name.empty()) expected[who.name] = std::to_string(who.balance);
    }
    for (const auto& [name, value] : expected) RC_ASSERT(balance(name) == value);
  }));
}

}  // namespace
}  // namespace ludice::redis
