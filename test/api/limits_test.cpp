// Limits per address and per player, as calls meet them.
#include "api_fixture.hpp"

namespace ludice::api {
namespace {

class Limits : public ApiTest {
 protected:
  void limit(RateLimit address, RateLimit player) {
    GameApiSettings settings = open_settings();
    settings.address_limit = address;
    settings.player_limit = player;
    make_apis(std::move(settings));
  }
  Reply post_from(const std::string& address, const std::string& path, json::object object) {
    net::HttpRequest request = signed_post(path, stamped(std::move(object)));
    request.remote_address = address;
    return send(*game_api_, std::move(request));
  }
  static constexpr RateLimit kOff{};
  static constexpr RateLimit kOnePerSecond{1, Millis(1'000)};
  static constexpr RateLimit kTwoPerMinute{2, Millis(60'000)};
};

TEST_F(Limits, of_addresses_do_not_touch_our_own_front_ends) {
  limit(kTwoPerMinute, kOff);
  sign_up("anna", 1);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(post_from("127.0.0.1", "/profile", {{"id", 1}}).status, 200);
  EXPECT_EQ(post_from("8.8.8.8", "/profile", {{"id", 1}}).status, 200);
  EXPECT_EQ(post_from("8.8.8.8", "/profile", {{"id", 1}}).status, 200);
  EXPECT_EQ(post_from("8.8.8.8", "/profile", {{"id", 1}}).status, 429);
  EXPECT_EQ(post_from("8.8.4.4", "/profile", {{"id", 1}}).status, 200);
  clock_.advance(Millis(60'000));
  EXPECT_EQ(post_from("8.8.8.8", "/profile", {{"id", 1}}).status, 200);
}

TEST_F(Limits, a_replay_costs_none) {
  limit(kTwoPerMinute, kOnePerSecond);
  net::HttpRequest request = signed_post("/register", stamped({{"username", "anna"}, {"id", 1}}));
  request.remote_address = "8.8.8.8";
  EXPECT_EQ(send(*game_api_, request).status, 200);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(send(*game_api_, request).fields.get("Idempotent-Replay"), "true");
}

TEST_F(Limits, of_players_hold_per_path) {
  limit(kOff, kOnePerSecond);
  sign_up("anna", 1);
  EXPECT_EQ(post("/start/game", {{"username", "anna"}, {"bet", 50}}).status, 200);
  EXPECT_EQ(post("/leave", {{"username", "anna"}}).status, 200);
  const Reply second = post("/leave", {{"username", "anna"}});
  EXPECT_EQ(second.status, 429);
  EXPECT_EQ(second.code(), "rate_limited");
  EXPECT_EQ(second.fields.get("Retry-After"), "1");
  clock_.advance(Millis(1'000));
  EXPECT_EQ(post("/leave", {{"username", "anna"}}).status, 200);
}

TEST_F(Limits, of_players_hold_by_whatever_name_they_come) {
  limit(kOff, kOnePerSecond);
  sign_up("anna", 1);
  EXPECT_EQ(post("/register", {{"username", "annie"}, {"id", 1}}).status, 429);
  EXPECT_EQ(post("/leave", {{"username", "anna"}}).status, 200);
  EXPECT_EQ(post("/leave", {{"id", 1}}).status, 429);
  EXPECT_EQ(post("/leave", {{"username", "#1"}}).status, 429);
  EXPECT_EQ(post("/leave", {{"id", 2}}).status, 404);
}

TEST_F(Limits, calls_refused_by_the_rules_count_and_calls_refused_before_do_not) {
  limit(kOff, kOnePerSecond);
  sign_up("anna", 1);
  EXPECT_EQ(post("/start/game", {{"username", "anna"}, {"bet", 1}}).status, 422);
  EXPECT_EQ(post("/start/game", {{"username", "anna"}, {"bet", 2'000}}).status, 402);
  EXPECT_EQ(post("/start/game", {{"username", "anna"}, {"bet", 50}}).status, 429);
}

TEST_F(Limits, a_call_refused_by_the_limit_may_be_sent_again) {
  limit(kOff, kOnePerSecond);
  sign_up("anna", 1);
  post("/leave", {{"username", "anna"}});
  const net::HttpRequest request = signed_post("/leave", stamped({{"username", "anna"}}));
  EXPECT_EQ(send(*game_api_, request).status, 429);
  clock_.advance(Millis(1'000));
  const Reply again = send(*game_api_, request);
  EXPECT_EQ(again.status, 200);
  EXPECT_FALSE(again.fields.has("Idempotent-Replay"));
}

TEST_F(Limits, do_not_hold_up_throws) {
  limit(kOff, kOnePerSecond);
  const std::string game = begin_game();
  EXPECT_EQ(write_result("anna", game, 3).status, 200);
  EXPECT_EQ(write_result("anna", game, 3).code(), "already_thrown");
}

}  // namespace
}  // namespace ludice::api
