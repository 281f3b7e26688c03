// What the Bot API refuses, one row for each reason, in Telegram's words.
#include "sandbox/sandbox_fixture.hpp"

namespace ludice::sandbox {
namespace {

class BotRefusals : public SandboxTest {
 protected:
  BotRefusals() {
    anna_ = started_person("Anna");
    boris_ = started_person("Boris");
    silent_ = add_person("Silent");
    engine_->world().chat(kBot, silent_);
    blocker_ = started_person("Blocker");
    sim("block", {{"from", blocker_}, {"on", true}});
    hers_ = say(anna_, "hello");
    ours_ = bot_says(anna_, "card", one_button("Go", "go"));
    dice_ = result("sendDice", {{"chat_id", anna_}}).at("message_id").as_int64();
    with_menu_ = bot_says(anna_, "menu", {{"keyboard", {{"Roll"}}}});
    const json::object forward{{"chat_id", anna_}, {"from_chat_id", anna_}, {"message_id", hers_}};
    forwarded_ = result("forwardMessage", forward).at("message_id").as_int64();
  }

  struct Row {
    const char* method;
    json::object params;
    const char* why;
  };

  void expect_refused(const std::vector<Row>& rows) {
    for (const Row& row : rows) {
      EXPECT_EQ(refusal(row.method, row.params), row.why) << row.method << " " << json::serialize(row.params);
    }
  }

  static json::object with(json::object params, std::string_view name, json::value value) {
    params[name] = std::move(value);
    return params;
  }

  static json::value button(json::object fields) {
    return json::object{{"inline_keyboard", one_row({std::move(fields)})}};
  }

  std::int64_t anna_, boris_, silent_, blocker_, hers_, ours_, dice_, with_menu_, forwarded_;
};

TEST_F(BotRefusals, of_what_is_sent_come_in_telegrams_words) {
  const json::object text{{"chat_id", anna_}, {"text", "x"}};
  expect_refused({
      {"sendMessage", {{"text", "x"}}, "Bad Request: chat_id is empty"},
      {"sendMessage", {{"chat_id", 99}, {"text", "x"}}, "Bad Request: chat not found"},
      {"sendMessage", {{"chat_id", "@nobody"}, {"text", "x"}}, "Bad Request: chat not found"},
      {"sendMessage",
       {{"chat_id", silent_}, {"text", "x"}},
       "Forbidden: bot can't initiate conversation with a user"},
      {"sendMessage", {{"chat_id", blocker_}, {"text", "x"}}, "Forbidden: bot was blocked by the user"},
      {"sendMessage", {{"chat_id", anna_}}, "Bad Request: message text is empty"},
      {"sendMessage", {{"chat_id", anna_}, {"text", " \n "}}, "Bad Request: message text is empty"},
      {"sendMessage",
       {{"chat_id", anna_}, {"text", std::string(4097, 'x')}},
       "Bad Request: message is too long"},
      {"sendMessage", with(text, "parse_mode", "BB"), "Bad Request: unsupported parse_mode"},
      {"sendMessage", with(text, "reply_markup", "{"),
       "Bad Request: can't parse reply keyboard markup JSON object"},
      {"sendMessage", with(text, "reply_markup", json::array()),
       "Bad Request: object expected as reply markup"},
      {"sendMessage", with(text, "reply_markup", button({{"text", "a"}})),
       "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"},
      {"sendMessage", with(text, "reply_markup", button({{"callback_data", "a"}})),
       "Bad Request: can't parse inline keyboard button: Can't find field \"text\""},
      {"sendMessage",
       with(text, "reply_markup", button({{"text", "a"}, {"callback_data", std::string(65, 'x')}})),
       "Bad Request: BUTTON_DATA_INVALID"},
      {"sendMessage", with(text, "reply_markup", button({{"text", "a"}, {"callback_data", ""}})),
       "Bad Request: BUTTON_DATA_INVALID"},
      {"sendMessage", with(text, "reply_markup", button({{"text", "a"}, {"url", "no link"}})),
       "Bad Request: inline keyboard button URL 'no link' is invalid: Wrong HTTP URL"},
      {"sendMessage", with(text, "reply_parameters", json::object{{"message_id", 1}}),
       "Bad Request: message to be replied not found"},
      {"sendDice", {{"chat_id", blocker_}}, "Forbidden: bot was blocked by the user"},
      {"sendDice", {{"chat_id", anna_}, {"emoji", "🍀"}}, "Bad Request: EMOTICON_INVALID"},
  });
}

TEST_F(BotRefusals, of_edits_come_in_telegrams_words) {
  const json::object edit{{"chat_id", anna_}, {"message_id", ours_}, {"text", "new"}};
  const char* const kNotModified =
      "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
      "same as a current content and reply markup of the message";
  expect_refused({
      {"editMessageText",
       {{"chat_id", anna_}, {"text", "x"}},
       "Bad Request: message identifier is not specified"},
      {"editMessageText", with(edit, "message_id", 1), "Bad Request: message to edit not found"},
      {"editMessageText", with(edit, "chat_id", boris_), "Bad Request: message to edit not found"},
      {"editMessageText", with(edit, "message_id", hers_), "Bad Request: message can't be edited"},
      {"editMessageText", with(edit, "message_id", with_menu_), "Bad Request: message can't be edited"},
      {"editMessageText", with(edit, "message_id", forwarded_), "Bad Request: message can't be edited"},
      {"editMessageText", with(edit, "message_id", dice_),
       "Bad Request: there is no text in the message to edit"},
      {"editMessageText", with(edit, "text", ""), "Bad Request: message text is empty"},
      {"editMessageText", with(with(edit, "text", "card"), "reply_markup", one_button("Go", "go")),
       kNotModified},
      {"editMessageReplyMarkup", with(edit, "reply_markup", one_button("Go", "go")), kNotModified},
      {"deleteMessage", {{"chat_id", anna_}, {"message_id", 1}}, "Bad Request: message to delete not found"},
      {"deleteMessage",
       {{"chat_id", anna_}, {"message_id", dice_}},
       "Bad Request: message can't be deleted for everyone"},
  });
}

TEST_F(BotRefusals, of_everything_else_come_in_telegrams_words) {
  const json::object forward{{"chat_id", anna_}, {"from_chat_id", anna_}, {"message_id", 1}};
  expect_refused({
      {"forwardMessage", forward, "Bad Request: message to forward not found"},
      {"forwardMessage", with(forward, "from_chat_id", 5), "Bad Request: chat not found"},
      {"copyMessage", forward, "Bad Request: message to copy not found"},
      {"answerCallbackQuery",
       {{"callback_query_id", "12"}},
       "Bad Request: query is too old and response timeout expired or query ID is invalid"},
      {"answerCallbackQuery",
       {{"callback_query_id", "12"}, {"text", std::string(201, 'x')}},
       "Bad Request: MESSAGE_TOO_LONG"},
      {"sendChatAction",
       {{"chat_id", anna_}, {"action", "dancing"}},
       "Bad Request: wrong parameter action in request"},
      {"setMyCommands",
       {{"commands", json::array{{{"command", "no way"}, {"description", "x"}}}}},
       "Bad Request: BOT_COMMAND_INVALID"},
      {"setMyCommands",
       {{"commands", json::array{{{"command", "ok"}, {"description", ""}}}}},
       "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"},
      {"setWebhook",
       {{"url", "http://e.org/hook"}},
       "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"},
      {"setWebhook", {{"url", "nonsense"}}, "Bad Request: bad webhook: invalid webhook URL specified"},
      {"setWebhook",
       {{"url", "https://e.org/hook"}, {"secret_token", "no blanks"}},
       "Bad Request: secret token contains unallowed characters"},
      {"getChat", {{"chat_id", 5}}, "Bad Request: chat not found"},
      {"getChatMember", {{"chat_id", anna_}, {"user_id", 5}}, "Bad Request: user not found"},
      {"sendHamster", {}, "Not Found: method not found"},
  });
}

TEST_F(BotRefusals, change_nothing) {
  const json::value before = engine_->world().history(kBot, anna_, kMaxMessagesInChat).size();
  refusal("sendMessage", {{"chat_id", anna_}, {"text", ""}});
  refusal("deleteMessage", {{"chat_id", anna_}, {"message_id", dice_}});
  refusal("editMessageText", {{"chat_id", anna_}, {"message_id", hers_}, {"text", "stolen"}});
  EXPECT_EQ(json::value(engine_->world().history(kBot, anna_, kMaxMessagesInChat).size()), before);
  EXPECT_EQ(engine_->world().find_message(kBot, hers_)->body.at("text"), "hello");
}

TEST_F(BotRefusals, meet_tokens_that_are_none_or_anothers) {
  for (const char* token : {"nonsense", "4242:other_secret", "4242", ":abc", "42x:abcdef", "4242:a%20b"}) {
    const auto response = send(get(bot_path("getMe", token)));
    EXPECT_EQ(response.status, 401) << token;
    EXPECT_EQ(json::parse(response.body).at("description"), "Unauthorized") << token;
  }
  EXPECT_EQ(send(get("/bot4242:AAbbccddeeff")).status, 404);
}

TEST_F(BotRefusals, come_with_429_when_a_bot_floods_one_chat_and_only_that) {
  json::object envelope;
  for (int i = 0; i < 100; ++i) {
    envelope = call("sendMessage", {{"chat_id", anna_}, {"text", "x"}});
    if (!envelope.at("ok").as_bool()) break;
  }
  EXPECT_EQ(envelope.at("error_code"), 429);
  EXPECT_EQ(envelope.at("description"), "Too Many Requests: retry after 1");
  EXPECT_EQ(envelope.at("parameters").at("retry_after"), 1);
  bot_says(boris_, "still fine");
  clock_.advance(Millis(1000));
  bot_says(anna_, "fine again");
}

TEST_F(BotRefusals, spare_a_bot_that_keeps_to_the_pace) {
  for (int i = 0; i < 60; ++i) {
    clock_.advance(Millis(1000));
    bot_says(anna_, "tick");
  }
}

TEST_F(BotRefusals, of_unknown_parameters_are_for_strict_worlds) {
  const json::object odd{{"chat_id", anna_}, {"text", "x"}, {"colour", "red"}};
  EXPECT_TRUE(call("sendMessage", odd).at("ok").as_bool());
  const std::string transcript = send(get("/sim/transcript")).body;
  EXPECT_NE(transcript.find("\"ignored\":[\"colour\"]"), std::string::npos);
  options_.strict = true;
  start();
  EXPECT_EQ(refusal("sendMessage", odd), "Bad Request: unknown parameter \"colour\"");
}

TEST_F(BotRefusals, leave_queries_unanswered_that_are_too_old) {
  auto bot = *engine_->world().open_bot(kToken);
  auto tapped = tap_button(engine_->world(), *bot, *engine_->world().find_person(anna_), ours_, "go", "");
  ASSERT_TRUE(tapped);
  clock_.advance(kTapLifetime + Millis(1));
  EXPECT_EQ(refusal("answerCallbackQuery", {{"callback_query_id", std::to_string(tapped->tap)}}),
            "Bad Request: query is too old and response timeout expired or query ID is invalid");
}

}  // namespace
}  // namespace ludice::sandbox
