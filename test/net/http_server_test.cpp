// What the HTTP server does with peers that behave: order, framing, keep-alive, draining.
#include "net/http_server.hpp"

#include "async/deadline.hpp"
#include "async/loops.hpp"
#include "base/random.hpp"
#include "net/running_server.hpp"
#include "support/counted_metrics.hpp"
#include "support/log_lines.hpp"

#include <chrono>
#include <fcntl.h>
#include <functional>
#include <future>
#include <optional>
#include <stdexcept>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>

#include <gtest/gtest.h>

namespace ludice::net {
namespace {

using testing::Peer;
using testing::RunningServer;

std::string get(const std::string& target) {
  return "GET " + target + " HTTP/1.1\r\nHost: test\r\n\r\n";
}

std::string answered(const std::string& body, const std::string& connection = "") {
  return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + connection + "\r\n" + body;
}

TEST(HttpServer, answers_requests_on_a_kept_connection) {
  RunningServer server;
  Peer peer = server.connect();
  peer.send(get("/one?x=1"));
  EXPECT_EQ(peer.read_message(), answered("GET /one?x=1 "));
  peer.send("POST /two HTTP/1.1\r\nHost: test\r\nContent-Length: 4\r\n\r\nbody");
  EXPECT_EQ(peer.read_message(), answered("POST /two body"));
}

TEST(HttpServer, reads_a_request_that_comes_byte_by_byte) {
  RunningServer server;
  Peer peer = server.connect();
  peer.dribble("POST /slow HTTP/1.1\r\nHost: test\r\nContent-Length: 4\r\n\r\nbody");
  EXPECT_EQ(peer.read_message(), answered("POST /slow body"));
}

TEST(HttpServer, answers_pipelined_requests_in_order) {
  RunningServer server;
  Peer peer = server.connect();
  std::string requests;
  std::string answers;
  for (int i = 0; i < 500; ++i) {
    requests += get("/" + std::to_string(i));
    answers += answered("GET /" + std::to_string(i) + " ");
  }
  peer.send(requests);
  EXPECT_EQ(peer.read(answers.size()), answers);
}

TEST(HttpServer, a_pipelined_answer_does_not_overtake_a_slower_one) {
  RunningServer server;
  Peer peer = server.connect();
  peer.send(get("/gate") + get("/fast"));
  server.await_handled(1);
  server.open_gate();
  EXPECT_EQ(peer.read_message(), answered("GET /gate "));
  EXPECT_EQ(peer.read_message(), answered("GET /fast "));
}

TEST(HttpServer, a_slow_request_does_not_hold_up_other_connections) {
  RunningServer server;
  Peer slow = server.connect();
  slow.send(get("/gate"));
  server.await_handled(1);
  Peer fast = server.connect();
  fast.send(get("/fast"));
  EXPECT_EQ(fast.read_message(), answered("GET /fast "));
  server.open_gate();
  EXPECT_EQ(slow.read_message(), answered("GET /gate "));
}

TEST(HttpServer, answers_a_peer_that_has_closed_its_sending_side) {
  RunningServer server;
  Peer peer = server.connect();
  peer.send(get("/last"));
  peer.finish_sending();
  EXPECT_EQ(peer.read_to_end(), answered("GET /last "));
}

TEST(HttpServer, sends_100_continue_to_who_waits_for_it) {
  RunningServer server;
  Peer peer = server.connect();
  peer.send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(peer.read_message(), "HTTP/1.1 100 Continue\r\n\r\n");
  peer.send("body");
  EXPECT_EQ(peer.read_message(), answered("POST / body"));
}

TEST(HttpServer, refuses_a_long_body_instead_of_asking_for_it) {
  RunningServer server;
  Peer peer = server.connect();
  peer.send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 100000\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_TRUE(peer.read_to_end().starts_with("HTTP/1.1 413 "));
}

TEST(HttpServer, who_answers_for_a_long_body_sees_the_request_without_it) {
  RunningServer server;
  Peer announced = server.connect();
  announced.send("PUT /other HTTP/1.1\r\nHost: test\r\nContent-Length: 100000\r\n\r\n");
  const std::string answer = announced.read_to_end();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 404 "));
  EXPECT_TRUE(answer.ends_with("PUT"));
  Peer chunked = server.connect();
  chunked.send("PUT /other HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n");
  chunked.send(std::string(0xfffff, 'x'));
  EXPECT_TRUE(chunked.read_to_end().starts_with("HTTP/1.1 404 "));
}

TEST(HttpServer, head_and_unknown_methods_reach_the_handler) {
  RunningServer server;
  Peer peer = server.connect();
  peer.send("HEAD /h HTTP/1.1\r\nHost: test\r\n\r\nBREW /pot HTTP/1.1\r\nHost: test\r\n\r\n");
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 8\r\n\r\n";
  EXPECT_EQ(peer.read(head.size()), head);
  EXPECT_EQ(peer.read_message(), answered("BREW /pot "));
}

TEST(HttpServer, reads_chunked_bodies_and_drops_their_trailers) {
  RunningServer server;
  Peer peer = server.connect();
  peer.send(
      "POST /host HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"
      "4;a=b\r\nbody\r\n3\r\n yo\r\n0\r\nX-Late: 1\r\n\r\n");
  EXPECT_EQ(peer.read_message(), answered("test"));
  peer.send(
      "POST /c HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n3\r\n "
      "yo\r\n0\r\n\r\n");
  EXPECT_EQ(peer.read_message(), answered("POST /c body yo"));
}

TEST(HttpServer, closes_behind_http_1_0_unless_asked_to_keep) {
  RunningServer server;
  Peer kept = server.connect();
  kept.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(kept.read_message(), answered("GET /a ", "Connection: keep-alive\r\n"));
  kept.send("GET /b HTTP/1.0\r\n\r\n");
  EXPECT_EQ(kept.read_to_end(), answered("GET /b ", "Connection: close\r\n"));
}

TEST(HttpServer, closes_where_the_peer_or_the_handler_wants_it) {
  RunningServer server;
  Peer asked = server.connect();
  asked.send("GET /a HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(asked.read_to_end(), answered("GET /a ", "Connection: close\r\n"));
  Peer told = server.connect();
  told.send(get("/close"));
  EXPECT_EQ(told.read_to_end(), answered("GET /close ", "Connection: close\r\n"));
}

TEST(HttpServer, an_absolute_target_names_the_host) {
  RunningServer server;
  Peer peer = server.connect();
  peer.send("GET http://other:81/host?a HTTP/1.1\r\nHost: test\r\n\r\n");
  EXPECT_EQ(peer.read_message(), answered("other:81"));
}

TEST(HttpServer, tells_the_handler_who_asks) {
  RunningServer server;
  Peer peer = server.connect();
  peer.send(get("/address"));
  EXPECT_EQ(peer.read_message(), answered("127.0.0.1"));
}

TEST(HttpServer, a_failing_handler_is_answered_503_and_the_connection_stays) {
  RunningServer server;
  Peer peer = server.connect();
  peer.send(get("/throw"));
  EXPECT_TRUE(peer.read_message().starts_with("HTTP/1.1 503 "));
  peer.send(get("/next"));
  EXPECT_EQ(peer.read_message(), answered("GET /next "));
}

TEST(HttpServer, an_answer_with_a_line_break_in_a_field_is_not_sent) {
  RunningServer server;
  Peer peer = server.connect();
  peer.send(get("/broken"));
  const std::string answer = peer.read_message();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 503 "));
  EXPECT_EQ(answer.find("two"), std::string::npos);
}

TEST(HttpServer, a_handler_may_cut_the_connection_behind_the_answers_before) {
  RunningServer server;
  Peer peer = server.connect();
  peer.send(get("/kept") + get("/cut") + get("/never"));
  EXPECT_EQ(peer.read_to_end(), answered("GET /kept "));
  EXPECT_EQ(server.handled(), 2);
}

TEST(HttpServer, sends_long_answers_whole) {
  RunningServer server;
  Peer peer = server.connect();
  peer.send(get("/big"));
  EXPECT_EQ(peer.read_message().size(), answered(std::string(16 << 20, 'x')).size());
}

TEST(HttpServerDrain, answers_what_runs_and_says_that_the_connection_closes) {
  RunningServer server;
  Peer peer = server.connect();
  peer.send(get("/gate"));
  server.await_handled(1);
  auto drained = server.drain();
  while (!server.refuses_connections()) {
  }
  server.open_gate();
  EXPECT_EQ(peer.read_to_end(), answered("GET /gate ", "Connection: close\r\n"));
  drained.get();
}

TEST(HttpServerDrain, finishes_reading_a_request_that_has_begun) {
  RunningServer server;
  Peer peer = server.connect();
  peer.send(get("/first") + "GET /second HTTP/1.1\r\n");
  peer.read_message();
  auto drained = server.drain();
  while (!server.refuses_connections()) {
  }
  peer.send("Host: test\r\n\r\n");
  EXPECT_EQ(peer.read_to_end(), answered("GET /second ", "Connection: close\r\n"));
  drained.get();
}

TEST(HttpServerDrain, closes_idle_connections_at_once) {
  RunningServer server;
  Peer peer = server.connect();
  peer.send(get("/first"));
  peer.read_message();
  auto drained = server.drain();
  EXPECT_TRUE(peer.is_closed_by_peer());
  EXPECT_EQ(drained.wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

TEST(HttpServerDrain, cuts_what_is_left_at_its_limit) {
  RunningServer server;
  Peer peer = server.connect();
  peer.send(get("/gate"));
  server.await_handled(1);
  auto drained = server.drain(Millis(5));
  EXPECT_EQ(drained.wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

HttpResponse plain(const HttpRequest&, int status, std::string_view) {
  HttpResponse response;
  response.status = status;
  return response;
}

/// Until it dies this process can open one file more, and no other.
class OneFileLeft {
 public:
  OneFileLeft() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int next = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::close(next);
    const rlimit one_more{static_cast<rlim_t>(next) + 1, before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &one_more);
  }
  ~OneFileLeft() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  OneFileLeft(const OneFileLeft&) = delete;
  OneFileLeft& operator=(const OneFileLeft&) = delete;

 private:
  rlimit before_{};
};

async::Task<HttpResponse> empty_answer(HttpRequest) {
  co_return HttpResponse();
}

async::Task<> wait_until(std::function<bool()> holds) {
  for (int looks = 0; looks < 20'000 && !holds(); ++looks) co_await async::sleep_for(Millis{1});
}

async::Task<bool> fail_once(int* turns) {
  if (++*turns == 1) throw std::runtime_error("once");
  co_return false;
}

/// A sanitizer that meets a type for the first time needs descriptors of its own: it meets them here.
void show_a_failing_loop(async::Runner& runner, Metrics& metrics) {
  SystemRandom random;
  async::Loops loops(metrics, random);
  int turns = 0;
  async::Loops::Turn turn = [&turns] { return fail_once(&turns); };
  runner.run(loops.run("shown", std::move(turn)));
}

TEST(HttpServerAccept, failures_are_logged_and_counted_and_whoever_waited_is_served) {
  test::LogLines log;
  test::CountedMetrics metrics;
  async::Runner runner;
  const auto server = make_http_server(runner.executor(), "127.0.0.1:0", empty_answer, plain, {}, metrics);
  show_a_failing_loop(runner, metrics);
  ASSERT_TRUE(log.has("loop_failed loop=shown"));
  std::optional<Peer> peer;
  {
    const OneFileLeft limit;
    peer.emplace(Peer::connect(server->port()));
    peer->send(get("/"));
    runner.run(wait_until([&] { return log.has("loop_failed loop=accept"); }));
  }
  EXPECT_GE(metrics.count("ludice_loop_failures_total{loop=accept}"), 1);
  auto answer = std::async(std::launch::async, [&] { return peer->read_message(); });
  runner.run(
      wait_until([&] { return answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }));
  EXPECT_TRUE(answer.get().starts_with("HTTP/1.1 200"));
  runner.run(server->drain(Millis(1'000)));
}

TEST(MakeHttpServer, refuses_what_is_no_address) {
  async::Runner runner;
  for (const char* address : {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:70000", "::1:80",
                              "example:80", "[::1:80", ":80", "127.0.0.1:80 "}) {
    EXPECT_THROW(make_http_server(runner.executor(), address, nullptr, plain), std::invalid_argument)
        << address;
  }
}

TEST(MakeHttpServer, says_that_an_address_is_taken) {
  RunningServer server;
  async::Runner runner;
  const std::string address = server.origin().substr(std::string("http://").size());
  EXPECT_THROW(make_http_server(runner.executor(), address, nullptr, plain), std::system_error);
}

TEST(MakeHttpServer, listens_on_ipv6) {
  async::Runner runner;
  auto server = make_http_server(runner.executor(), "[::1]:0", nullptr, plain);
  EXPECT_NE(server->port(), 0);
  runner.run(server->drain(Millis(1'000)));
}

}  // namespace
}  // namespace ludice::net
