// /history, /leaderboard, /lobby: fields, answers, refusals.
#include "api_fixture.hpp"

namespace ludice::api {
namespace {

class RecordCalls : public ApiTest {
 protected:
  /// Anna beats Ivan for 50; the id of the game.
  std::string play() {
    const std::string game = begin_game();
    write_result("anna", game, 6);
    write_result("ivan", game, 2);
    return game;
  }
  std::string fault(const std::string& path, json::object fields, const std::string& field) {
    const Reply reply = post(path, std::move(fields));
    EXPECT_EQ(reply.status, 422) << reply.body;
    const json::object details = reply.details();
    return details.contains(field) ? std::string(details.at(field).as_string()) : "";
  }
};

TEST_F(RecordCalls, history_shows_every_movement_newest_first) {
  const std::string game = play();
  const std::int64_t at = clock_.now().seconds();
  const json::object data = post("/history", {{"username", "anna"}}).data();
  const json::object payout{
      {"at", at}, {"kind", "game"}, {"amount", 100}, {"balance_after", 1'050}, {"game_id", game}};
  const json::object stake{
      {"at", at}, {"kind", "game"}, {"amount", -50}, {"balance_after", 950}, {"game_id", game}};
  const json::object welcome{
      {"at", at}, {"kind", "welcome"}, {"amount", 1'000}, {"balance_after", 1'000}, {"game_id", nullptr}};
  EXPECT_EQ(data, (json::object{{"items", {payout, stake, welcome}}, {"cursor", nullptr}}));
}

TEST_F(RecordCalls, history_goes_on_from_its_cursor) {
  play();
  const json::object first = post("/history", {{"username", "anna"}, {"limit", 2}}).data();
  EXPECT_EQ(first.at("items").as_array().size(), 2U);
  const json::object second = post("/history", {{"id", 1}, {"cursor", first.at("cursor")}}).data();
  ASSERT_EQ(second.at("items").as_array().size(), 1U);
  EXPECT_EQ(second.at("items").at(0).at("kind"), "welcome");
  EXPECT_TRUE(second.at("cursor").is_null());
}

TEST_F(RecordCalls, a_cursor_that_is_wrong_or_another_players_is_refused) {
  play();
  const json::value cursor = post("/history", {{"username", "anna"}, {"limit", 1}}).data()["cursor"];
  EXPECT_EQ(fault("/history", {{"username", "ivan"}, {"cursor", cursor}}, "cursor"),
            "must be one that this player was given for this asset");
  EXPECT_NE(fault("/history", {{"username", "anna"}, {"cursor", "ZZZ"}}, "cursor"), "");
  EXPECT_NE(fault("/history", {{"username", "anna"}, {"cursor", 5}}, "cursor"), "");
  EXPECT_NE(fault("/history", {{"username", "nobody"}, {"cursor", "ZZZ"}}, "cursor"), "");
  EXPECT_EQ(post("/history", {{"username", "nobody"}}).code(), "player_not_found");
}

TEST_F(RecordCalls, limits_lie_between_1_and_100) {
  sign_up("anna", 1);
  for (const char* path : {"/history", "/leaderboard"}) {
    for (const json::value& limit : {json::value(0), json::value(101), json::value("5"), json::value(1.5)}) {
      EXPECT_NE(fault(path, {{"username", "anna"}, {"limit", limit}}, "limit"), "");
    }
    EXPECT_EQ(post(path, {{"username", "anna"}, {"limit", 100}}).status, 200);
  }
}

TEST_F(RecordCalls, the_leaderboard_shows_who_leads_and_where_you_are) {
  play();
  const json::object data = post("/leaderboard", {{"username", "ivan"}, {"period", "day"}}).data();
  const json::object anna{{"rank", 1}, {"name", "anna"}, {"won", 1}, {"games", 1}};
  const json::object ivan{{"rank", 2}, {"name", "ivan"}, {"won", 0}, {"games", 1}};
  EXPECT_EQ(data, (json::object{{"items", {anna, ivan}}, {"you", ivan}}));
  sign_up("olga", 3);
  EXPECT_EQ(post("/leaderboard", {{"id", 3}}).data()["you"],
            (json::object{{"rank", nullptr}, {"name", "olga"}, {"won", 0}, {"games", 0}}));
}

TEST_F(RecordCalls, the_leaderboard_is_by_game_asset_and_period) {
  play();
  const auto count = [this](json::object fields) {
    return post("/leaderboard", std::move(fields)).data()["items"].as_array().size();
  };
  EXPECT_EQ(count({}), 2U);
  EXPECT_EQ(count({{"game", "dice"}, {"asset", "points"}, {"period", "week"}}), 2U);
  EXPECT_EQ(count({{"game", "target"}}), 0U);
  clock_.advance(Millis(8 * 86'400'000LL));
  EXPECT_EQ(count({{"period", "week"}}), 0U);
  EXPECT_EQ(count({{"period", "all"}}), 2U);
  EXPECT_TRUE(post("/leaderboard", {}).data()["you"].is_null());
}

TEST_F(RecordCalls, the_leaderboard_says_what_is_wrong_with_its_fields) {
  EXPECT_NE(fault("/leaderboard", {{"period", "month"}}, "period"), "");
  EXPECT_NE(fault("/leaderboard", {{"game", "poker"}}, "game"), "");
  EXPECT_NE(fault("/leaderboard", {{"asset", "stars"}}, "asset"), "");
  EXPECT_NE(fault("/leaderboard", {{"username", ""}}, "username"), "");
  EXPECT_EQ(post("/leaderboard", {{"username", "nobody"}}).code(), "player_not_found");
}

TEST_F(RecordCalls, the_lobby_shows_who_waits_and_for_how_long) {
  EXPECT_EQ(post("/lobby", {}).data(), (json::object{{"waiting", json::array()}}));
  sign_up("anna", 1);
  sign_up("ivan", 2);
  sign_up("olga", 3);
  post("/start/game", {{"username", "anna"}, {"bet", 50}});
  clock_.advance(Millis(13'600));
  post("/start/game", {{"username", "ivan"}, {"bet", 50}});
  post("/start/game", {{"username", "olga"}, {"bet", 50}});
  const json::object group{
      {"game", "dice"}, {"asset", "points"}, {"bet", 50}, {"players", 1}, {"expected_wait_s", 14}};
  EXPECT_EQ(post("/lobby", {}).data(), (json::object{{"waiting", {group}}}));
  sign_up("petr", 4);
  post("/start/game", {{"username", "petr"}, {"bet", 60}});
  EXPECT_TRUE(post("/lobby", {}).data()["waiting"].at(1).at("expected_wait_s").is_null());
}

TEST_F(RecordCalls, a_profile_has_every_configured_asset) {
  rules_.assets = {domain::Asset::points, domain::Asset::stars};
  make_apis({});
  sign_up("anna", 1);
  const json::object profile = post("/profile", {{"username", "anna"}}).data();
  EXPECT_EQ(profile.at("balances"), (json::object{{"points", 1'000}, {"stars", 0}}));
  EXPECT_EQ(profile.at("net"), (json::object{{"points", 0}, {"stars", 0}}));
  EXPECT_EQ(post("/history", {{"username", "anna"}, {"asset", "stars"}}).data()["items"], json::array());
}

}  // namespace
}  // namespace ludice::api
