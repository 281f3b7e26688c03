// A signed object is good once.
#include "api_fixture.hpp"

namespace ludice::api {
namespace {

using OnceOnly = ApiTest;

TEST_F(OnceOnly, the_same_object_gets_the_same_bytes_and_has_one_effect) {
  sign_up("anna", 1);
  const net::HttpRequest request = signed_post("/start/game", stamped({{"username", "anna"}, {"bet", 50}}));
  const Reply first = send(*game_api_, request);
  const Reply second = send(*game_api_, request);
  EXPECT_EQ(first.status, 200);
  EXPECT_FALSE(first.fields.has("Idempotent-Replay"));
  EXPECT_EQ(second.status, 200);
  EXPECT_EQ(second.body, first.body);
  EXPECT_EQ(second.fields.get("Idempotent-Replay"), "true");
  EXPECT_EQ(balance_of("anna"), 950);
}

TEST_F(OnceOnly, also_after_a_restart) {
  sign_up("anna", 1);
  const net::HttpRequest request = signed_post("/start/game", stamped({{"username", "anna"}, {"bet", 50}}));
  const Reply first = send(*game_api_, request);
  restart();
  const Reply second = send(*game_api_, request);
  EXPECT_EQ(second.body, first.body);
  EXPECT_EQ(second.fields.get("Idempotent-Replay"), "true");
  EXPECT_EQ(balance_of("anna"), 950);
}

TEST_F(OnceOnly, another_format_of_the_object_is_the_same_object) {
  sign_up("anna", 1);
  const json::object object = stamped({{"username", "anna"}, {"bet", 50}});
  net::HttpRequest request = signed_post("/start/game", object);
  const Reply first = send(*game_api_, request);
  request.body = " " + net::canonical_json(object) + "\n";
  EXPECT_EQ(send(*game_api_, request).body, first.body);
}

TEST_F(OnceOnly, a_refusal_by_the_rules_is_kept_too) {
  const net::HttpRequest request = signed_post("/start/game", stamped({{"username", "anna"}, {"bet", 50}}));
  const Reply first = send(*game_api_, request);
  EXPECT_EQ(first.code(), "player_not_found");
  sign_up("anna", 1);
  const Reply second = send(*game_api_, request);
  EXPECT_EQ(second.status, 404);
  EXPECT_EQ(second.body, first.body);
  EXPECT_EQ(second.fields.get("Idempotent-Replay"), "true");
}

TEST_F(OnceOnly, wrong_fields_leave_no_record) {
  const net::HttpRequest request = signed_post("/start/game", stamped({{"username", "anna"}, {"bet", 1}}));
  for (int i = 0; i < 2; ++i) {
    const Reply reply = send(*game_api_, request);
    EXPECT_EQ(reply.status, 422);
    EXPECT_FALSE(reply.fields.has("Idempotent-Replay"));
  }
}

TEST_F(OnceOnly, reading_answers_fresh) {
  sign_up("anna", 1);
  const net::HttpRequest request = signed_post("/profile", stamped({{"username", "anna"}}));
  const Reply first = send(*game_api_, request);
  post("/start/game", {{"username", "anna"}, {"bet", 50}});
  const Reply second = send(*game_api_, request);
  EXPECT_NE(second.body, first.body);
  EXPECT_FALSE(second.fields.has("Idempotent-Replay"));
  EXPECT_EQ(second.data()["in_game"], 50);
}

TEST_F(OnceOnly, a_request_id_stands_for_path_and_fields_whatever_the_time) {
  sign_up("anna", 1);
  const json::object fields{{"username", "anna"}, {"bet", 50}, {"request_id", "r-1"}};
  const Reply first = post("/start/game", fields);
  clock_.advance(Millis(47LL * 3600 * 1000));
  const Reply second = post("/start/game", fields);
  EXPECT_EQ(second.body, first.body);
  EXPECT_EQ(second.fields.get("Idempotent-Replay"), "true");
}

TEST_F(OnceOnly, a_request_id_with_other_fields_or_on_another_path_is_a_conflict) {
  sign_up("anna", 1);
  EXPECT_EQ(post("/daily", {{"username", "anna"}, {"request_id", "r-1"}}).status, 200);
  const Reply other_path = post("/leave", {{"username", "anna"}, {"request_id", "r-1"}});
  EXPECT_EQ(other_path.status, 409);
  EXPECT_EQ(other_path.code(), "conflict");
  EXPECT_EQ(post("/daily", {{"username", "ivan"}, {"request_id", "r-1"}}).code(), "conflict");
  EXPECT_EQ(post("/daily", {{"username", "anna"}, {"request_id", "r-2"}}).status, 200);
}

TEST_F(OnceOnly, a_request_id_that_is_none_is_422) {
  for (const json::value& request_id : {json::value(""), json::value(7), json::value(std::string(65, 'x'))}) {
    const Reply reply = post("/daily", {{"username", "anna"}, {"request_id", request_id}});
    EXPECT_EQ(reply.status, 422);
    EXPECT_EQ(reply.details()["request_id"], "must be a string of 1 to 64 characters");
  }
}

}  // namespace
}  // namespace ludice::api
