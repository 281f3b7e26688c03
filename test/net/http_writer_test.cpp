// Messages as bytes, and what is never written.
#include "net/http_writer.hpp"

#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace ludice::net {
namespace {

HttpResponse answer(int status, std::string body) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

std::string written(const HttpResponse& response, AnswerFraming framing = {}) {
  std::string out;
  append_response(out, response, framing);
  return out;
}

TEST(AppendResponse, sets_length_and_connection_itself) {
  auto response = answer(200, "body");
  response.fields.add("content-length", "9");
  response.fields.add("Transfer-Encoding", "chunked");
  response.fields.add("Connection", "upgrade");
  response.fields.add("X-Mine", "1");
  EXPECT_EQ(written(response), "HTTP/1.1 200 OK\r\nX-Mine: 1\r\nContent-Length: 4\r\n\r\nbody");
}

TEST(AppendResponse, an_answer_to_head_tells_the_length_without_the_body) {
  EXPECT_EQ(written(answer(200, "body"), {.head = true}), "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n");
}

TEST(AppendResponse, statuses_without_body_have_none) {
  EXPECT_EQ(written(answer(204, "lost")), "HTTP/1.1 204 No Content\r\n\r\n");
  EXPECT_EQ(written(answer(304, "lost")), "HTTP/1.1 304 Not Modified\r\n\r\n");
}

TEST(AppendResponse, refuses_what_would_split_the_answer_and_leaves_nothing_behind) {
  for (const auto& [name, value] : {std::pair("X", "a\r\nB: c"), std::pair("X\r\nY", "a"), std::pair("", "a"),
                                    std::pair("X Y", "a"), std::pair("X", "a\nb"), std::pair("X", "\x7f")}) {
    auto response = answer(200, "");
    response.fields.add(name, value);
    std::string out = "before";
    EXPECT_THROW(append_response(out, response, {}), std::invalid_argument);
    EXPECT_EQ(out, "before");
  }
}

TEST(AppendResponse, refuses_a_status_that_is_none) {
  for (const int status : {0, 100, 199, 600, -1}) {
    EXPECT_THROW(written(answer(status, "")), std::invalid_argument);
  }
}

HttpRequest request(std::string method, std::string target, std::string body = "") {
  HttpRequest made;
  made.method = std::move(method);
  made.target = std::move(target);
  made.body = std::move(body);
  return made;
}

TEST(AppendRequest, writes_host_prefix_fields_and_body) {
  auto post = request("POST", "/x?y", "body");
  post.fields.add("Host", "other");
  post.fields.add("X", "1");
  std::string out;
  append_request(out, post, "test:81", "/prefix");
  EXPECT_EQ(out,
            "POST /prefix/x?y HTTP/1.1\r\nHost: test:81\r\nX: 1\r\nUser-Agent: Ludice\r\n"
            "Content-Length: 4\r\n\r\nbody");
}

TEST(AppendRequest, a_get_without_body_has_no_length_a_post_has) {
  std::string get;
  append_request(get, request("GET", "/"), "a", "");
  EXPECT_EQ(get.find("Content-Length"), std::string::npos);
  std::string post;
  append_request(post, request("POST", "/"), "a", "");
  EXPECT_NE(post.find("Content-Length: 0\r\n"), std::string::npos);
}

TEST(AppendRequest, refuses_targets_and_methods_that_would_split_it) {
  std::string out;
  for (const char* target : {"", "x", "/a b", "/a\r\nX: y", "/\x01"}) {
    EXPECT_THROW(append_request(out, request("GET", target), "a", ""), std::invalid_argument) << target;
  }
  EXPECT_THROW(append_request(out, request("GET /", "/"), "a", ""), std::invalid_argument);
}

}  // namespace
}  // namespace ludice::net
