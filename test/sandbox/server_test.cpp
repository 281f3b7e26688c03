// The sandbox behind a real socket: requests over TCP, answers that are cut, and its end.
#include "async/runner.hpp"
#include "async/task_group.hpp"
#include "base/random.hpp"
#include "net/http_client.hpp"
#include "sandbox/sandbox.hpp"
#include "support/manual_clock.hpp"
#include "support/temp_folder.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace ludice::sandbox {
namespace {

namespace json = boost::json;

class Server : public ::testing::Test {
 protected:
  Server() {
    SandboxOptions options;
    options.listen = "127.0.0.1:0";
    sandbox_ = make_sandbox(runner_.executor(), options, clock_, random_);
    const std::string origin = "http://127.0.0.1:" + std::to_string(sandbox_->port());
    client_ = net::make_http_client(runner_.executor(), origin);
  }

  ~Server() override {
    client_->close();
    drain();
  }

  void drain() {
    if (!drained_) runner_.run(sandbox_->drain(Millis(5000)));
    drained_ = true;
  }

  net::HttpResponse send(std::string method, std::string target, const json::value& body = nullptr) {
    return runner_.run(client_->send(request(std::move(method), std::move(target), body), Millis(5000)));
  }

  static net::HttpRequest request(std::string method, std::string target, const json::value& body) {
    net::HttpRequest made;
    made.method = std::move(method);
    made.target = std::move(target);
    if (!body.is_null()) {
      made.fields.set("Content-Type", "application/json");
      made.body = json::serialize(body);
    }
    return made;
  }

  static async::Task<> poll(net::HttpClient& client, int& status) {
    net::HttpRequest long_poll = request("GET", "/bot1:abcdef/getUpdates?timeout=50", nullptr);
    const auto response = co_await client.send(std::move(long_poll), Millis(60'000));
    status = response.status;
  }

  async::Runner runner_;
  test::ManualClock clock_;
  SystemRandom random_;
  std::unique_ptr<Sandbox> sandbox_;
  std::unique_ptr<net::HttpClient> client_;
  bool drained_ = false;
};

TEST_F(Server, answers_bots_people_and_browsers) {
  EXPECT_EQ(send("GET", "/bot1:abcdef/getMe").status, 200);
  EXPECT_EQ(send("POST", "/sim/people", {{"name", "Anna"}}).status, 200);
  EXPECT_EQ(send("GET", "/").status, 200);
}

TEST(ServerWithABot, knows_it_before_its_program_has_called) {
  async::Runner runner;
  test::ManualClock clock;
  SystemRandom random;
  test::TempFolder folder;
  SandboxOptions options;
  options.listen = "127.0.0.1:0";
  options.data_folder = folder.path();
  options.bot_token = "1000:abcdef";
  const auto sandbox = make_sandbox(runner.executor(), options, clock, random);
  net::HttpRequest asked;
  asked.method = "GET";
  asked.target = "/sim/bots";
  asked.remote_address = "127.0.0.1";
  asked.fields.set("Host", "localhost");
  const auto bots = json::parse(runner.run(sandbox->handle(asked)).body).at("bots").as_array();
  ASSERT_EQ(bots.size(), 1U);
  EXPECT_EQ(bots[0].at("id"), 1000);
  runner.run(sandbox->drain(Millis(5000)));
  options.bot_token = "1000:ghijkl";
  EXPECT_THROW(make_sandbox(runner.executor(), options, clock, random), std::runtime_error);
}

TEST_F(Server, cuts_the_connection_where_an_answer_is_to_be_lost) {
  send("GET", "/bot1:abcdef/getMe");
  send("POST", "/sim/fault", {{"kind", "drop_after"}});
  EXPECT_THROW(send("POST", "/bot1:abcdef/getMe"), net::HttpUnavailable);
  EXPECT_EQ(send("POST", "/bot1:abcdef/getMe").status, 200);
}

TEST_F(Server, lets_a_waiting_poll_end_when_it_drains) {
  int status = 0;
  async::TaskGroup group(runner_.executor());
  group.spawn("poll", poll(*client_, status));
  send("GET", "/bot1:abcdef/getMe");
  drain();
  runner_.run(group.drain(Millis(5000)));
  EXPECT_EQ(status, 200);
}

}  // namespace
}  // namespace ludice::sandbox
