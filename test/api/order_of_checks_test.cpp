// Every error that comes before the rules, and which comes first where a request is wrong in several ways.
#include "api_fixture.hpp"

namespace ludice::api {
namespace {

class OrderOfChecks : public ApiTest {
 protected:
  /// Wrong in every way that is checked behind the path; each test mends one more.
  net::HttpRequest all_wrong(const std::string& path = "/start/game") {
    net::HttpRequest request;
    request.method = "GET";
    request.target = path;
    request.fields.set("Content-Type", "text/plain");
    request.body = std::string(64 * 1024 + 1, ' ');
    request.remote_address = "8.8.8.8";
    return request;
  }
  /// Fields are wrong, the timestamp is stale, there is no signature.
  const std::string kBody = R"({"username":7,"bet":-5,"timestamp":1})";

  void limit_addresses() {
    GameApiSettings settings = open_settings();
    settings.address_limit = {1, Millis(60'000)};
    make_apis(std::move(settings));
  }
};

TEST_F(OrderOfChecks, an_unknown_path_is_404_whatever_else_is_wrong) {
  for (const char* path :
       {"/", "/start", "/start/game/", "/START/GAME", "/histories", "/lobby/", "/%6ceave", ""}) {
    const Reply reply = send(*game_api_, all_wrong(path));
    EXPECT_EQ(reply.status, 404) << path;
    EXPECT_EQ(reply.code(), "not_found");
  }
}

TEST_F(OrderOfChecks, another_method_is_405_and_told_which) {
  for (const char* method : {"GET", "PUT", "DELETE", "HEAD", "OPTIONS", "post"}) {
    net::HttpRequest request = all_wrong();
    request.method = method;
    const Reply reply = send(*game_api_, std::move(request));
    EXPECT_EQ(reply.status, 405) << method;
    EXPECT_EQ(reply.code(), "method_not_allowed");
    EXPECT_EQ(reply.fields.get("Allow"), "POST");
  }
}

TEST_F(OrderOfChecks, then_the_media_type_is_415) {
  net::HttpRequest request = all_wrong();
  request.method = "POST";
  const Reply reply = send(*game_api_, std::move(request));
  EXPECT_EQ(reply.status, 415);
  EXPECT_EQ(reply.code(), "unsupported_media_type");
}

TEST_F(OrderOfChecks, then_the_size_is_413) {
  limit_addresses();
  for (int i = 0; i < 2; ++i) {
    net::HttpRequest request = all_wrong();
    request.method = "POST";
    request.fields.set("Content-Type", "application/json");
    const Reply reply = send(*game_api_, std::move(request));
    EXPECT_EQ(reply.status, 413);
    EXPECT_EQ(reply.code(), "body_too_large");
  }
}

TEST_F(OrderOfChecks, then_the_limit_of_the_address_is_429) {
  limit_addresses();
  net::HttpRequest request = unsigned_post("/leave", "no json");
  request.remote_address = "8.8.8.8";
  EXPECT_EQ(send(*game_api_, request).status, 400);
  const Reply reply = send(*game_api_, request);
  EXPECT_EQ(reply.status, 429);
  EXPECT_EQ(reply.code(), "rate_limited");
  EXPECT_EQ(reply.fields.get("Retry-After"), "60");
}

TEST_F(OrderOfChecks, then_what_is_no_json_object_is_400) {
  for (const char* body : {"", "no json", "[]", "7", R"({"a":1,"a":2})", R"({"a":1e400})",
                           R"({"a":"\ud800"})", "{\"a\":\"\xff\"}", R"({"a":NaN})"}) {
    const Reply reply = send(*game_api_, unsigned_post("/start/game", body));
    EXPECT_EQ(reply.status, 400) << body;
    EXPECT_EQ(reply.code(), "malformed_json");
  }
}

TEST_F(OrderOfChecks, then_the_signature_is_401) {
  const Reply reply = send(*game_api_, unsigned_post("/start/game", kBody));
  EXPECT_EQ(reply.status, 401);
  EXPECT_EQ(reply.code(), "bad_signature");
}

TEST_F(OrderOfChecks, a_body_changed_behind_its_signature_is_401) {
  net::HttpRequest request = signed_post("/leave", stamped({{"username", "anna"}}));
  request.body.replace(request.body.find("anna"), 4, "ivan");
  EXPECT_EQ(send(*game_api_, std::move(request)).code(), "bad_signature");
}

TEST_F(OrderOfChecks, a_second_form_for_another_path_is_401) {
  net::HttpRequest request = signed_post("/leave", stamped({{"username", "anna"}}));
  request.target = "/daily";
  EXPECT_EQ(send(*game_api_, std::move(request)).code(), "bad_signature");
}

TEST_F(OrderOfChecks, then_the_timestamp_is_401) {
  const json::object object = json::parse(kBody).as_object();
  const Reply reply = send(*game_api_, signed_post("/start/game", object));
  EXPECT_EQ(reply.status, 401);
  EXPECT_EQ(reply.code(), "stale_timestamp");
}

TEST_F(OrderOfChecks, the_clock_set_back_leaves_the_latest_recorded_time_in_force) {
  sign_up("anna", 1);
  sign_up("ivan", 2);
  const double then = static_cast<double>(clock_.now().ms) / 1000;
  clock_.advance(Millis(-3'600'000));
  EXPECT_EQ(post("/profile", {{"username", "anna"}, {"timestamp", then}}).status, 200);
}

TEST_F(OrderOfChecks, then_a_replay_on_another_path_is_409_before_the_fields_are_looked_at) {
  sign_up("anna", 1);
  const json::object object = stamped({{"username", "anna"}});
  EXPECT_EQ(send(*game_api_, signed_post("/daily", object)).status, 200);
  const Reply reply = send(*game_api_, signed_post("/start/game", object));
  EXPECT_EQ(reply.status, 409);
  EXPECT_EQ(reply.code(), "conflict");
}

TEST_F(OrderOfChecks, then_the_fields_are_422_each_with_what_is_wrong) {
  const Reply reply = post("/start/game", {{"username", 7}, {"bet", -5}});
  EXPECT_EQ(reply.status, 422);
  EXPECT_EQ(reply.code(), "invalid_request");
  EXPECT_EQ(reply.details(), (json::object{{"username", "must be a string"},
                                           {"bet", "must be an integer from 10 to 1000000"}}));
}

TEST_F(OrderOfChecks, then_the_limit_of_the_player_is_429_before_the_rules_are_asked) {
  GameApiSettings settings = open_settings();
  settings.player_limit = {1, Millis(1'000)};
  make_apis(std::move(settings));
  EXPECT_EQ(post("/leave", {{"username", "nobody"}}).code(), "player_not_found");
  const Reply reply = post("/leave", {{"username", "nobody"}});
  EXPECT_EQ(reply.status, 429);
  EXPECT_EQ(reply.fields.get("Retry-After"), "1");
}

TEST_F(OrderOfChecks, the_first_signature_form_is_for_whom_the_setting_says) {
  sign_up("anna", 1);
  const auto status = [&](SignatureV1 who, const char* address) {
    GameApiSettings settings = open_settings();
    settings.signature_v1 = who;
    make_apis(std::move(settings));
    const json::object object = stamped({{"username", "anna"}});
    net::HttpRequest request = unsigned_post("/profile", json::serialize(object));
    request.remote_address = address;
    request.fields.set("X-Signature", net::SigningKey(kSecret).sign_v1(net::canonical_json(object)));
    return send(*game_api_, std::move(request)).status;
  };
  EXPECT_EQ(status(SignatureV1::trusted, "127.0.0.1"), 200);
  EXPECT_EQ(status(SignatureV1::trusted, "8.8.8.8"), 401);
  EXPECT_EQ(status(SignatureV1::anywhere, "8.8.8.8"), 200);
  EXPECT_EQ(status(SignatureV1::never, "127.0.0.1"), 401);
}

TEST_F(OrderOfChecks, every_answer_is_json_with_a_request_id) {
  net::HttpRequest request = signed_post("/daily", stamped({{"username", "anna"}}));
  request.fields.set("X-Request-Id", "abc-1.2_3:4");
  const Reply named = send(*game_api_, std::move(request));
  EXPECT_EQ(named.fields.get("X-Request-Id"), "abc-1.2_3:4");
  EXPECT_EQ(named.fields.get("Content-Type"), "application/json");
  std::string last;
  for (const std::string& given :
       {std::string(), std::string("a b"), std::string("a\"b"), std::string(65, 'x')}) {
    net::HttpRequest other = all_wrong();
    if (!given.empty()) other.fields.set("X-Request-Id", given);
    const Reply reply = send(*game_api_, std::move(other));
    const std::string request_id(reply.fields.get("X-Request-Id"));
    EXPECT_FALSE(request_id.empty());
    EXPECT_NE(request_id, given);
    EXPECT_NE(request_id, last);
    EXPECT_EQ(reply.fields.get("Content-Type"), "application/json");
    last = request_id;
  }
}

TEST_F(OrderOfChecks, a_body_that_is_not_read_is_413_only_where_path_method_and_type_are_right) {
  net::HttpRequest head = all_wrong("/nothing");
  EXPECT_EQ(game_api_->server_error(head, 413).status, 404);
  EXPECT_EQ(balance_api_->server_error(head, 413).status, 404);
  head.target = "/leave";
  EXPECT_EQ(game_api_->server_error(head, 413).status, 405);
  head.method = "POST";
  EXPECT_EQ(game_api_->server_error(head, 413).status, 415);
  head.fields.set("Content-Type", "application/json");
  EXPECT_EQ(game_api_->server_error(head, 413).status, 413);
  head.target = "/get_balance";
  EXPECT_EQ(balance_api_->server_error(head, 413).status, 405);
}

TEST_F(OrderOfChecks, what_the_server_itself_refuses_has_the_same_form) {
  net::HttpRequest head;
  head.method = "POST";
  head.target = "/leave";
  struct Row {
    int status;
    const char* code;
    const char* message;
  };
  for (const auto& [status, code, message] :
       {Row{400, "malformed_json", "This is not a well-formed HTTP request."},
        Row{408, "request_timeout", "The request took too long to arrive."},
        Row{413, "body_too_large", "The body is longer than 64 KiB."},
        Row{431, "headers_too_large", "The headers are too long."},
        Row{503, "unavailable", "This cannot be done at the moment."}}) {
    net::HttpResponse response = game_api_->server_error(head, status);
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(json::parse(response.body).at("error").at("code").as_string(), code);
    EXPECT_EQ(json::parse(response.body).at("error").at("message").as_string(), message);
    EXPECT_FALSE(response.fields.get("X-Request-Id").empty());
    EXPECT_EQ(response.fields.has("Retry-After"), status == 503);
  }
}

}  // namespace
}  // namespace ludice::api
