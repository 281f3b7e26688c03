// What bots send, edit, forward, copy and delete, and what people then see.
#include "sandbox/sandbox_fixture.hpp"

#include <set>

namespace ludice::sandbox {
namespace {

class Messages : public SandboxTest {
 protected:
  Messages() { anna_ = started_person(); }

  json::object last_message(std::int64_t person) {
    return chat(person).at("messages").as_array().back().as_object();
  }

  std::int64_t anna_;
};

TEST_F(Messages, are_seen_by_the_person_as_the_bot_got_them_back) {
  const json::object params{{"chat_id", anna_},
                            {"text", "<b>Hi</b> & go"},
                            {"parse_mode", "HTML"},
                            {"reply_markup", one_button("Go", "go")}};
  const json::value sent = result("sendMessage", params);
  EXPECT_EQ(sent.at("text"), "Hi & go");
  EXPECT_EQ(sent.at("entities").at(0).at("type"), "bold");
  EXPECT_EQ(sent.at("from").at("is_bot"), true);
  EXPECT_EQ(sent.at("date"), clock_.now().seconds());
  EXPECT_EQ(json::value(last_message(anna_)), sent);
}

TEST_F(Messages, may_be_asked_for_by_get_and_by_form) {
  EXPECT_EQ(
      send(get(bot_path("SENDMESSAGE") + "?chat_id=" + std::to_string(anna_) + "&text=a%20%2B+b")).status,
      200);
  EXPECT_EQ(last_message(anna_).at("text"), "a + b");
  auto form = post(bot_path("sendMessage"), nullptr);
  form.fields.set("Content-Type", "application/x-www-form-urlencoded");
  form.body = "chat_id=" + std::to_string(anna_) +
              "&text=%F0%9F%8E%B2&reply_markup=%7B%22inline_keyboard%22%3A%5B%5B%7B%22text%22%3A%22a%22%2C%"
              "22callback_data%22%3A%22b%22%7D%5D%5D%7D";
  EXPECT_EQ(send(form).status, 200);
  EXPECT_EQ(last_message(anna_).at("text"), "🎲");
  EXPECT_EQ(json::value(last_message(anna_).at("reply_markup")), one_button("a", "b"));
  form.fields.set("Content-Type", "multipart/form-data; boundary=XX");
  form.body = "--XX\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n" + std::to_string(anna_) +
              "\r\n--XX\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nin parts\r\n--XX--\r\n";
  EXPECT_EQ(send(form).status, 200);
  EXPECT_EQ(last_message(anna_).at("text"), "in parts");
}

TEST_F(Messages, that_answer_others_carry_them) {
  const std::int64_t hers = say(anna_, "question");
  const json::object params{
      {"chat_id", anna_}, {"text", "answer"}, {"reply_parameters", json::object{{"message_id", hers}}}};
  EXPECT_EQ(result("sendMessage", params).at("reply_to_message").at("text"), "question");
}

TEST_F(Messages, change_in_place_and_lose_buttons_that_are_not_repeated) {
  const std::int64_t card = bot_says(anna_, "waiting", one_button("Cancel", "cancel"));
  clock_.advance(Millis(5000));
  const json::value edited =
      result("editMessageText", {{"chat_id", anna_}, {"message_id", card}, {"text", "found"}});
  EXPECT_EQ(edited.at("edit_date"), clock_.now().seconds());
  const json::object seen = last_message(anna_);
  EXPECT_EQ(seen.at("message_id"), card);
  EXPECT_EQ(seen.at("text"), "found");
  EXPECT_FALSE(seen.contains("reply_markup"));
}

TEST_F(Messages, take_new_buttons_without_counting_as_edited) {
  const std::int64_t card = bot_says(anna_, "card", one_button("A", "a"));
  const json::object params{{"chat_id", anna_}, {"message_id", card}, {"reply_markup", one_button("B", "b")}};
  const json::value edited = result("editMessageReplyMarkup", params);
  EXPECT_EQ(edited.at("reply_markup"), one_button("B", "b"));
  EXPECT_FALSE(edited.as_object().contains("edit_date"));
}

TEST_F(Messages, disappear_when_deleted) {
  const std::int64_t card = bot_says(anna_, "card");
  EXPECT_EQ(result("deleteMessage", {{"chat_id", anna_}, {"message_id", card}}), true);
  EXPECT_EQ(last_message(anna_).at("text"), "/start");
  const std::int64_t other = bot_says(anna_, "card");
  result("deleteMessages", {{"chat_id", anna_}, {"message_ids", json::array{1, other}}});
  EXPECT_EQ(last_message(anna_).at("text"), "/start");
}

TEST_F(Messages, beyond_what_a_chat_keeps_make_room_for_new_ones) {
  const std::int64_t first = bot_says(anna_, "first");
  for (std::size_t i = 0; i < kMaxMessagesInChat; ++i) say(anna_, "x");
  EXPECT_EQ(chat(anna_).at("messages").as_array().size(), kMaxMessagesInChat);
  EXPECT_EQ(engine_->world().find_message(kBot, first), nullptr);
  EXPECT_EQ(sim_get("chat?limit=3&person=" + std::to_string(anna_)).at("messages").as_array().size(), 3U);
}

TEST_F(Messages, older_than_two_days_stay) {
  const std::int64_t card = bot_says(anna_, "card");
  sim("clock", {{"advance_s", 48 * 3600 + 1}});
  EXPECT_EQ(refusal("deleteMessage", {{"chat_id", anna_}, {"message_id", card}}),
            "Bad Request: message can't be deleted for everyone");
}

TEST_F(Messages, bring_and_take_the_reply_keyboard) {
  const json::value menu{{"keyboard", one_row({"Roll 🎲", "Help"})}, {"resize_keyboard", true}};
  bot_says(anna_, "menu", menu);
  EXPECT_EQ(chat(anna_).at("keyboard").at("keyboard").at(0).at(0).at("text"), "Roll 🎲");
  EXPECT_FALSE(last_message(anna_).contains("reply_markup"));
  bot_says(anna_, "card", one_button("a", "b"));
  EXPECT_TRUE(chat(anna_).at("keyboard").is_object()) << "inline buttons leave it alone";
  bot_says(anna_, "bye", {{"remove_keyboard", true}});
  EXPECT_TRUE(chat(anna_).at("keyboard").is_null());
}

TEST_F(Messages, with_dice_show_values_of_every_face_and_no_other) {
  const struct {
    const char* emoji;
    int faces;
  } rows[] = {{"🎲", 6}, {"🎯", 6}, {"🎳", 6}, {"🏀", 5}, {"⚽", 5}, {"⚽️", 5}, {"🎰", 64}};
  for (const auto& row : rows) {
    std::set<std::int64_t> seen;
    for (int i = 0; i < 60 * row.faces && static_cast<int>(seen.size()) < row.faces; ++i) {
      clock_.advance(Millis(2000));
      const json::value sent = result("sendDice", {{"chat_id", anna_}, {"emoji", row.emoji}});
      seen.insert(sent.at("dice").at("value").as_int64());
    }
    EXPECT_EQ(static_cast<int>(seen.size()), row.faces) << row.emoji;
    EXPECT_EQ(*seen.begin(), 1) << row.emoji;
    EXPECT_EQ(*seen.rbegin(), row.faces) << row.emoji;
  }
}

TEST_F(Messages, with_dice_take_the_values_that_were_asked_for_in_order) {
  sim("dice_next", {{"emoji", "🎲"}, {"values", json::array{6, 1}}});
  sim("dice_next", {{"emoji", "🎯"}, {"values", json::array{3}}});
  sim("dice_next", {{"emoji", "🎲"}, {"values", json::array{2}}});
  std::string values;
  for (int i = 0; i < 3; ++i) {
    values += std::to_string(result("sendDice", {{"chat_id", anna_}}).at("dice").at("value").as_int64());
  }
  EXPECT_EQ(values, "612");
  EXPECT_EQ(result("sendDice", {{"chat_id", anna_}, {"emoji", "🎯"}}).at("dice").at("value"), 3);
}

TEST_F(Messages, refused_use_up_no_dice) {
  sim("dice_next", {{"emoji", "🎲"}, {"values", json::array{5}}});
  refusal("sendDice", {{"chat_id", 1}});
  refusal("sendDice", {{"chat_id", anna_}, {"reply_markup", "{"}});
  EXPECT_EQ(result("sendDice", {{"chat_id", anna_}}).at("dice").at("value"), 5);
}

TEST_F(Messages, forwarded_keep_their_dice_and_name_their_origin) {
  const std::int64_t boris = started_person("Boris");
  const json::value dice = result("sendDice", {{"chat_id", anna_}});
  const json::object params{
      {"chat_id", boris}, {"from_chat_id", anna_}, {"message_id", dice.at("message_id")}};
  const json::value forwarded = result("forwardMessage", params);
  EXPECT_EQ(forwarded.at("dice"), dice.at("dice"));
  EXPECT_EQ(forwarded.at("chat").at("id"), boris);
  EXPECT_EQ(forwarded.at("forward_origin").at("type"), "user");
  EXPECT_EQ(forwarded.at("forward_origin").at("sender_user").at("id"), kBot);
  EXPECT_EQ(forwarded.at("forward_origin").at("date"), dice.at("date"));
}

TEST_F(Messages, copied_name_no_origin_and_their_dice_fall_anew) {
  sim("dice_next", {{"emoji", "🎲"}, {"values", json::array{2, 5}}});
  const json::value dice = result("sendDice", {{"chat_id", anna_}});
  json::object params{{"chat_id", anna_}, {"from_chat_id", anna_}, {"message_id", dice.at("message_id")}};
  result("copyMessage", params);
  EXPECT_EQ(last_message(anna_).at("dice").at("value"), 5);
  EXPECT_FALSE(last_message(anna_).contains("forward_origin"));
  params["message_id"] = bot_says(anna_, "text");
  result("copyMessage", params);
  EXPECT_EQ(last_message(anna_).at("text"), "text");
}

}  // namespace
}  // namespace ludice::sandbox
