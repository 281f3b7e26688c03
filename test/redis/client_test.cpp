// The client of Redis: answers in their order, and nobody waits longer than he should.
#include "redis/redis_fixture.hpp"
#include "support/log_lines.hpp"

#include <chrono>
#include <string_view>

namespace ludice::redis {
namespace {

using Steady = std::chrono::steady_clock;

class ClientTest : public RedisTest {
 protected:
  /// That the server has ever had.
  int count_connections() const {
    static constexpr std::string_view kName = "total_connections_received:";
    const std::string said = server_.ask({"INFO", "stats"}).text;
    return std::stoi(said.substr(said.find(kName) + kName.size()));
  }
};

TEST_F(ClientTest, answers_come_in_the_order_of_commands_and_of_their_kinds) {
  const auto client = connect();
  std::vector<Command> commands;
  commands.push_back({{"SET", "a", std::string("x\0y", 3)}});
  commands.push_back({{"GET", "a"}});
  commands.push_back({{"GET", "none"}});
  commands.push_back({{"INCR", "a"}});
  commands.push_back({{"0"}, true});
  commands.push_back({{"MGET", "a", "none"}});
  const auto replies = runner_.run(client->run(std::move(commands)));
  ASSERT_EQ(replies.size(), 6U);
  EXPECT_EQ(replies[0].text, "OK");
  EXPECT_EQ(replies[1].text, std::string("x\0y", 3));
  EXPECT_EQ(replies[2].kind, Reply::Kind::nothing);
  EXPECT_EQ(replies[3].kind, Reply::Kind::error);
  EXPECT_EQ(replies[4].integer, 7);
  ASSERT_EQ(replies[5].items.size(), 2U);
  EXPECT_EQ(replies[5].items[0].text, std::string("x\0y", 3));
}

TEST_F(ClientTest, a_redis_that_is_gone_fails_at_once_and_one_that_comes_back_is_found) {
  const auto client = connect();
  server_.kill();
  wait_until([&] { return !client->is_up(); });
  EXPECT_THROW(run(*client, {"PING"}), Unavailable);
  server_.start();
  wait_until([&] { return client->is_up(); });
  EXPECT_EQ(run(*client, {"0"}, true)[0].integer, 7);
  EXPECT_EQ(client->connections(), 2U);
}

TEST_F(ClientTest, a_redis_that_hangs_is_away_after_its_time) {
  const auto client = connect("return 7", Millis{300});
  server_.ask({"CLIENT", "PAUSE", "600000", "ALL"});
  EXPECT_THROW(run(*client, {"PING"}), Unavailable);
  EXPECT_FALSE(client->is_up());
  EXPECT_THROW(run(*client, {"PING"}), Unavailable);
  server_.kill();
}

TEST_F(ClientTest, a_script_that_was_flushed_is_loaded_again) {
  const auto client = connect();
  server_.ask({"SCRIPT", "FLUSH"});
  EXPECT_EQ(run(*client, {"0"}, true)[0].kind, Reply::Kind::error);
  wait_until([&] { return client->is_up() && client->connections() == 2; });
  EXPECT_EQ(run(*client, {"0"}, true)[0].integer, 7);
}

/// One that is another server's copy, here of one that is not there, loads scripts, and writes nothing.
TEST_F(ClientTest, a_redis_that_became_a_copy_is_away_until_it_is_none_and_is_asked_ever_less_often) {
  const test::LogLines log;
  ClientOptions options = options_for();
  options.first_pause = Millis{10};
  options.longest_pause = Millis{10'000};
  Client client(std::move(options), no_metrics());
  wait_until([&] { return log.count("redis_connected") == 1; });
  server_.ask({"REPLICAOF", "127.0.0.1", "1"});
  const Steady::time_point begun = Steady::now();
  EXPECT_EQ(run(client, {"SET", "a", "1"})[0].kind, Reply::Kind::error);
  wait_until([&] { return !client.is_up(); });
  const int before = count_connections();
  // Each look is a connection of its own.
  for (int looks = 1; count_connections() - before - looks < 6; ++looks) {
    ASSERT_FALSE(client.is_up());
    runner_.run(async::sleep_for(Millis{10}));
  }
  EXPECT_GE(Steady::now() - begun, Millis{10 + 20 + 40 + 80 + 160 + 320});
  EXPECT_EQ(log.count("redis_away"), 1);
  server_.ask({"REPLICAOF", "NO", "ONE"});
  wait_until([&] { return client.is_up(); });
  EXPECT_EQ(run(client, {"SET", "a", "1"})[0].text, "OK");
  EXPECT_EQ(client.connections(), 2U);
}

TEST_F(ClientTest, a_wrong_password_is_no_connection_and_a_right_one_with_a_database_is) {
  server_.ask({"CONFIG", "SET", "requirepass", "s3cret"});
  ClientOptions options;
  options.address = server_.address();
  options.use = "test";
  options.script = "return 7";
  options.patience = Millis{5'000};
  options.first_pause = options.longest_pause = Millis{10};
  options.address.database = 3;
  Client without(options, no_metrics());
  options.address.password = "wrong";
  Client wrong(options, no_metrics());
  options.address.password = "s3cret";
  Client right(options, no_metrics());
  wait_until([&] { return right.is_up(); });
  EXPECT_EQ(run(right, {"SET", "here", "1"})[0].text, "OK");
  EXPECT_FALSE(wrong.is_up());
  EXPECT_FALSE(without.is_up());
  EXPECT_EQ(run(right, {"CONFIG", "SET", "requirepass", ""})[0].text, "OK");
  EXPECT_EQ(server_.ask({"EXISTS", "here"}).integer, 0);  // not in the database without a number
}

TEST_F(ClientTest, whoever_waits_when_the_client_ends_is_told) {
  auto client = connect("return 7", Millis{300});
  server_.ask({"CLIENT", "PAUSE", "600000", "ALL"});
  std::vector<Command> commands;
  commands.push_back({{"PING"}});
  auto waiting = client->run(std::move(commands));
  EXPECT_THROW(runner_.run(std::move(waiting)), Unavailable);
  client.reset();
  server_.kill();
}

}  // namespace
}  // namespace ludice::redis
