// What is told of errors: the event and harmless fields, masked; the same event once a minute; no more than
// fit.
#include "ops/error_reports.hpp"

#include "async/deadline.hpp"
#include "async/runner.hpp"
#include "async/task_group.hpp"
#include "support/manual_clock.hpp"

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace ludice::ops {
namespace {

class CountingSink final : public log::Sink {
 public:
  bool enabled(log::Level level) const override { return level >= log::Level::warning; }
  void write(log::Level, std::string_view event, std::span<const log::Field>) override {
    events.emplace_back(event);
  }
  std::vector<std::string> events;
};

/// Takes envelopes; ends the test's run once it has so many.
class Receiver final : public net::HttpClient {
 public:
  async::Task<net::HttpResponse> send(net::HttpRequest request, Millis, bool) override {
    if (!reachable) throw net::HttpUnavailable("away");
    if (silent) co_await async::sleep_for(Millis{3'600'000});
    if (meanwhile) meanwhile();
    requests.push_back(std::move(request));
    co_return net::HttpResponse{};
  }
  void close() override {}
  bool reachable = true;
  bool silent = false;
  std::function<void()> meanwhile;
  std::vector<net::HttpRequest> requests;
};

class ErrorReportsTest : public testing::Test {
 protected:
  void error(std::string_view event, std::initializer_list<log::Field> fields = {}) {
    reports.write(log::Level::error, event, {fields.begin(), fields.size()});
  }
  /// All that waits is told.
  void tell() {
    async::TaskGroup group(runner.executor());
    group.spawn("reports", reports.run(receiver, dsn));
    runner.run(async::sleep_for(Millis{20}));
    group.cancel();
    runner.run(group.drain(Millis{1'000}));
  }
  boost::json::object event(std::size_t number) {
    const std::string& body = receiver.requests.at(number).body;
    const std::size_t last = body.rfind('\n', body.size() - 2);
    return boost::json::parse(body.substr(last + 1)).as_object();
  }

  async::Runner runner;
  test::ManualClock clock;
  SystemRandom random;
  CountingSink log;
  Receiver receiver;
  SentryDsn dsn{"https://sentry.example.org", "/api/7/envelope/", "abc"};
  ErrorReports reports{runner.executor(), log, SecretMask({"s3cret key"}), clock, random, "0.1.0"};
};

TEST_F(ErrorReportsTest, an_error_is_logged_and_told_without_persons_and_secrets) {
  error("store_write_failed",
        {{"error", "disk of s3cret key"}, {"user", 7}, {"peer", "10.0.0.1"}, {"tries", 3}});
  tell();
  EXPECT_EQ(log.events, std::vector<std::string>{"store_write_failed"});
  ASSERT_EQ(receiver.requests.size(), 1U);
  EXPECT_EQ(receiver.requests[0].target, "/api/7/envelope/");
  EXPECT_NE(receiver.requests[0].fields.get("X-Sentry-Auth").find("sentry_key=abc"), std::string::npos);
  EXPECT_EQ(event(0).at("extra"), (boost::json::value{{"error", "disk of ***"}, {"tries", 3}}));
  EXPECT_EQ(event(0).at("message").at("formatted"), "store_write_failed");
}

TEST_F(ErrorReportsTest, an_id_within_what_went_wrong_is_not_told) {
  error("loop_failed",
        {{"why", "502 for chat 123456789, user -10012345"}, {"trace", "4bf92f3577b34da6a3ce929d0e0e4736"}});
  tell();
  EXPECT_EQ(event(0).at("extra"), (boost::json::value{{"why", "502 for chat #, user -#"},
                                                      {"trace", "4bf92f3577b34da6a3ce929d0e0e4736"}}));
}

TEST_F(ErrorReportsTest, why_withdrawals_stand_still_is_not_told) {
  error("ton_withdrawals_frozen", {{"drift", "-20000000"}});
  error("ton_alarm", {{"lt", 7}, {"reasons", "a withdrawal that is over was paid: W7XK2"}});
  tell();
  EXPECT_EQ(event(0).at("extra"), boost::json::object{});
  EXPECT_EQ(event(1).at("extra"), boost::json::object{});
}

TEST_F(ErrorReportsTest, what_is_no_error_is_told_to_nobody) {
  reports.write(log::Level::warning, "slow", {});
  tell();
  EXPECT_EQ(log.events.size(), 1U);
  EXPECT_TRUE(receiver.requests.empty());
}

TEST_F(ErrorReportsTest, the_same_event_is_told_once_a_minute_with_how_often_it_came) {
  for (int i = 0; i < 5; ++i) error("again");
  clock.advance(ErrorReports::kSameEvent);
  error("again");
  tell();
  EXPECT_EQ(log.events.size(), 6U);
  ASSERT_EQ(receiver.requests.size(), 2U);
  EXPECT_EQ(event(1).at("extra").at("not_told_before"), 4);
}

TEST_F(ErrorReportsTest, no_more_wait_than_fit) {
  for (int i = 0; i < 100; ++i) error("event " + std::to_string(i));
  tell();
  EXPECT_EQ(receiver.requests.size(), ErrorReports::kMostWaiting);
  EXPECT_EQ(log.events.size(), 100U);
}

TEST_F(ErrorReportsTest, a_receiver_that_is_away_costs_the_report_and_nothing_else) {
  receiver.reachable = false;
  error("lost");
  tell();
  receiver.reachable = true;
  error("found");
  tell();
  ASSERT_EQ(receiver.requests.size(), 1U);
  EXPECT_EQ(event(0).at("message").at("formatted"), "found");
}

TEST_F(ErrorReportsTest, what_waits_when_it_is_to_end_is_told_first) {
  error("first");
  error("last");
  reports.finish();
  runner.run(reports.run(receiver, dsn));
  EXPECT_EQ(receiver.requests.size(), 2U);
}

TEST_F(ErrorReportsTest, it_ends_by_itself_where_it_waits_for_errors) {
  async::TaskGroup group(runner.executor());
  group.spawn("reports", reports.run(receiver, dsn));
  error("told");
  runner.run(async::sleep_for(Millis{20}));
  reports.finish();
  runner.run(group.drain(Millis{3'600'000}));
  EXPECT_EQ(receiver.requests.size(), 1U);
}

TEST_F(ErrorReportsTest, a_thread_that_ends_the_process_waits_until_the_loop_has_told_why) {
  async::TaskGroup group(runner.executor());
  group.spawn("reports", reports.run(receiver, dsn));
  runner.run(async::sleep_for(Millis{1}));
  std::size_t told = 0;
  std::atomic<bool> ended = false;
  std::thread writer([&] {
    error("database_lost");
    if (reports.wait_until_told(Millis{60'000})) told = receiver.requests.size();
    ended = true;
  });
  while (!ended) runner.run(async::sleep_for(Millis{1}));
  writer.join();
  EXPECT_EQ(told, 1U);
  group.cancel();
  runner.run(group.drain(Millis{1'000}));
}

TEST_F(ErrorReportsTest, a_receiver_that_says_nothing_is_not_waited_for_longer_than_the_limit) {
  receiver.silent = true;
  async::TaskGroup group(runner.executor());
  group.spawn("reports", reports.run(receiver, dsn));
  error("database_lost");
  runner.run(async::sleep_for(Millis{1}));
  std::thread writer([this] { EXPECT_FALSE(reports.wait_until_told(Millis{1})); });
  writer.join();
  group.cancel();
  runner.run(group.drain(Millis{1'000}));
}

TEST_F(ErrorReportsTest, nobody_waits_for_a_loop_that_is_not_there_or_his_own) {
  error("database_lost");
  EXPECT_FALSE(reports.wait_until_told(Millis{3'600'000}));
  receiver.meanwhile = [this] { EXPECT_FALSE(reports.wait_until_told(Millis{3'600'000})); };
  tell();
  EXPECT_EQ(receiver.requests.size(), 1U);
}

TEST(SentryDsnTest, has_a_key_a_server_and_a_project) {
  const auto dsn = parse_sentry_dsn("https://0123abcd@sentry.example.org:9000/prefix/12");
  ASSERT_TRUE(dsn);
  EXPECT_EQ(dsn->origin, "https://sentry.example.org:9000/prefix");
  EXPECT_EQ(dsn->target, "/api/12/envelope/");
  EXPECT_EQ(dsn->key, "0123abcd");
  for (const char* wrong : {"", "https://sentry.example.org/1", "https://k@/1", "https://k@h/", "k@h/1",
                            "ftp://k@h/1", "https://@h/1", "https://k@h/1?x=y"}) {
    EXPECT_FALSE(parse_sentry_dsn(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace ludice::ops
