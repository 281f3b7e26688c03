// What the program says about itself: examples that its own checks accept, and documents that anybody may
// read.
#include "api/openapi.hpp"

#include "api/balance_endpoints.hpp"
#include "api/game_endpoints.hpp"
#include "api/player_endpoints.hpp"
#include "api/query_object.hpp"
#include "api_fixture.hpp"

namespace ludice::api {
namespace {

class Documented : public ApiTest {
 protected:
  Reply read(const std::string& method, const std::string& path, const std::string& tag = {}) {
    net::HttpRequest request;
    request.method = method;
    request.target = path;
    request.remote_address = "8.8.8.8";
    if (!tag.empty()) request.fields.set("If-None-Match", tag);
    return send(*game_api_, std::move(request));
  }

  std::vector<Endpoint> all_endpoints() {
    std::vector<Endpoint> all = game_endpoints(rules_, book_, random_);
    for (auto& more : {player_endpoints(rules_, events_), balance_endpoints(rules_, events_)}) {
      all.insert(all.end(), more.begin(), more.end());
    }
    return all;
  }
};

TEST_F(Documented, examples_pass_the_checks_of_their_calls) {
  for (const Endpoint& endpoint : all_endpoints()) {
    std::string example = example_of(endpoint.request);
    if (endpoint.method == "GET") example = query_object("username=anna")->text();
    const auto object = net::CanonicalObject::read(example);
    ASSERT_TRUE(object.has_value()) << endpoint.path << example;
    const Prepared prepared = endpoint.prepare(*object);
    EXPECT_FALSE(std::holds_alternative<Invalid>(prepared)) << endpoint.path << example;
    EXPECT_EQ(std::holds_alternative<Writing>(prepared), endpoint.writes) << endpoint.path;
  }
}

TEST_F(Documented, calls_say_what_they_do_and_answer) {
  for (const Endpoint& endpoint : all_endpoints()) {
    EXPECT_FALSE(endpoint.summary.empty()) << endpoint.path;
    EXPECT_FALSE(endpoint.description.empty()) << endpoint.path;
    EXPECT_FALSE(endpoint.answer.name.empty()) << endpoint.path;
    for (const Property& field : endpoint.request.fields) {
      EXPECT_FALSE(field.description.empty()) << endpoint.path << " " << field.name;
    }
  }
}

TEST_F(Documented, bounds_are_those_of_the_settings) {
  rules_.bets = {Amount(5), Amount(7)};
  make_apis({});
  const json::value document = read("GET", "/openapi.json").parsed();
  const json::value& body = document.at("paths").at("/start/game").at("post").at("requestBody");
  const std::string text = json::serialize(body);
  EXPECT_NE(text.find(R"("minimum":5,"maximum":7)"), std::string::npos) << text;
}

TEST_F(Documented, refusals_stand_under_their_status) {
  const json::value document = read("GET", "/openapi.json").parsed();
  const json::value& responses = document.at("paths").at("/leave").at("post").at("responses");
  const std::string conflict = json::serialize(responses.at("409"));
  EXPECT_NE(conflict.find("game_in_progress"), std::string::npos);
  EXPECT_NE(conflict.find("conflict"), std::string::npos);
  EXPECT_EQ(conflict.find("already_in_game"), std::string::npos);
  EXPECT_FALSE(responses.as_object().contains("402"));
}

TEST_F(Documented, anybody_may_read_it_without_a_signature) {
  for (const char* path : {"/openapi.json", "/docs", "/docs/docs.js", "/docs/docs.css"}) {
    const Reply reply = read("GET", path);
    EXPECT_EQ(reply.status, 200) << path;
    EXPECT_FALSE(reply.body.empty()) << path;
    EXPECT_TRUE(reply.fields.get("Content-Security-Policy").starts_with("default-src 'none'")) << path;
    EXPECT_EQ(read("HEAD", path).status, 200) << path;
  }
  EXPECT_EQ(read("GET", "/docs/").status, 404);
  EXPECT_EQ(read("GET", "/docs/other.js").status, 404);
}

TEST_F(Documented, who_has_it_already_is_told_so) {
  const std::string tag(read("GET", "/docs").fields.get("ETag"));
  const Reply again = read("GET", "/docs", tag);
  EXPECT_EQ(again.status, 304);
  EXPECT_TRUE(again.body.empty());
}

TEST_F(Documented, it_is_only_read) {
  for (const char* method : {"POST", "PUT", "DELETE"}) {
    const Reply reply = read(method, "/docs");
    EXPECT_EQ(reply.status, 405) << method;
    EXPECT_EQ(reply.fields.get("Allow"), "GET, HEAD");
  }
}

}  // namespace
}  // namespace ludice::api
