// What people do, and what the bot hears of it.
#include "async/deadline.hpp"
#include "async/task_group.hpp"
#include "sandbox/sandbox_fixture.hpp"

namespace ludice::sandbox {
namespace {

class People : public SandboxTest {
 protected:
  People() { anna_ = started_person("Anna"); }

  /// What the bot heard last, of that type.
  json::value heard(const std::string& type) {
    const json::array batch = new_updates();
    if (batch.empty() || !batch.back().as_object().contains(type)) return nullptr;
    return batch.back().at(type);
  }

  static async::Task<> tap_into(Faces& faces, net::HttpRequest request, json::value& answer) {
    request.remote_address = "127.0.0.1";
    request.fields.set("Host", "localhost");
    auto response = co_await faces.handle(std::move(request));
    answer = json::parse(response.body);
  }

  std::int64_t anna_;
};

TEST_F(People, are_made_changed_and_listed) {
  const json::value boris = sim("people", {{"name", "Борис"}, {"username", "@boris"}, {"language", "uk"}});
  EXPECT_EQ(boris.at("username"), "boris");
  sim("people", {{"id", boris.at("id")}, {"name", "Boris"}});
  const json::value changed = sim_get("people").at("people").at(1);
  EXPECT_EQ(changed.at("name"), "Boris");
  EXPECT_EQ(changed.at("username"), "boris");
  EXPECT_EQ(changed.at("language"), "uk");
  EXPECT_EQ(sim_status("people", {{"name", "Thief"}, {"username", "BORIS"}}), 409);
  sim("people", {{"id", boris.at("id")}, {"username", nullptr}});
  EXPECT_EQ(sim("people", {{"name", "Thief"}, {"username", "boris"}}).at("username"), "boris");
}

TEST_F(People, are_refused_without_a_name_or_under_one_that_is_too_long) {
  EXPECT_EQ(sim_status("people", json::object()), 400);
  EXPECT_EQ(sim_status("people", {{"name", ""}}), 400);
  EXPECT_EQ(sim_status("people", {{"name", std::string(65, 'x')}}), 400);
  EXPECT_EQ(sim_status("people", {{"id", 5}, {"name", "x"}}), 404);
}

TEST_F(People, change_their_names_for_what_they_write_next) {
  sim("people", {{"id", anna_}, {"name", "Anna K"}, {"username", "anna"}});
  say(anna_, "hello");
  const json::value message = heard("message");
  EXPECT_EQ(message.at("from").at("first_name"), "Anna K");
  EXPECT_EQ(message.at("from").at("username"), "anna");
}

TEST_F(People, edit_their_own_texts_only) {
  const std::int64_t hers = say(anna_, "10");
  sim("edit", {{"from", anna_}, {"message_id", hers}, {"text", "1000 /go"}});
  const json::value edited = heard("edited_message");
  EXPECT_EQ(edited.at("text"), "1000 /go");
  EXPECT_EQ(edited.at("message_id"), hers);
  EXPECT_EQ(edited.at("entities").at(0).at("type"), "bot_command");
  EXPECT_TRUE(edited.as_object().contains("edit_date"));
  const std::int64_t ours = bot_says(anna_, "card");
  EXPECT_EQ(sim_status("edit", {{"from", anna_}, {"message_id", ours}, {"text", "x"}}), 409);
  const std::int64_t boris = started_person("Boris");
  EXPECT_EQ(sim_status("edit", {{"from", boris}, {"message_id", hers}, {"text", "x"}}), 404);
}

TEST_F(People, forward_messages_with_their_origin) {
  const json::value dice = result("sendDice", {{"chat_id", anna_}});
  sim("forward", {{"from", anna_}, {"message_id", dice.at("message_id")}});
  const json::value forwarded = heard("message");
  EXPECT_EQ(forwarded.at("dice"), dice.at("dice"));
  EXPECT_EQ(forwarded.at("from").at("id"), anna_);
  EXPECT_EQ(forwarded.at("forward_origin").at("sender_user").at("is_bot"), true);
}

TEST_F(People, throw_dice_of_their_own) {
  sim("dice", {{"from", anna_}, {"emoji", "🎯"}});
  EXPECT_EQ(heard("message").at("dice").at("emoji"), "🎯");
  EXPECT_EQ(sim_status("dice", {{"from", anna_}, {"emoji", "x"}}), 400);
}

TEST_F(People, block_the_bot_and_let_it_back) {
  sim("block", {{"from", anna_}, {"on", true}});
  const json::value gone = heard("my_chat_member");
  EXPECT_EQ(gone.at("new_chat_member").at("status"), "kicked");
  EXPECT_TRUE(telegram::ApiSchema::of_telegram().check_object("ChatMemberUpdated", gone).empty());
  EXPECT_EQ(refusal("sendDice", {{"chat_id", anna_}}), "Forbidden: bot was blocked by the user");
  EXPECT_EQ(chat(anna_).at("blocked"), true);
  EXPECT_EQ(sim_status("send", {{"from", anna_}, {"text", "x"}}), 409);
  EXPECT_EQ(sim_status("block", {{"from", anna_}}), 400) << "on or off must be said";
  EXPECT_EQ(chat(anna_).at("blocked"), true);
  sim("block", {{"from", anna_}, {"on", false}});
  EXPECT_EQ(heard("my_chat_member").at("new_chat_member").at("status"), "member");
  bot_says(anna_, "welcome back");
}

TEST_F(People, tap_and_get_the_answer_of_the_bot) {
  const std::int64_t card = bot_says(anna_, "card", one_button("Go 🎲", "go"));
  async::TaskGroup group(runner_.executor());
  json::value answer;
  const json::object tap{{"from", anna_}, {"message_id", card}, {"text", "Go 🎲"}};
  group.spawn("tap", tap_into(*faces_, post("/sim/tap", tap), answer));
  runner_.run(async::sleep_for(Millis(5)));
  const json::value query = heard("callback_query");
  EXPECT_EQ(query.at("data"), "go");
  EXPECT_EQ(query.at("message").at("message_id"), card);
  EXPECT_TRUE(answer.is_null()) << "it waits";
  const json::object first{{"callback_query_id", query.at("id")}, {"text", "Too late"}, {"show_alert", true}};
  EXPECT_EQ(result("answerCallbackQuery", first), true);
  runner_.run(group.drain(Millis(5000)));
  EXPECT_EQ(answer.at("answer"), json::value({{"text", "Too late"}, {"show_alert", true}, {"url", ""}}));
}

TEST_F(People, get_the_first_answer_to_a_tap) {
  const std::int64_t card = bot_says(anna_, "card", one_button("Go", "go"));
  auto& world = engine_->world();
  auto tapped = tap_button(world, *world.find_bot(kBot), *world.find_person(anna_), card, "go", "");
  ASSERT_TRUE(tapped);
  const std::string id = std::to_string(tapped->tap);
  result("answerCallbackQuery", {{"callback_query_id", id}, {"text", "one"}});
  result("answerCallbackQuery", {{"callback_query_id", id}, {"text", "two"}});
  EXPECT_EQ(world.find_tap(tapped->tap)->answer->at("text"), "one");
}

TEST_F(People, tap_buttons_of_yesterday_and_forged_ones_as_hostile_clients_do) {
  const std::int64_t card = bot_says(anna_, "card");
  auto& world = engine_->world();
  Bot& bot = *world.find_bot(kBot);
  EXPECT_TRUE(tap_button(world, bot, *world.find_person(anna_), card, "forged", ""));
  EXPECT_EQ(heard("callback_query").at("data"), "forged");
  EXPECT_EQ(sim_status("tap", {{"from", anna_}, {"message_id", card}, {"text", "Not there"}}), 404);
  EXPECT_EQ(sim_status("tap", {{"from", anna_}, {"message_id", 1}, {"data", "x"}}), 404);
  const std::int64_t boris = started_person("Boris");
  EXPECT_EQ(sim_status("tap", {{"from", boris}, {"message_id", card}, {"data", "x"}}), 404) << "not his chat";
  EXPECT_EQ(sim_status("tap", {{"from", anna_}, {"message_id", card}, {"data", std::string(65, 'x')}}), 400);
}

TEST_F(People, tap_reply_buttons_and_links) {
  const json::value menu{{"keyboard", one_row({"Roll 🎲"})}};
  const std::int64_t message = bot_says(anna_, "menu", menu);
  const json::value sent = sim("tap", {{"from", anna_}, {"message_id", message}, {"text", "Roll 🎲"}});
  EXPECT_TRUE(sent.at("answer").is_null());
  EXPECT_EQ(heard("message").at("text"), "Roll 🎲");
  const json::object link{{"text", "Site"}, {"url", "https://e.org"}};
  const std::int64_t card = bot_says(anna_, "card", {{"inline_keyboard", one_row({link})}});
  const json::value opened = sim("tap", {{"from", anna_}, {"message_id", card}, {"text", "Site"}});
  EXPECT_EQ(opened.at("answer").at("url"), "https://e.org");
}

TEST_F(People, see_a_one_time_keyboard_once) {
  const json::value menu{{"keyboard", one_row({"Yes"})}, {"one_time_keyboard", true}};
  bot_says(anna_, "sure?", menu);
  say(anna_, "Hm");
  EXPECT_TRUE(chat(anna_).at("keyboard").is_object());
  say(anna_, "Yes");
  EXPECT_TRUE(chat(anna_).at("keyboard").is_null());
}

TEST_F(People, cannot_send_what_telegram_does_not_take) {
  EXPECT_EQ(sim_status("send", {{"from", anna_}, {"text", " "}}), 400);
  EXPECT_EQ(sim_status("send", {{"from", anna_}, {"text", std::string(4097, 'x')}}), 400);
  EXPECT_EQ(sim_status("send", {{"from", 1}, {"text", "x"}}), 404);
  EXPECT_EQ(sim_status("send", {{"from", anna_}, {"text", "x"}, {"chat", 5}}), 404);
  EXPECT_EQ(sim_status("send", {{"from", anna_}, {"text", "x"}, {"bot", 5}}), 404);
}

}  // namespace
}  // namespace ludice::sandbox
