// Each call of the game API: its fields, its answer, its refusals.
#include "api_fixture.hpp"

namespace ludice::api {
namespace {

using GameCalls = ApiTest;

std::string text(const json::value& value) {
  return std::string(value.as_string());
}

TEST_F(GameCalls, register_makes_an_account_and_then_updates_it) {
  const Reply first = post("/register", {{"username", "anna"}, {"id", 7}, {"language", "uk"}});
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.body,
            R"({"status":"success","data":{"id":7,"username":"anna","created":true,"asset":"points",)"
            R"("balance":1000,"terms":1}})");
  const Reply second = post("/register", {{"username", "annie"}, {"id", 7}});
  EXPECT_EQ(second.data(), (json::object{{"id", 7},
                                         {"username", "annie"},
                                         {"created", false},
                                         {"asset", "points"},
                                         {"balance", 1000},
                                         {"terms", 1}}));
  EXPECT_EQ(post("/profile", {{"id", 7}}).data()["language"], "uk");
}

TEST_F(GameCalls, a_name_that_moves_leaves_its_old_owner_with_a_number) {
  sign_up("anna", 1);
  sign_up("anna", 2);
  EXPECT_EQ(post("/profile", {{"id", 1}}).data()["username"], "#1");
  EXPECT_EQ(post("/profile", {{"username", "anna"}}).data()["id"], 2);
  EXPECT_EQ(post("/profile", {{"username", "#1"}}).data()["id"], 1);
}

TEST_F(GameCalls, names_come_back_as_they_were_given) {
  const std::string name = "<b>\"\\'/\xe2\x80\xae\xf0\x9f\x8e\xb2";
  sign_up(name, 1);
  EXPECT_EQ(text(post("/profile", {{"id", 1}}).data()["username"]), name);
}

TEST_F(GameCalls, start_game_waits_for_an_opponent) {
  sign_up("anna", 1);
  const Reply reply = post("/start/game", {{"username", "anna"}, {"bet", 50}});
  json::object game = reply.data();
  EXPECT_EQ(text(game["game_id"]).size(), 13U);
  EXPECT_EQ(game["deadline"].as_int64(), clock_.now().seconds() + 120);
  game.erase("game_id");
  game.erase("deadline");
  EXPECT_EQ(game,
            json::parse(
                R"({"game":"dice","asset":"points","bet":50,"pot":100,"rake":0,"win":100,"state":"waiting",)"
                R"("round":1,"throws_left":1,"your_throws":[[]],"opponent_throws":[[]],"opponent":null,)"
                R"("payout":0,"balance":950})"));
}

TEST_F(GameCalls, a_game_runs_from_start_to_payout) {
  const std::string game = begin_game();
  EXPECT_EQ(write_result("anna", game, 6).data()["state"], "active");
  json::object hidden = post("/game", {{"username", "ivan"}, {"game_id", game}}).data();
  EXPECT_EQ(json::serialize(hidden["opponent_throws"]), "[[]]");
  json::object lost = write_result("ivan", game, 2).data();
  EXPECT_EQ(lost["state"], "lost");
  EXPECT_EQ(json::serialize(lost["your_throws"]), "[[2]]");
  EXPECT_EQ(json::serialize(lost["opponent_throws"]), "[[6]]");
  EXPECT_EQ(lost["opponent"], "anna");
  EXPECT_EQ(lost["deadline"], nullptr);
  EXPECT_EQ(lost["balance"], 950);
  json::object won = post("/game", {{"id", 1}, {"game_id", game}}).data();
  EXPECT_EQ(won["state"], "won");
  EXPECT_EQ(won["payout"], 100);
  EXPECT_EQ(won["balance"], 1050);
}

TEST_F(GameCalls, throws_are_announced_given_up_and_recorded) {
  const std::string game = begin_game();
  json::object announced = post("/throw", {{"username", "anna"}, {"game_id", game}}).data();
  const std::string attempt = text(announced["attempt"]);
  EXPECT_EQ(announced["round"], 1);
  EXPECT_EQ(announced["throw"], 1);
  EXPECT_EQ(post("/throw", {{"username", "anna"}, {"game_id", game}}).code(), "throw_in_progress");
  EXPECT_EQ(write_result("anna", game, 6).code(), "throw_in_progress");
  EXPECT_EQ(post("/throw/void", {{"attempt", attempt}, {"reason", "refused"}}).data(),
            (json::object{{"attempt", attempt}, {"state", "active"}}));
  EXPECT_EQ(post("/throw/void", {{"attempt", attempt}, {"reason", "again"}}).data()["state"], "active");

  const std::string next = text(post("/throw", {{"username", "anna"}, {"game_id", game}}).data()["attempt"]);
  const json::object proof{
      {"chat_id", -100123}, {"message_id", 5}, {"date", 1'800'000'000}, {"emoji", "\xf0\x9f\x8e\xb2"}};
  json::object result{{"username", "anna"}, {"game_id", game}, {"result", 4},   {"round", 1},
                      {"throw", 1},         {"attempt", next}, {"proof", proof}};
  EXPECT_EQ(post("/write/res", result).status, 200);
  EXPECT_EQ(
      post("/write/res", {{"username", "ivan"}, {"game_id", game}, {"result", 4}, {"proof", proof}}).code(),
      "conflict");
  EXPECT_EQ(post("/write/res", result).code(), "already_thrown");
}

TEST_F(GameCalls, leave_gives_the_stake_back) {
  sign_up("anna", 1);
  EXPECT_EQ(post("/leave", {{"username", "anna"}}).data(),
            (json::object{{"left", false}, {"refunded", 0}, {"balance", 1000}}));
  const std::string game = text(post("/start/game", {{"username", "anna"}, {"bet", 50}}).data()["game_id"]);
  EXPECT_EQ(post("/leave", {{"username", "anna"}, {"game_id", game}}).data(),
            (json::object{{"left", true}, {"refunded", 50}, {"balance", 1000}}));
  EXPECT_EQ(post("/game", {{"username", "anna"}, {"game_id", game}}).data()["state"], "cancelled");
}

TEST_F(GameCalls, profile_shows_money_and_games) {
  const std::string game = begin_game();
  json::object playing = post("/profile", {{"username", "anna"}}).data();
  EXPECT_EQ(playing["game_id"], json::value(game));
  EXPECT_EQ(playing["in_game"], 50);
  write_result("anna", game, 6);
  write_result("ivan", game, 1);
  json::object profile = post("/profile", {{"username", "anna"}}).data();
  EXPECT_EQ(profile["created"].as_int64(), clock_.now().seconds());
  profile.erase("created");
  EXPECT_EQ(
      profile,
      json::parse(
          R"({"id":1,"username":"anna","language":"","balances":{"points":1050},"in_game":0,"game_id":null,)"
          R"("games":1,"won":1,"lost":0,"void":0,"net":{"points":50},"streak":1})"));
}

TEST_F(GameCalls, daily_grants_once_a_day) {
  sign_up("anna", 1);
  const json::object first = post("/daily", {{"username", "anna"}}).data();
  EXPECT_EQ(first.at("granted"), 100);
  EXPECT_EQ(first.at("balance"), 1100);
  EXPECT_GT(first.at("next_at").as_int64(), clock_.now().seconds());
  const json::object second = post("/daily", {{"username", "anna"}}).data();
  EXPECT_EQ(second.at("granted"), 0);
  EXPECT_EQ(second.at("balance"), 1100);
}

TEST_F(GameCalls, unknown_fields_are_ignored) {
  sign_up("anna", 1);
  EXPECT_EQ(
      post("/start/game", {{"username", "anna"}, {"bet", 50}, {"x", {{"y", json::array{1, 2}}}}}).status,
      200);
}

struct RefusedRow {
  const char* path;
  json::object fields;
  int status;
  const char* code;
};

TEST_F(GameCalls, rules_refuse_with_their_code) {
  const std::string game = begin_game();
  sign_up("olha", 3);
  const std::string waiting =
      text(post("/start/game", {{"username", "olha"}, {"bet", 70}}).data()["game_id"]);
  sign_up("poor", 4);
  const std::vector<RefusedRow> rows{
      {"/start/game", {{"username", "nobody"}, {"bet", 50}}, 404, "player_not_found"},
      {"/start/game", {{"username", "anna"}, {"bet", 50}}, 409, "already_in_game"},
      {"/start/game", {{"username", "poor"}, {"bet", 1001}}, 402, "insufficient_funds"},
      {"/write/res", {{"id", 99}, {"game_id", game}, {"result", 1}}, 404, "player_not_found"},
      {"/write/res", {{"id", 1}, {"game_id", "nonsense"}, {"result", 1}}, 404, "game_not_found"},
      {"/write/res", {{"id", 3}, {"game_id", game}, {"result", 1}}, 403, "not_your_game"},
      {"/write/res", {{"id", 3}, {"game_id", waiting}, {"result", 1}}, 409, "not_your_turn"},
      {"/write/res", {{"id", 1}, {"game_id", game}, {"result", 1}, {"round", 2}}, 409, "not_your_turn"},
      {"/write/res", {{"id", 1}, {"game_id", game}, {"result", 1}, {"attempt", "none"}}, 409, "conflict"},
      {"/throw", {{"id", 3}, {"game_id", waiting}}, 409, "not_your_turn"},
      {"/throw/void", {{"attempt", "none"}, {"reason", "x"}}, 404, "not_found"},
      {"/leave", {{"id", 1}}, 409, "game_in_progress"},
      {"/leave", {{"id", 3}, {"game_id", game}}, 403, "not_your_game"},
      {"/game", {{"id", 3}, {"game_id", game}}, 403, "not_your_game"},
      {"/game", {{"id", 3}, {"game_id", "0000000000000"}}, 404, "game_not_found"},
      {"/profile", {{"username", "Anna"}}, 404, "player_not_found"},
      {"/daily", {{"id", 99}}, 404, "player_not_found"},
  };
  for (const RefusedRow& row : rows) {
    const Reply reply = post(row.path, row.fields);
    EXPECT_EQ(reply.status, row.status) << row.path << json::serialize(row.fields);
    EXPECT_EQ(reply.code(), row.code) << row.path << json::serialize(row.fields);
  }
  EXPECT_EQ(post("/start/game", {{"username", "poor"}, {"bet", 1001}}).details(),
            (json::object{{"balance", 1000}, {"required", 1001}}));
  write_result("anna", game, 6);
  write_result("ivan", game, 1);
  EXPECT_EQ(write_result("ivan", game, 6).code(), "game_over");
}

struct InvalidRow {
  const char* path;
  json::object fields;
  const char* field;
};

TEST_F(GameCalls, wrong_fields_are_named) {
  const json::object proof{{"chat_id", 1}, {"message_id", 1}, {"date", 1}, {"emoji", "x"}};
  json::object invite_and_join{{"id", 1}, {"invite", true}, {"join", "0123456789ABCDEF"}};
  const auto throw_with = [](const char* key, json::value value) {
    json::object fields{{"id", 1}, {"game_id", "g"}, {"result", 1}};
    fields[key] = std::move(value);
    return fields;
  };
  const auto start_with = [](const char* key, json::value value) {
    json::object fields{{"id", 1}, {"bet", 50}};
    fields[key] = std::move(value);
    return fields;
  };
  const std::vector<InvalidRow> rows{
      {"/register", {{"username", "anna"}}, "id"},
      {"/register", {{"id", 1}}, "username"},
      {"/register", {{"username", "#2"}, {"id", 1}}, "username"},
      {"/register", {{"username", "a"}, {"id", 1}, {"language", "\n"}}, "language"},
      {"/start/game", {{"id", 1}}, "bet"},
      {"/start/game", start_with("bet", 9), "bet"},
      {"/start/game", start_with("bet", 1'000'001), "bet"},
      {"/start/game", start_with("bet", 50.0), "bet"},
      {"/start/game", start_with("bet", "50"), "bet"},
      {"/start/game", start_with("bet", true), "bet"},
      {"/start/game", start_with("bet", std::uint64_t{1} << 63), "bet"},
      {"/start/game", start_with("bet", std::int64_t{1} << 53), "bet"},
      {"/start/game", start_with("game", "chess"), "game"},
      {"/start/game", start_with("asset", "stars"), "asset"},
      {"/start/game", start_with("asset", "gold"), "asset"},
      {"/start/game", start_with("invite", "yes"), "invite"},
      {"/start/game", {{"id", 1}, {"invite", true}}, "bet"},
      {"/start/game", invite_and_join, "invite"},
      {"/start/game", start_with("join", ""), "join"},
      {"/start/game", start_with("join", 7), "join"},
      {"/start/game", start_with("join", json::value(std::string(65, 'x'))), "join"},
      {"/write/res", throw_with("result", 0), "result"},
      {"/write/res", throw_with("result", 7), "result"},
      {"/write/res", throw_with("result", 3.0), "result"},
      {"/write/res", throw_with("game_id", ""), "game_id"},
      {"/write/res", throw_with("game_id", 7), "game_id"},
      {"/write/res", throw_with("game_id", json::value(std::string(65, 'g'))), "game_id"},
      {"/write/res", throw_with("round", 0), "round"},
      {"/write/res", throw_with("throw", "1"), "throw"},
      {"/write/res", throw_with("attempt", ""), "attempt"},
      {"/write/res", throw_with("proof", "x"), "proof"},
      {"/write/res", throw_with("proof", json::object{}), "proof.chat_id"},
      {"/write/res", throw_with("proof", proof), "proof.emoji"},
      {"/write/res", throw_with("proof", json::object{{"chat_id", 1}, {"message_id", 0}}),
       "proof.message_id"},
      {"/throw", {{"id", 1}}, "game_id"},
      {"/throw/void", {{"reason", "x"}}, "attempt"},
      {"/throw/void", {{"attempt", "a"}}, "reason"},
      {"/throw/void", {{"attempt", "a"}, {"reason", std::string(201, 'x')}}, "reason"},
      {"/leave", {}, "username"},
      {"/leave", {{"id", 1}, {"game_id", ""}}, "game_id"},
      {"/game", {{"id", 1}}, "game_id"},
      {"/profile", {{"username", std::string(65, 'x')}}, "username"},
      {"/daily", {{"id", 0}}, "id"},
      {"/events", {{"wait", 0}}, "consumer"},
      {"/events", {{"consumer", "a"}, {"wait", 26}}, "wait"},
      {"/events", {{"consumer", "a"}, {"ack", json::array{7}}}, "ack"},
  };
  for (const InvalidRow& row : rows) {
    const Reply reply = post(row.path, row.fields);
    ASSERT_EQ(reply.status, 422) << row.path << json::serialize(row.fields);
    EXPECT_EQ(reply.code(), "invalid_request");
    EXPECT_TRUE(reply.details().contains(row.field)) << row.path << reply.body;
  }
}

TEST_F(GameCalls, an_invite_that_is_not_asked_for_is_no_fault) {
  sign_up("anna", 1);
  EXPECT_EQ(
      post("/start/game",
           {{"username", "anna"}, {"bet", 50}, {"invite", false}, {"game", "dice"}, {"asset", "points"}})
          .status,
      200);
}

TEST_F(GameCalls, target_is_played_with_three_darts) {
  sign_up("anna", 1);
  sign_up("ivan", 2);
  post("/start/game", {{"username", "anna"}, {"bet", 50}, {"game", "target"}});
  const auto begun = post("/start/game", {{"username", "ivan"}, {"bet", 50}, {"game", "target"}}).data();
  EXPECT_EQ(begun.at("game"), "target");
  EXPECT_EQ(begun.at("throws_left"), 3);
  const std::string game(begun.at("game_id").as_string());
  for (const int face : {6, 1, 1}) write_result("anna", game, face);
  EXPECT_EQ(write_result("anna", game, 1).code(), "already_thrown");
  for (const int face : {5, 1})
    EXPECT_EQ(json::serialize(write_result("ivan", game, face).data()["opponent_throws"]), "[[]]");
  const auto end = write_result("ivan", game, 1).data();
  EXPECT_EQ(end.at("state"), "lost");
  EXPECT_EQ(json::serialize(end.at("opponent_throws")), "[[6,1,1]]");
}

TEST_F(GameCalls, an_invite_is_opened_and_joined_by_its_code) {
  sign_up("anna", 1);
  sign_up("ivan", 2);
  const auto opened = post("/start/game", {{"username", "anna"}, {"bet", 50}, {"invite", true}}).data();
  EXPECT_EQ(opened.at("balance"), 1'000);
  const std::string code(opened.at("invite").as_string());
  EXPECT_EQ(code.size(), 16U);
  const json::object wrong{{"username", "ivan"}, {"join", code}, {"bet", 5}};
  const Reply refused = post("/start/game", wrong);
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.code(), "conflict");
  const auto joined = post("/start/game", {{"username", "ivan"}, {"join", code}}).data();
  EXPECT_EQ(joined.at("game_id"), opened.at("game_id"));
  EXPECT_EQ(joined.at("state"), "active");
  EXPECT_FALSE(joined.contains("invite"));
  // The same to the letter as for a code that never was.
  const Reply used = post("/start/game", {{"username", "olga"}, {"join", code}});
  EXPECT_EQ(used.code(), "player_not_found");
  sign_up("olga", 3);
  EXPECT_EQ(post("/start/game", {{"username", "olga"}, {"join", code}}).body, refused.body);
  EXPECT_EQ(post("/start/game", {{"username", "olga"}, {"join", "x"}}).body, refused.body);
}

TEST_F(GameCalls, assets_are_those_that_are_offered_each_with_its_bounds) {
  rules_.assets = {domain::Asset::points, domain::Asset::stars, domain::Asset::ton};
  make_apis({});
  sign_up("anna", 1);
  const auto start = [this](const char* asset, std::int64_t bet) {
    return post("/start/game", {{"username", "anna"}, {"bet", bet}, {"asset", asset}});
  };
  EXPECT_EQ(start("gold", 50).details()["asset"], "must be points, stars or ton");
  EXPECT_EQ(start("stars", 9).status, 422);
  EXPECT_EQ(start("stars", 50).code(), "insufficient_funds");
  EXPECT_EQ(start("ton", 99'999'999).status, 422);
  EXPECT_EQ(start("ton", 100'000'000'001).status, 422);
  EXPECT_EQ(start("ton", 100'000'000'000).code(), "insufficient_funds");
  fund("anna", 50, domain::Asset::stars);
  const auto waiting = start("stars", 50).data();
  EXPECT_EQ(waiting.at("asset"), "stars");
  EXPECT_EQ(waiting.at("balance"), 0);
}

TEST_F(GameCalls, a_result_in_stars_needs_a_proof) {
  rules_.assets = {domain::Asset::stars};
  make_apis({});
  for (const auto& [name, id] : {std::pair("anna", 1), std::pair("ivan", 2)}) {
    sign_up(name, id);
    fund(name, 50, domain::Asset::stars);
    post("/start/game", {{"username", name}, {"bet", 50}});
  }
  const std::string game(post("/profile", {{"username", "anna"}}).data()["game_id"].as_string());
  json::object result{{"username", "anna"}, {"game_id", game}, {"result", 6}, {"request_id", "r1"}};
  const Reply bare = post("/write/res", result);
  EXPECT_EQ(bare.status, 422);
  EXPECT_EQ(bare.details()["proof"], "is required in this asset");
  // As every 422 it is no answer to keep.
  result["proof"] = json::object{{"chat_id", 1}, {"message_id", 1}, {"date", 1}, {"emoji", "🎲"}};
  EXPECT_EQ(post("/write/res", result).status, 200);
}

}  // namespace
}  // namespace ludice::api
