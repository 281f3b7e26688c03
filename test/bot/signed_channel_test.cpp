// Signed calls over a network that fails.
#include "bot/signed_channel.hpp"

#include "async/runner.hpp"
#include "support/log_lines.hpp"
#include "support/manual_clock.hpp"

#include <deque>
#include <set>

#include <gtest/gtest.h>

namespace ludice::bot {
namespace {

/// Answers as scripted; status 0 is no answer at all.
struct ScriptedHttp final : net::HttpClient {
  struct Step {
    int status = 200;
    std::string body = R"({"status":"success","data":{"n":1}})";
    std::string retry_after = {};
  };

  async::Task<net::HttpResponse> send(net::HttpRequest request, Millis, bool) override {
    requests.push_back(request);
    if (clock != nullptr) clock->advance(time_per_call);
    const Step step = steps.empty() ? Step{} : steps.front();
    if (!steps.empty()) steps.pop_front();
    if (step.status == 0) throw net::HttpUnavailable("no answer");
    net::HttpResponse response;
    response.status = step.status;
    response.body = step.body;
    if (!step.retry_after.empty()) response.fields.set("Retry-After", step.retry_after);
    co_return response;
  }
  void close() override {}

  std::deque<Step> steps;
  std::vector<net::HttpRequest> requests;
  test::ManualClock* clock = nullptr;
  Millis time_per_call{0};
};

struct SignedChannelTest : testing::Test {
  ApiResult<boost::json::object> call(boost::json::object fields = {}) {
    return runner.run(channel.call("/game", std::move(fields)));
  }

  static ChannelOptions quick() {
    ChannelOptions options;
    options.patience = {.attempts = 4, .first = Millis{1}, .longest = Millis{1}};
    return options;
  }

  async::Runner runner;
  test::ManualClock clock;
  SystemRandom random;
  net::SigningKey key{"a-secret-of-tests"};
  ScriptedHttp http;
  SignedChannel channel{http, key, clock, random, quick()};
};

TEST_F(SignedChannelTest, a_call_carries_its_time_and_the_second_form_of_signature) {
  boost::json::object fields;
  fields["id"] = 7;
  const auto answer = call(fields);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->at("n").as_int64(), 1);
  const auto& request = http.requests.at(0);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/game");
  EXPECT_EQ(request.body, R"({"id":7,"timestamp":1800000000.0})");
  EXPECT_TRUE(key.holds_v2(request.fields.get("X-Signature-V2"), "POST", "/game", request.body));
}

TEST_F(SignedChannelTest, the_same_bytes_are_sent_until_an_answer_comes) {
  http.clock = &clock;
  http.time_per_call = Millis{1'000};
  http.steps = {{0}, {503, "overloaded"}, {502, "<html>"}, {}};
  EXPECT_TRUE(call().has_value());
  ASSERT_EQ(http.requests.size(), 4U);
  for (const auto& request : http.requests) EXPECT_EQ(request.body, http.requests[0].body);
}

TEST_F(SignedChannelTest, calls_of_one_cause_have_one_trace_and_others_have_others) {
  std::vector<std::string> traces;
  for (const char* id :
       {"bot:7:start", "bot:7:leave", "bot:8:start", "throw:7:1", "res:A1", "res:A2", "void:A1"}) {
    boost::json::object fields;
    fields["request_id"] = id;
    EXPECT_TRUE(call(std::move(fields)).has_value());
    traces.emplace_back(http.requests.back().fields.get("traceparent").substr(3, 32));
  }
  EXPECT_EQ(traces[0], traces[1]);
  EXPECT_EQ(std::set(traces.begin(), traces.end()).size(), traces.size() - 1);
}

TEST_F(SignedChannelTest, a_call_that_is_told_its_trace_has_that_one) {
  const std::string trace(32, 'a');
  EXPECT_TRUE(runner.run(channel.call("/game", {}, trace)).has_value());
  EXPECT_TRUE(runner.run(channel.call_as("olga", "/operator/adjust", {{"request_id", "order:1"}}, trace))
                  .has_value());
  for (const auto& request : http.requests) EXPECT_EQ(request.fields.get("traceparent").substr(3, 32), trace);
}

TEST_F(SignedChannelTest, what_failed_stands_in_the_log_with_its_trace) {
  const test::LogLines log;
  const std::string trace(32, 'a');
  http.steps = {{0}, {503, "overloaded"}, {}};
  EXPECT_TRUE(runner.run(channel.call("/game", {}, trace)).has_value());
  ASSERT_EQ(log.lines.size(), 2U);
  for (const std::string& line : log.lines)
    EXPECT_TRUE(line.starts_with("api_call_failed path=/game") && line.ends_with(" trace=" + trace)) << line;
}

TEST_F(SignedChannelTest, a_signature_about_to_expire_is_made_anew) {
  http.clock = &clock;
  http.time_per_call = Millis{250'000};
  http.steps = {{0}, {}};
  EXPECT_TRUE(call().has_value());
  EXPECT_NE(http.requests.at(0).body, http.requests.at(1).body);
}

TEST_F(SignedChannelTest, patience_ends) {
  http.steps = {{0}, {0}, {0}, {0}, {}};
  EXPECT_THROW(call(), ApiUnavailable);
  EXPECT_EQ(http.requests.size(), 4U);
}

TEST_F(SignedChannelTest, a_refusal_comes_with_its_code_and_figures_and_is_not_repeated) {
  http.steps = {{402, R"({"status":"error","error":{"code":"insufficient_funds","message":"x",)"
                      R"("details":{"balance":5,"required":10}}})"}};
  const auto answer = call();
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().status, 402);
  EXPECT_EQ(answer.error().code, "insufficient_funds");
  EXPECT_EQ(answer.error().balance, 5);
  EXPECT_EQ(answer.error().required, 10);
  EXPECT_EQ(http.requests.size(), 1U);
}

TEST_F(SignedChannelTest, a_short_limit_is_waited_for_and_a_long_one_is_told) {
  http.steps = {{429, "{}", "0"}, {}};
  EXPECT_TRUE(call().has_value());
  EXPECT_EQ(http.requests.at(0).body, http.requests.at(1).body);
  http.steps = {{429, R"({"error":{"code":"rate_limited"}})", "60"}};
  const auto answer = call();
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, "rate_limited");
  EXPECT_EQ(answer.error().retry_after, Millis{60'000});
}

TEST_F(SignedChannelTest, an_answer_nobody_understands_is_no_answer) {
  http.steps = {{200, "<html>"}};
  EXPECT_THROW(call(), ApiUnavailable);
  http.steps = {{200, "[]"}};
  EXPECT_THROW(call(), ApiUnavailable);
}

}  // namespace
}  // namespace ludice::bot
