// The parser without IO: any split of the bytes gives the same message.
#include "net/http_parser.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ludice::net {
namespace {

constexpr ParseLimits kLimits{4096, 4096};

const std::string kRequests =
    "POST /a?b=c HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\nX-Empty:\r\nX-Two: 1\r\nX-Two: 2\r\n\r\nhello"
    "\r\nPUT /chunked HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: Chunked\r\n\r\n"
    "3\r\nabc\r\nA;x=\"y\"\r\n0123456789\r\n0\r\nTrailer: dropped\r\n\r\n"
    "GET /last HTTP/1.0\r\n\r\n";

/// Feeds the bytes in pieces of the given sizes (again and again), keeping what was not used.
std::vector<RequestParser::Parsed> parse_all(const std::string& bytes,
                                             const std::vector<std::size_t>& pieces) {
  RequestParser parser(kLimits);
  std::vector<RequestParser::Parsed> parsed;
  std::string waiting;
  std::size_t offered = 0;
  for (std::size_t i = 0; offered < bytes.size(); ++i) {
    const std::size_t size = std::min(pieces[i % pieces.size()], bytes.size() - offered);
    waiting += bytes.substr(offered, size);
    offered += size;
    bool progress = true;
    while (progress && !waiting.empty()) {
      const std::size_t used = parser.feed(waiting);
      waiting.erase(0, used);
      progress = parser.state() == ParseState::done;
      if (progress) {
        parsed.push_back(parser.take());
      }
    }
  }
  return parsed;
}

void expect_the_three_requests(const std::vector<RequestParser::Parsed>& parsed) {
  ASSERT_EQ(parsed.size(), 3u);
  EXPECT_EQ(parsed[0].request.method, "POST");
  EXPECT_EQ(parsed[0].request.path(), "/a");
  EXPECT_EQ(parsed[0].request.query(), "b=c");
  EXPECT_EQ(parsed[0].request.body, "hello");
  EXPECT_EQ(parsed[0].request.fields.get("x-two"), "1");
  EXPECT_EQ(parsed[0].request.fields.count("X-TWO"), 2u);
  EXPECT_TRUE(parsed[0].request.fields.has("X-Empty"));
  EXPECT_TRUE(parsed[0].keep_alive);
  EXPECT_EQ(parsed[1].request.body, "abc0123456789");
  EXPECT_FALSE(parsed[1].request.fields.has("Trailer"));
  EXPECT_EQ(parsed[2].request.target, "/last");
  EXPECT_TRUE(parsed[2].http_1_0);
  EXPECT_FALSE(parsed[2].keep_alive);
}

TEST(RequestParser, reads_requests_one_behind_the_other) {
  expect_the_three_requests(parse_all(kRequests, {kRequests.size()}));
}

RC_GTEST_PROP(RequestParser, how_the_bytes_are_split_does_not_matter, ()) {
  const auto pieces =
      *rc::gen::nonEmpty(rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(1, 40)));
  expect_the_three_requests(parse_all(kRequests, pieces));
  RC_ASSERT(!::testing::Test::HasFailure());
}

RC_GTEST_PROP(RequestParser, survives_any_change_of_a_byte, ()) {
  std::string bytes = kRequests;
  bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] = *rc::gen::arbitrary<char>();
  const auto pieces =
      *rc::gen::nonEmpty(rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(1, 90)));
  RC_ASSERT(parse_all(bytes, pieces).size() <= 4u);
}

TEST(RequestParser, the_limit_of_the_header_holds_for_all_its_lines_together) {
  RequestParser parser(ParseLimits{200, 10});
  const std::string line(90, 'x');
  parser.feed("GET /" + line + " HTTP/1.1\r\nHost: " + line + "\r\nX: " + line + "\r\n\r\n");
  EXPECT_EQ(parser.state(), ParseState::refused);
  EXPECT_EQ(parser.refusal().status, 431);
}

TEST(RequestParser, an_announced_body_over_the_limit_is_refused_before_it_comes) {
  RequestParser parser(ParseLimits{200, 10});
  parser.feed("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n");
  EXPECT_EQ(parser.refusal().status, 413);
}

TEST(RequestParser, one_blank_line_before_a_request_is_skipped_two_are_refused) {
  RequestParser parser(kLimits);
  parser.feed("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(parser.state(), ParseState::done);
  RequestParser strict(kLimits);
  const std::string two = "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n";
  strict.feed(std::string_view(two).substr(strict.feed(two)));
  EXPECT_EQ(strict.state(), ParseState::refused);
}

TEST(RequestParser, a_body_of_its_last_chunk_alone_comes_byte_by_byte) {
  const std::string head = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string last : {"0\r\n\r\n", "00\r\n\r\n", "0;x\r\n\r\n", "0\r\nT: dropped\r\n\r\n"}) {
    const auto parsed = parse_all(head + last, {1});
    ASSERT_EQ(parsed.size(), 1u) << last;
    EXPECT_EQ(parsed.front().request.body, "") << last;
  }
  RequestParser parser(kLimits);
  parser.feed(head + "0\r\n");
  parser.feed("0\r\nabc\r\n\r\n");
  EXPECT_EQ(parser.state(), ParseState::refused);
}

TEST(RequestParser, a_short_body_may_look_like_a_last_chunk) {
  const auto parsed = parse_all("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n0\r\n0", {1});
  ASSERT_EQ(parsed.size(), 1u);
  EXPECT_EQ(parsed.front().request.body, "0\r\n0");
}

ResponseParser::Parsed parse_response(const std::string& bytes) {
  ResponseParser parser(kLimits);
  EXPECT_EQ(parser.feed(bytes), bytes.size());
  EXPECT_EQ(parser.state(), ParseState::done);
  return parser.take();
}

TEST(ResponseParser, reads_status_fields_and_body) {
  const auto parsed = parse_response("HTTP/1.1 404 \r\nContent-Length: 2\r\nX: y\r\n\r\nno");
  EXPECT_EQ(parsed.response.status, 404);
  EXPECT_EQ(parsed.response.fields.get("X"), "y");
  EXPECT_EQ(parsed.response.body, "no");
  EXPECT_TRUE(parsed.keep_alive);
}

TEST(ResponseParser, skips_interim_answers) {
  const auto parsed = parse_response(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  EXPECT_EQ(parsed.response.status, 200);
  EXPECT_FALSE(parsed.response.fields.has("Link"));
}

TEST(ResponseParser, an_answer_without_length_ends_with_the_connection) {
  ResponseParser parser(kLimits);
  parser.feed("HTTP/1.1 200 OK\r\n\r\nall of it");
  EXPECT_EQ(parser.state(), ParseState::body);
  parser.feed_end();
  const auto parsed = parser.take();
  EXPECT_EQ(parsed.response.body, "all of it");
  EXPECT_FALSE(parsed.keep_alive);
}

TEST(ResponseParser, an_answer_with_a_length_does_not_end_with_the_connection) {
  ResponseParser parser(kLimits);
  parser.feed("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
  parser.feed_end();
  EXPECT_EQ(parser.state(), ParseState::refused);
}

TEST(ResponseParser, nothing_follows_the_header_where_no_body_is_expected) {
  ResponseParser parser(kLimits);
  parser.expect_no_body();
  parser.feed("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
  EXPECT_EQ(parser.state(), ParseState::done);
}

TEST(ResponseParser, refuses_a_switch_of_protocols) {
  ResponseParser parser(kLimits);
  parser.feed("HTTP/1.1 101 Switching Protocols\r\n\r\n");
  EXPECT_EQ(parser.state(), ParseState::refused);
}

}  // namespace
}  // namespace ludice::net
