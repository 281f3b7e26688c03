// The HTTP client against our server, and against servers that cut, hang and lie.
#include "net/http_client.hpp"

#include "async/deadline.hpp"
#include "async/runner.hpp"
#include "async/task_group.hpp"
#include "net/loopback.hpp"
#include "net/running_server.hpp"

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace ludice::net {
namespace {

using testing::answer_with;
using testing::Peer;
using testing::RunningServer;
using testing::ScriptedServer;

constexpr Millis kLong{20'000};
constexpr Millis kShort{30};

HttpRequest get_of(std::string target) {
  HttpRequest request;
  request.method = "GET";
  request.target = std::move(target);
  return request;
}

HttpRequest post(std::string target, std::string body) {
  HttpRequest request = get_of(std::move(target));
  request.method = "POST";
  request.body = std::move(body);
  return request;
}

/// What went wrong, where something must.
struct Failure {
  bool thrown = false;
  bool nothing_sent = false;
  std::string what;
};

class HttpClientTest : public ::testing::Test {
 protected:
  std::unique_ptr<HttpClient> client_for(const std::string& origin, HttpClientOptions options = {}) {
    return make_http_client(runner_.executor(), origin, options);
  }

  HttpResponse send(HttpClient& client, HttpRequest request, bool idempotent = false) {
    return runner_.run(client.send(std::move(request), kLong, idempotent));
  }

  Failure failure_of(HttpClient& client, HttpRequest request, Millis deadline = kLong,
                     bool idempotent = false) {
    Failure failure;
    try {
      runner_.run(client.send(std::move(request), deadline, idempotent));
    } catch (const HttpUnavailable& unavailable) {
      failure.thrown = true;
      failure.nothing_sent = unavailable.nothing_sent;
      failure.what = unavailable.what();
    }
    return failure;
  }

  async::Runner runner_;
};

void answer_once(Peer& peer) {
  peer.read_message();
  peer.send(answer_with("ok"));
}

void answer_until_closed(Peer& peer) {
  while (!peer.read_message().empty()) {
    peer.send(answer_with("ok"));
  }
}

void read_and_close(Peer& peer) {
  peer.read_message();
}

ScriptedServer::Script answer_bytes(std::string bytes) {
  return [bytes](Peer& peer) {
    peer.read_message();
    peer.send(bytes);
  };
}

/// Holds the connection open until the client closes it.
ScriptedServer::Script answer_and_hang(std::string bytes) {
  return [bytes](Peer& peer) {
    peer.read_message();
    peer.send(bytes);
    peer.read_to_end();
  };
}

TEST_F(HttpClientTest, brings_the_answer_whatever_its_status) {
  RunningServer server;
  auto client = client_for(server.origin());
  const auto fine = send(*client, post("/a?b", "body"));
  EXPECT_EQ(fine.status, 200);
  EXPECT_EQ(fine.body, "POST /a?b body");
  EXPECT_EQ(fine.fields.get("content-type"), "text/plain");
  EXPECT_EQ(send(*client, get_of("/throw")).status, 503);
}

TEST_F(HttpClientTest, puts_the_origins_path_before_the_target_and_names_the_host) {
  RunningServer server;
  auto prefixed = client_for(server.origin() + "/prefix/");
  EXPECT_EQ(send(*prefixed, get_of("/a")).body, "GET /prefix/a ");
  auto plain = client_for(server.origin());
  EXPECT_EQ("http://" + send(*plain, get_of("/host")).body, server.origin());
}

TEST_F(HttpClientTest, uses_one_connection_for_requests_one_behind_the_other) {
  ScriptedServer server({answer_until_closed});  // a second connection would never be answered
  auto client = client_for(server.origin());
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(send(*client, get_of("/")).body, "ok");
  }
  client->close();
}

TEST_F(HttpClientTest, does_not_use_a_connection_again_that_the_answer_closes) {
  const std::string closing = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";
  ScriptedServer server({answer_bytes(closing), answer_once});
  auto client = client_for(server.origin());
  EXPECT_EQ(send(*client, get_of("/")).body, "ok");
  EXPECT_EQ(send(*client, get_of("/")).body, "ok");
}

TEST_F(HttpClientTest, notices_before_sending_that_a_kept_connection_was_closed) {
  std::promise<void> closed;
  ScriptedServer server({[&closed](Peer& peer) {
                           answer_once(peer);
                           peer.abort();
                           closed.set_value();
                         },
                         answer_once});
  auto client = client_for(server.origin());
  send(*client, get_of("/"));
  closed.get_future().wait();
  EXPECT_EQ(send(*client, post("/", "not idempotent")).body, "ok");
}

TEST_F(HttpClientTest, sends_an_idempotent_request_again_where_a_kept_connection_breaks_under_it) {
  ScriptedServer server({[](Peer& peer) {
                           answer_once(peer);
                           read_and_close(peer);
                         },
                         answer_once});
  auto client = client_for(server.origin());
  send(*client, get_of("/"));
  EXPECT_EQ(send(*client, post("/", "x"), true).body, "ok");
}

TEST_F(HttpClientTest, sends_no_other_request_twice) {
  std::atomic<int> second_connection{0};
  ScriptedServer server({[](Peer& peer) {
                           answer_once(peer);
                           read_and_close(peer);
                         },
                         [&](Peer&) { ++second_connection; }});
  auto client = client_for(server.origin());
  send(*client, get_of("/"));
  const auto failure = failure_of(*client, post("/", "x"));
  EXPECT_TRUE(failure.thrown);
  EXPECT_FALSE(failure.nothing_sent);
  EXPECT_EQ(second_connection, 0);
}

TEST_F(HttpClientTest, sends_nothing_again_once_the_answer_has_begun) {
  std::atomic<int> second_connection{0};
  ScriptedServer server({[](Peer& peer) {
                           answer_once(peer);
                           peer.read_message();
                           peer.send("HTTP/1.1 2");
                         },
                         [&](Peer&) { ++second_connection; }});
  auto client = client_for(server.origin());
  send(*client, get_of("/"));
  EXPECT_TRUE(failure_of(*client, get_of("/"), kLong, true).thrown);
  EXPECT_EQ(second_connection, 0);
}

TEST_F(HttpClientTest, a_fresh_connection_that_breaks_is_not_tried_again) {
  ScriptedServer server({read_and_close});
  auto client = client_for(server.origin());
  const auto failure = failure_of(*client, get_of("/"), kLong, true);
  EXPECT_TRUE(failure.thrown);
  EXPECT_FALSE(failure.nothing_sent);
}

TEST_F(HttpClientTest, says_that_nothing_was_sent_where_nobody_listens) {
  auto client = client_for("http://127.0.0.1:" + std::to_string(testing::closed_port()));
  const auto failure = failure_of(*client, get_of("/"));
  EXPECT_TRUE(failure.thrown);
  EXPECT_TRUE(failure.nothing_sent);
}

TEST_F(HttpClientTest, says_that_nothing_was_sent_where_the_name_does_not_exist) {
  auto client = client_for("http://no-such-host.invalid");
  const auto failure = failure_of(*client, get_of("/"));
  EXPECT_TRUE(failure.thrown);
  EXPECT_TRUE(failure.nothing_sent);
}

TEST_F(HttpClientTest, gives_up_at_the_deadline_and_says_that_something_was_sent) {
  ScriptedServer server({[](Peer& peer) { peer.read_to_end(); }});
  auto client = client_for(server.origin());
  const auto failure = failure_of(*client, get_of("/"), Millis(500));
  EXPECT_TRUE(failure.thrown);
  EXPECT_FALSE(failure.nothing_sent);
}

TEST_F(HttpClientTest, the_deadline_covers_an_answer_that_hangs_half_way) {
  ScriptedServer server({answer_and_hang("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")});
  auto client = client_for(server.origin());
  EXPECT_TRUE(failure_of(*client, get_of("/"), kShort).thrown);
}

class HttpClientRefuses : public HttpClientTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(HttpClientRefuses, an_answer_that_is_none) {
  ScriptedServer server({answer_bytes(GetParam())});
  auto client = client_for(server.origin());
  EXPECT_TRUE(failure_of(*client, get_of("/")).thrown);
}

INSTANTIATE_TEST_SUITE_P(
    Lies, HttpClientRefuses,
    ::testing::Values("", "garbage\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Le",
                      "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
                      "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
                      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
                      "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nab",
                      "HTTP/1.1 101 Switching Protocols\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n"));

TEST_F(HttpClientTest, what_comes_behind_an_answer_is_never_taken_for_the_next) {
  const std::string both = answer_with("ok") + answer_with("forged");
  ScriptedServer server({answer_and_hang(both), answer_once});
  auto client = client_for(server.origin());
  EXPECT_EQ(send(*client, get_of("/1")).body, "ok");
  EXPECT_EQ(send(*client, get_of("/2")).body, "ok");
}

TEST_F(HttpClientTest, an_answer_without_length_lasts_to_the_end) {
  ScriptedServer server({answer_bytes("HTTP/1.1 200 OK\r\n\r\nall of it")});
  auto client = client_for(server.origin());
  EXPECT_EQ(send(*client, get_of("/")).body, "all of it");
}

TEST_F(HttpClientTest, reads_chunked_answers_and_skips_interim_ones) {
  ScriptedServer server(
      {answer_bytes("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"
                    "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")});
  auto client = client_for(server.origin());
  EXPECT_EQ(send(*client, get_of("/")).body, "abc");
}

TEST_F(HttpClientTest, a_head_request_waits_for_no_body) {
  RunningServer server;
  auto client = client_for(server.origin());
  auto head = get_of("/big");
  head.method = "HEAD";
  const auto response = send(*client, head);
  EXPECT_EQ(response.fields.get("Content-Length"), std::to_string(16 << 20));
  EXPECT_EQ(response.body, "");
  EXPECT_EQ(send(*client, get_of("/next")).body, "GET /next ");
}

TEST_F(HttpClientTest, an_answer_over_the_limit_is_unavailable) {
  RunningServer server;
  HttpClientOptions options;
  options.max_answer_bytes = 100;
  auto client = client_for(server.origin(), options);
  EXPECT_TRUE(failure_of(*client, get_of("/big")).thrown);
}

TEST_F(HttpClientTest, reads_the_refusal_of_a_body_that_was_too_long) {
  RunningServer server;
  auto client = client_for(server.origin());
  EXPECT_EQ(send(*client, post("/", std::string(10 << 20, 'x'))).status, 413);
}

TEST_F(HttpClientTest, does_not_use_a_connection_that_was_idle_for_too_long) {
  ScriptedServer server({answer_until_closed, answer_until_closed});
  HttpClientOptions options;
  options.idle_timeout = Millis(0);
  auto client = client_for(server.origin(), options);
  EXPECT_EQ(send(*client, get_of("/")).body, "ok");
  EXPECT_EQ(send(*client, get_of("/")).body, "ok");
}

async::Task<> send_and_count(HttpClient& client, int& answered) {
  auto request = get_of("/");
  auto response = co_await client.send(std::move(request), kLong, false);
  answered += response.status == 200 ? 1 : 0;
}

TEST_F(HttpClientTest, more_requests_than_connections_wait_for_their_turn) {
  ScriptedServer server({answer_until_closed});  // deals with one connection alone
  HttpClientOptions options;
  options.max_connections = 1;
  auto client = client_for(server.origin(), options);
  async::TaskGroup group(runner_.executor());
  int answered = 0;
  for (int i = 0; i < 20; ++i) {
    group.spawn("request", send_and_count(*client, answered));
  }
  runner_.run(group.drain(kLong));
  EXPECT_EQ(answered, 20);
  client->close();
}

TEST_F(HttpClientTest, waiting_for_a_connection_counts_against_the_deadline) {
  RunningServer server;
  HttpClientOptions options;
  options.max_connections = 1;
  auto client = client_for(server.origin(), options);
  async::TaskGroup group(runner_.executor());
  int answered = 0;
  auto gate = [](HttpClient& sender, int& count) -> async::Task<> {
    auto request = get_of("/gate");
    auto response = co_await sender.send(std::move(request), kLong, false);
    count += response.status == 200 ? 1 : 0;
  };
  group.spawn("first", gate(*client, answered));
  const auto failure = failure_of(*client, get_of("/"), kShort);
  EXPECT_TRUE(failure.thrown);
  EXPECT_TRUE(failure.nothing_sent);
  for (int i = 0; server.handled() == 0; ++i) {
    ASSERT_LT(i, 20'000);
    runner_.run(async::sleep_for(Millis(1)));
  }
  server.open_gate();
  runner_.run(group.drain(kLong));
  EXPECT_EQ(answered, 1);
  EXPECT_EQ(send(*client, get_of("/after")).body, "GET /after ");
}

TEST_F(HttpClientTest, a_cancelled_request_ends_and_gives_its_connection_up) {
  RunningServer server;
  HttpClientOptions options;
  options.max_connections = 1;
  auto client = client_for(server.origin(), options);
  async::TaskGroup group(runner_.executor());
  auto gate = [](HttpClient& sender) -> async::Task<> {
    auto request = get_of("/gate");
    co_await sender.send(std::move(request), kLong, false);
  };
  group.spawn("waiting", gate(*client));
  for (int i = 0; server.handled() == 0; ++i) {
    ASSERT_LT(i, 20'000);
    runner_.run(async::sleep_for(Millis(1)));
  }
  group.cancel();
  runner_.run(group.drain(kLong));
  EXPECT_EQ(send(*client, get_of("/after")).body, "GET /after ");
}

TEST_F(HttpClientTest, close_lets_running_requests_finish) {
  RunningServer server;
  auto client = client_for(server.origin());
  async::TaskGroup group(runner_.executor());
  int answered = 0;
  group.spawn("request", send_and_count(*client, answered));
  runner_.run(async::sleep_for(Millis(0)));
  client->close();
  client.reset();
  runner_.run(group.drain(kLong));
  EXPECT_EQ(answered, 1);
}

TEST_F(HttpClientTest, a_request_that_cannot_be_written_is_not_sent) {
  RunningServer server;
  auto client = client_for(server.origin());
  EXPECT_THROW(send(*client, get_of("/a b")), std::invalid_argument);
  EXPECT_EQ(server.handled(), 0);
}

TEST_F(HttpClientTest, an_origin_must_be_one) {
  EXPECT_THROW(client_for("ftp://a"), std::invalid_argument);
  EXPECT_THROW(client_for("http://a/?q"), std::invalid_argument);
}

}  // namespace
}  // namespace ludice::net
