// The rest of /sim: bots, clock, transcript, reset; several bots; and a sandbox nobody has connected to.
#include "sandbox/sandbox_fixture.hpp"

namespace ludice::sandbox {
namespace {

class Control : public SandboxTest {};

TEST_F(Control, shows_an_empty_chat_before_a_bot_has_connected) {
  const std::int64_t anna = add_person("Anna");
  EXPECT_TRUE(chat(anna).at("messages").as_array().empty());
  const auto response = send(post("/sim/send", {{"from", anna}, {"text", "/start"}}));
  EXPECT_EQ(response.status, 409);
  EXPECT_EQ(json::parse(response.body).at("error"), "no bot has connected yet");
}

TEST_F(Control, lists_bots_with_their_commands) {
  const json::array commands{{{"command", "play"}, {"description", "Play"}}};
  result("setMyCommands", {{"commands", commands}});
  const json::value bot = sim_get("bots").at("bots").at(0);
  EXPECT_EQ(bot.at("id"), kBot);
  EXPECT_EQ(bot.at("username"), "sandbox_bot");
  EXPECT_EQ(bot.at("commands").at(0).at("command"), "play");
}

TEST_F(Control, asks_which_bot_is_meant_where_there_are_two) {
  const std::int64_t anna = started_person();
  send(get(bot_path("getMe", "99:second_bot")));
  EXPECT_EQ(sim_status("send", {{"from", anna}, {"text", "x"}}), 400);
  sim("send", {{"from", anna}, {"text", "x"}, {"bot", 99}});
  EXPECT_TRUE(new_updates().empty()) << "the other bot hears nothing of it";
}

TEST_F(Control, moves_the_clock) {
  const std::int64_t anna = started_person();
  sim("clock", {{"advance_s", 3600}});
  say(anna, "later");
  EXPECT_EQ(new_updates().at(0).at("message").at("date"), clock_.now().seconds() + 3600);
  EXPECT_EQ(sim_status("clock", {{"advance_s", -1}}), 400);
  EXPECT_EQ(sim_status("clock", json::object()), 400);
}

TEST_F(Control, writes_down_every_call_and_update) {
  const std::int64_t anna = started_person();
  say(anna, "hello");
  bot_says(anna, "answer");
  refusal("sendMessage", {{"chat_id", 1}, {"text", "x"}});
  const auto response = send(get("/sim/transcript"));
  EXPECT_EQ(response.fields.get("content-type"), "application/x-ndjson");
  std::vector<json::object> lines;
  for (std::size_t at = 0, end; (end = response.body.find('\n', at)) != std::string::npos; at = end + 1) {
    lines.push_back(json::parse(response.body.substr(at, end - at)).as_object());
    EXPECT_EQ(lines.back().at("n"), static_cast<std::int64_t>(lines.size()));
  }
  ASSERT_GE(lines.size(), 3U);
  const json::object& refused = lines.back();
  EXPECT_EQ(refused.at("method"), "sendMessage");
  EXPECT_EQ(refused.at("ok"), false);
  EXPECT_EQ(refused.at("description"), "Bad Request: chat not found");
  const json::object& sent = lines[lines.size() - 2];
  EXPECT_EQ(sent.at("params").at("text"), "answer");
  EXPECT_EQ(sent.at("result").at("text"), "answer");
  const json::object& update = lines[lines.size() - 3];
  EXPECT_EQ(update.at("update").at("message").at("text"), "hello");
  EXPECT_EQ(response.body.find(kToken), std::string::npos) << "tokens stay out of it";
  const auto rest = send(get("/sim/transcript?after=" + std::to_string(lines.size() - 1)));
  EXPECT_EQ(json::parse(rest.body.substr(0, rest.body.find('\n'))).at("n"),
            static_cast<std::int64_t>(lines.size()));
}

TEST_F(Control, empties_everything_but_gives_no_number_twice) {
  const std::int64_t anna = started_person();
  const std::int64_t message = bot_says(anna, "x");
  sim("reset", json::object());
  EXPECT_TRUE(sim_get("people").at("people").as_array().empty());
  EXPECT_TRUE(send(get("/sim/transcript")).body.empty());
  const std::int64_t boris = started_person("Boris");
  EXPECT_GT(boris, anna);
  EXPECT_GT(bot_says(boris, "y"), message);
  start();
  EXPECT_EQ(sim_get("people").at("people").as_array().size(), 1U);
}

TEST_F(Control, tells_unknown_calls_from_wrong_methods) {
  EXPECT_EQ(send(get("/sim/nothing")).status, 404);
  EXPECT_EQ(send(get("/sim/send")).status, 405);
  EXPECT_EQ(send(post("/sim/chat", json::object())).status, 405);
}

TEST_F(Control, refuses_dice_and_faults_that_do_not_exist) {
  EXPECT_EQ(sim_status("dice_next", {{"emoji", "🎲"}, {"values", json::array{7}}}), 400);
  EXPECT_EQ(sim_status("dice_next", {{"emoji", "x"}, {"values", json::array{1}}}), 400);
  EXPECT_EQ(sim_status("fault", {{"kind", "earthquake"}}), 400);
  EXPECT_EQ(sim_status("fault", {{"kind", "500"}, {"method", "sendHamster"}}), 400);
}

}  // namespace
}  // namespace ludice::sandbox
