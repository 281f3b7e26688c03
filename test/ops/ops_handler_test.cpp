// The answers on the operations address.
#include "ops/ops_handler.hpp"

#include "async/runner.hpp"

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace ludice::ops {
namespace {

class OpsHandlerTest : public ::testing::Test {
 protected:
  net::HttpResponse ask(std::string method, std::string target) {
    net::HttpRequest request;
    request.method = std::move(method);
    request.target = std::move(target);
    return runner_.run(handler_(std::move(request)));
  }

  async::Runner runner_;
  Health health_;
  std::unique_ptr<PrometheusMetrics> metrics_ = make_prometheus_metrics();
  net::HttpHandler handler_ = make_ops_handler(health_, *metrics_);
};

TEST_F(OpsHandlerTest, a_process_that_answers_is_alive_also_where_it_is_not_ready) {
  health_.begin_shutdown();
  const net::HttpResponse answer = ask("GET", "/health/live");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "{\"status\":\"live\"}\n");
  EXPECT_EQ(answer.fields.get("Content-Type"), "application/json");
}

TEST_F(OpsHandlerTest, ready_is_200) {
  const net::HttpResponse answer = ask("GET", "/health/ready?verbose=1");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "{\"status\":\"ready\"}\n");
}

TEST_F(OpsHandlerTest, not_ready_is_503_with_the_reasons) {
  health_.add_probe("store", [](std::string& reason) {
    reason = "the disk is \"full\"";
    return false;
  });
  const net::HttpResponse answer = ask("GET", "/health/ready");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.body, "{\"status\":\"not_ready\",\"reasons\":{\"store\":\"the disk is \\\"full\\\"\"}}\n");
}

TEST_F(OpsHandlerTest, metrics_say_whether_it_is_ready) {
  EXPECT_NE(ask("GET", "/metrics").body.find("\nludice_ready 1\n"), std::string::npos);
  health_.begin_shutdown();
  EXPECT_NE(ask("GET", "/metrics").body.find("\nludice_ready 0\n"), std::string::npos);
}

TEST_F(OpsHandlerTest, metrics_come_as_prometheus_reads_them) {
  metrics_->counter("ludice_games_total", "Games.").add(2);
  const net::HttpResponse answer = ask("GET", "/metrics");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.fields.get("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_TRUE(answer.body.contains("ludice_games_total 2\n"));
}

TEST_F(OpsHandlerTest, head_has_the_status_and_no_body) {
  health_.begin_shutdown();
  const net::HttpResponse answer = ask("HEAD", "/health/ready");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.body, "");
}

TEST_F(OpsHandlerTest, another_method_is_405_and_says_which_are_allowed) {
  const net::HttpResponse answer = ask("POST", "/metrics");
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.fields.get("Allow"), "GET, HEAD");
}

TEST_F(OpsHandlerTest, another_path_is_404) {
  EXPECT_EQ(ask("GET", "/").status, 404);
  EXPECT_EQ(ask("GET", "/health").status, 404);
  EXPECT_EQ(ask("GET", "/metrics/").status, 404);
}

}  // namespace
}  // namespace ludice::ops
