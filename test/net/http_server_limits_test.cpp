// What the HTTP server does with peers that do not behave: each limit, each deadline, garbage.
#include "net/http_server.hpp"
#include "net/running_server.hpp"

#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace ludice::net {
namespace {

using testing::Peer;
using testing::RunningServer;

const std::string kGet = "GET / HTTP/1.1\r\nHost: test\r\n\r\n";

std::string status_of(const std::string& answer) {
  return answer.starts_with("HTTP/1.1 ") ? answer.substr(9, 3) : "none: " + answer;
}

/// The status of the answer to `bytes`, behind which the connection must be closed.
std::string last_status(RunningServer& server, const std::string& bytes) {
  Peer peer = server.connect();
  peer.send(bytes);
  return status_of(peer.read_to_end());
}

void expect_alive(RunningServer& server) {
  Peer peer = server.connect();
  peer.send(kGet);
  EXPECT_EQ(status_of(peer.read_message()), "200");
}

TEST(HttpServerLimits, a_header_over_the_limit_is_431) {
  RunningServer server;
  EXPECT_EQ(last_status(server, "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'x')), "431");
  EXPECT_EQ(last_status(server, "GET /" + std::string(20'000, 'x')), "431");
  EXPECT_EQ(server.handled(), 0);
}

TEST(HttpServerLimits, a_header_of_exactly_the_limit_passes_and_one_byte_more_does_not) {
  HttpServerLimits limits;
  limits.header_bytes = 512;
  RunningServer server(limits);
  const std::string frame = "GET / HTTP/1.1\r\nHost: a\r\nX: \r\n\r\n";
  const std::string start = frame.substr(0, frame.size() - 4);
  Peer peer = server.connect();
  peer.send(start + std::string(512 - frame.size(), 'x') + "\r\n\r\n");
  EXPECT_EQ(status_of(peer.read_message()), "200");
  EXPECT_EQ(last_status(server, start + std::string(512 - frame.size() + 1, 'x') + "\r\n\r\n"), "431");
}

TEST(HttpServerLimits, ten_thousand_fields_are_431) {
  RunningServer server;
  std::string request = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (int i = 0; i < 10'000; ++i) {
    request += "X-" + std::to_string(i) + ": y\r\n";
  }
  EXPECT_EQ(last_status(server, request + "\r\n"), "431");
  expect_alive(server);
}

TEST(HttpServerLimits, a_body_of_ten_megabytes_is_413_also_for_who_reads_only_when_all_is_sent) {
  RunningServer server;
  const std::string body(10 << 20, 'x');
  EXPECT_EQ(last_status(server, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " +
                                    std::to_string(body.size()) + "\r\n\r\n" + body),
            "413");
  EXPECT_EQ(server.handled(), 0);
}

TEST(HttpServerLimits, a_chunked_body_over_the_limit_is_413) {
  HttpServerLimits limits;
  limits.body_bytes = 1000;
  RunningServer server(limits);
  std::string request = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 11; ++i) {
    request += "64\r\n" + std::string(100, 'x') + "\r\n";
  }
  EXPECT_EQ(last_status(server, request), "413");
}

TEST(HttpServerLimits, a_body_of_exactly_the_limit_passes) {
  HttpServerLimits limits;
  limits.body_bytes = 1000;
  RunningServer server(limits);
  Peer peer = server.connect();
  peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'x'));
  EXPECT_EQ(status_of(peer.read_message()), "200");
}

TEST(HttpServerLimits, an_endless_chunk_header_is_refused) {
  RunningServer server;
  EXPECT_EQ(last_status(server, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;" +
                                    std::string(40'000, 'x')),
            "400");
}

class HttpServerRefuses : public ::testing::TestWithParam<const char*> {};

TEST_P(HttpServerRefuses, with_400) {
  RunningServer server;
  EXPECT_EQ(last_status(server, GetParam()), "400");
  EXPECT_EQ(server.handled(), 0);
  expect_alive(server);
}

INSTANTIATE_TEST_SUITE_P(
    Malformed, HttpServerRefuses,
    ::testing::Values(
        "\x16\x03\x01\x02\x01 a TLS hello\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/3.7\r\nHost: a\r\n\r\n", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET nothing HTTP/1.1\r\nHost: a\r\n\r\n", "GET /#x HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\n\n", "G@T / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\x01z\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x10\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n11111111111111111\r\n"));

TEST(HttpServerLimits, nul_bytes_are_400) {
  RunningServer server;
  EXPECT_EQ(last_status(server, std::string("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", 28)), "400");
  EXPECT_EQ(last_status(server, std::string("GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n", 29)), "400");
  EXPECT_EQ(last_status(server, std::string(1000, '\0')), "400");
}

TEST(HttpServerLimits, garbage_never_reaches_the_handler_nor_harms_the_server) {
  RunningServer server;
  std::mt19937 random(7);
  for (int i = 0; i < 200; ++i) {
    std::string garbage(1 + random() % 3000, '\0');
    for (auto& c : garbage) {
      c = static_cast<char>(random());
    }
    Peer peer = server.connect();
    peer.send(garbage);
    peer.finish_sending();
    peer.read_to_end();
  }
  EXPECT_EQ(server.handled(), 0);
  expect_alive(server);
}

TEST(HttpServerLimits, a_request_cut_short_is_400) {
  RunningServer server;
  for (const char* cut :
       {"GE", "GET / HTTP/1.1\r\nHos", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc"}) {
    Peer peer = server.connect();
    peer.send(cut);
    peer.finish_sending();
    EXPECT_EQ(status_of(peer.read_to_end()), "400") << cut;
  }
  EXPECT_EQ(server.handled(), 0);
}

TEST(HttpServerLimits, a_header_that_does_not_come_in_time_is_408) {
  HttpServerLimits limits;
  limits.header_timeout = Millis(30);
  RunningServer server(limits);
  EXPECT_EQ(last_status(server, "GET / HTTP/1.1\r\nHost: "), "408");
}

TEST(HttpServerLimits, dribbling_does_not_stretch_the_time_for_a_header) {
  HttpServerLimits limits;
  limits.header_timeout = Millis(100);
  limits.header_bytes = 16 << 20;  // more than can be dribbled in that time
  RunningServer server(limits);
  Peer peer = server.connect();
  peer.send("GET / HTTP/1.1\r\nX: ");
  while (peer.send("y")) {  // ends when the server has cut it off
  }
  EXPECT_EQ(status_of(peer.read_to_end()), "408");
}

TEST(HttpServerLimits, a_body_that_does_not_come_in_time_is_408) {
  HttpServerLimits limits;
  limits.body_timeout = Millis(30);
  RunningServer server(limits);
  EXPECT_EQ(last_status(server, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc"), "408");
}

TEST(HttpServerLimits, an_idle_connection_is_closed_without_a_word) {
  HttpServerLimits limits;
  limits.idle_timeout = Millis(300);
  RunningServer server(limits);
  Peer fresh = server.connect();
  Peer used = server.connect();
  used.send(kGet);
  used.read_message();
  EXPECT_TRUE(fresh.is_closed_by_peer());
  EXPECT_TRUE(used.is_closed_by_peer());
}

TEST(HttpServerLimits, a_handler_may_take_longer_than_every_timeout) {
  HttpServerLimits limits;
  limits.idle_timeout = limits.header_timeout = limits.body_timeout = limits.write_timeout = Millis(300);
  RunningServer server(limits);
  Peer peer = server.connect();
  peer.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n");
  server.await_handled(1);
  EXPECT_TRUE(server.connect().is_closed_by_peer());  // by now every one of them has passed
  server.open_gate();
  EXPECT_EQ(status_of(peer.read_message()), "200");
}

TEST(HttpServerLimits, a_peer_that_never_reads_is_cut) {
  HttpServerLimits limits;
  limits.write_timeout = Millis(50);
  RunningServer server(limits);
  Peer peer = server.connect();
  peer.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
  server.await_handled(1);
  auto drained = server.drain();  // ends only when the connection has
  EXPECT_EQ(drained.wait_for(std::chrono::seconds(10)), std::future_status::ready);
  EXPECT_LT(peer.read_to_end().size(), std::size_t{16} << 20);
}

TEST(HttpServerLimits, connections_over_the_limit_are_told_503_and_closed) {
  HttpServerLimits limits;
  limits.max_connections = 2;
  RunningServer server(limits);
  std::vector<Peer> admitted;
  for (int i = 0; i < 2; ++i) {
    admitted.push_back(server.connect());
    admitted.back().send(kGet);
    EXPECT_EQ(status_of(admitted.back().read_message()), "200");
  }
  EXPECT_EQ(last_status(server, kGet), "503");
  EXPECT_EQ(server.handled(), 2);
}

TEST(HttpServerLimits, a_place_that_becomes_free_is_given_away) {
  HttpServerLimits limits;
  limits.max_connections = 1;
  RunningServer server(limits);
  Peer first = server.connect();
  first.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  first.read_to_end();
  std::string status;
  for (int i = 0; i < 1000 && status != "200"; ++i) {
    Peer next = server.connect();
    next.send(kGet);
    status = status_of(next.read_message());
  }
  EXPECT_EQ(status, "200");
}

TEST(HttpServerLimits, a_thousand_idle_connections_do_not_hold_up_the_next) {
  RunningServer server;
  std::vector<Peer> idle;
  for (int i = 0; i < 1000; ++i) {
    idle.push_back(server.connect());
  }
  expect_alive(server);
}

TEST(HttpServerLimits, peers_that_reset_in_the_middle_do_no_harm) {
  RunningServer server;
  for (int i = 0; i < 50; ++i) {
    Peer peer = server.connect();
    peer.send(i % 2 == 0 ? "GET /big HTTP/1.1\r\nHost: a\r\n\r\n"
                         : "POST / HTTP/1.1\r\nHost: a\r\nContent-L");
    peer.abort();
  }
  expect_alive(server);
}

}  // namespace
}  // namespace ludice::net
