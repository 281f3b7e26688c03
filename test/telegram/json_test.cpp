// The mapping between JSON and the Bot API's objects.
#include "telegram/json.hpp"

#include "telegram/api_schema.hpp"
#include "telegram/calls.hpp"

#include <functional>
#include <limits>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace ludice::telegram {
namespace {

namespace json = boost::json;

template <class T>
T parsed(std::string_view text) {
  return from_json<T>(json::parse(text));
}

/// What from_json says about it; empty where it reads it.
template <class T>
std::string complaint(std::string_view text) {
  try {
    parsed<T>(text);
  } catch (const FormatError& error) {
    return error.what();
  }
  return "";
}

TEST(Json, an_update_of_telegram_is_read_whole) {
  const auto update = parsed<Update>(R"({"update_id":10000,"message":{
    "date":1441645532,"chat":{"last_name":"Test","id":1111111,"first_name":"Test","username":"Test","type":"private"},
    "message_id":1365,"from":{"last_name":"T","id":1111111,"first_name":"Test","username":"Test","is_bot":false},
    "forward_origin":{"type":"user","date":1441645550,"sender_user":{"id":222,"is_bot":false,"first_name":"F"}},
    "text":"/start","entities":[{"type":"bot_command","offset":0,"length":6}]}})");
  EXPECT_EQ(update.update_id, 10000);
  ASSERT_TRUE(update.message);
  EXPECT_EQ(update.message->message_id, 1365);
  EXPECT_EQ(update.message->date, 1441645532);
  EXPECT_EQ(update.message->chat.username, "Test");
  EXPECT_EQ(update.message->from->first_name, "Test");
  EXPECT_EQ(update.message->forward_origin->sender_user->id, 222);
  EXPECT_EQ(update.message->text, "/start");
  EXPECT_EQ(update.message->entities->front().length, 6);
  EXPECT_FALSE(update.message->dice);
  EXPECT_FALSE(update.callback_query);
}

TEST(Json, payments_are_read_whole) {
  const std::string text =
      R"({"update_id":1,"message":{"message_id":5,"date":1,"chat":{"id":7,"type":"private"},"successful_payment":)"
      R"({"currency":"XTR","total_amount":75,"invoice_payload":"0G3","telegram_payment_charge_id":"stx1",)"
      R"("provider_payment_charge_id":"7_1"}}})";
  EXPECT_EQ(ApiSchema::of_telegram().check_object("Update", json::parse(text)), ApiSchema::Faults{});
  const auto paid = parsed<Update>(text).message->successful_payment;
  ASSERT_TRUE(paid);
  EXPECT_EQ(paid->total_amount, 75);
  EXPECT_EQ(paid->invoice_payload, "0G3");
  EXPECT_EQ(paid->telegram_payment_charge_id, "stx1");
  const auto query = parsed<Update>(
      R"({"update_id":2,"pre_checkout_query":{"id":"q","from":{"id":7,"is_bot":false,"first_name":"A"},)"
      R"("currency":"XTR","total_amount":75,"invoice_payload":"0G3"}})");
  EXPECT_EQ(query.pre_checkout_query->from.id, 7);
  EXPECT_EQ(query.pre_checkout_query->total_amount, 75);
  const auto back = parsed<Message>(
      R"({"message_id":6,"date":1,"chat":{"id":7,"type":"private"},"refunded_payment":{"currency":"XTR",)"
      R"("total_amount":75,"invoice_payload":"0G3","telegram_payment_charge_id":"stx1"}})");
  EXPECT_EQ(back.refunded_payment->telegram_payment_charge_id, "stx1");
}

TEST(Json, how_a_webhook_goes_is_read) {
  const std::string text =
      R"({"url":"https://a.example.org/t","has_custom_certificate":false,"pending_update_count":3,)"
      R"("ip_address":"192.0.2.7","last_error_date":1700000000,"last_error_message":"Connection timed out",)"
      R"("max_connections":40,"allowed_updates":["message"]})";
  EXPECT_EQ(ApiSchema::of_telegram().check_object("WebhookInfo", json::parse(text)), ApiSchema::Faults{});
  const auto info = parsed<WebhookInfo>(text);
  EXPECT_EQ(info.url, "https://a.example.org/t");
  EXPECT_EQ(info.pending_update_count, 3);
  EXPECT_EQ(info.last_error_date, 1700000000);
  EXPECT_EQ(info.last_error_message, "Connection timed out");
}

TEST(Json, ids_keep_all_their_bits) {
  const auto chat = parsed<Chat>(R"({"id":-1001234567890123,"type":"supergroup"})");
  EXPECT_EQ(chat.id, -1001234567890123);
  EXPECT_EQ(parsed<User>(R"({"id":4503599627370495})").id, 4503599627370495);
}

TEST(Json, unknown_members_are_passed_over) {
  const auto update = parsed<Update>(R"({"update_id":1,"poll":{"id":"x"},"message":
    {"message_id":2,"chat":{"id":3,"type":"private","is_forum":true},"sticker":{"emoji":"🎲"},"date":4}})");
  EXPECT_EQ(update.message->chat.id, 3);
}

TEST(Json, null_counts_as_missing) {
  const auto query = parsed<CallbackQuery>(R"({"id":"7","from":{"id":1,"first_name":null},"message":null})");
  EXPECT_FALSE(query.message);
  EXPECT_EQ(query.from.first_name, "");
}

TEST(Json, what_a_partial_server_leaves_out_keeps_its_default) {
  const auto message = parsed<Message>(R"({"message_id":5,"chat":{"id":9}})");
  EXPECT_EQ(message.chat.type, "private");
  EXPECT_EQ(message.date, 0);
  EXPECT_FALSE(message.from);
}

TEST(Json, a_result_that_telegram_calls_inaccessible_is_a_message_without_date) {
  const auto query = parsed<CallbackQuery>(
      R"({"id":"1","from":{"id":1},"chat_instance":"c","message":{"chat":{"id":2},"message_id":3,"date":0}})");
  EXPECT_EQ(query.message->date, 0);
}

struct Wrong {
  std::string text;
  std::string complaint;
};

TEST(Json, wrong_types_are_named_by_their_place) {
  const std::vector<Wrong> rows{
      {R"([])", "an array where an object belongs"},
      {R"({})", "update_id: missing"},
      {R"({"update_id":"1"})", "update_id: a string where an integer belongs"},
      {R"({"update_id":1.5})", "update_id: a number with a fraction or exponent where an integer belongs"},
      {R"({"update_id":18446744073709551615})", "update_id: an integer above 2^63 where an integer belongs"},
      {R"({"update_id":1,"message":5})", "message: an integer where an object belongs"},
      {R"({"update_id":1,"message":{"message_id":1}})", "message.chat: missing"},
      {R"({"update_id":1,"message":{"message_id":1,"chat":{"id":true}}})",
       "message.chat.id: a boolean where an integer belongs"},
      {R"({"update_id":1,"message":{"message_id":1,"chat":{"id":1},"text":["x"]}})",
       "message.text: an array where a string belongs"},
      {R"({"update_id":1,"message":{"message_id":1,"chat":{"id":1},"dice":{"emoji":"🎲"}}})",
       "message.dice.value: missing"},
      {R"({"update_id":1,"message":{"message_id":1,"chat":{"id":1},"entities":[{"type":"url","offset":0,"length":1},7]}})",
       "message.entities[1]: an integer where an object belongs"},
      {R"({"update_id":1,"message":{"message_id":1,"chat":{"id":1},"entities":{}}})",
       "message.entities: an object where an array belongs"},
      {R"({"update_id":1,"callback_query":{"id":"1","from":{"id":1,"is_bot":"no"}}})",
       "callback_query.from.is_bot: a string where a boolean belongs"},
  };
  for (const Wrong& row : rows) EXPECT_EQ(complaint<Update>(row.text), row.complaint) << row.text;
}

TEST(Json, a_reply_markup_is_known_by_the_member_it_needs) {
  const auto inline_markup =
      parsed<ReplyMarkup>(R"({"inline_keyboard":[[{"text":"a","callback_data":"b"}]]})");
  EXPECT_EQ(std::get<InlineKeyboardMarkup>(inline_markup).inline_keyboard[0][0].callback_data, "b");
  const auto reply =
      parsed<ReplyMarkup>(R"({"keyboard":[[{"text":"a"}],[{"text":"b"}]],"resize_keyboard":true})");
  EXPECT_EQ(std::get<ReplyKeyboardMarkup>(reply).keyboard.size(), 2U);
  EXPECT_TRUE(
      std::holds_alternative<ReplyKeyboardRemove>(parsed<ReplyMarkup>(R"({"remove_keyboard":true})")));
  EXPECT_EQ(complaint<ReplyMarkup>(R"({"force_reply":true})"), "an object of no known kind");
}

TEST(Json, what_is_not_set_is_not_written) {
  const SendMessage call{.chat_id = 1, .text = "hi"};
  EXPECT_EQ(json::serialize(to_json(call)), R"({"chat_id":1,"text":"hi"})");
}

TEST(Json, an_empty_keyboard_is_written) {
  const EditMessageReplyMarkup call{.chat_id = 1, .message_id = 2, .reply_markup = InlineKeyboardMarkup{}};
  EXPECT_EQ(json::serialize(to_json(call)),
            R"({"chat_id":1,"message_id":2,"reply_markup":{"inline_keyboard":[]}})");
}

/// Every object with all of its members set.
User full_user() {
  return {
      .id = 1, .is_bot = false, .first_name = "A", .last_name = "B", .username = "c", .language_code = "en"};
}
Chat full_chat() {
  return {.id = -2, .type = "group", .title = "T", .username = "u", .first_name = "F", .last_name = "L"};
}
Message full_message() {
  const InlineKeyboardMarkup markup{.inline_keyboard = {{{.text = "a", .callback_data = "b", .url = {}}}}};
  return {.message_id = 4,
          .from = full_user(),
          .date = 5,
          .chat = full_chat(),
          .forward_origin = MessageOrigin{.type = "user", .date = 1, .sender_user = full_user()},
          .edit_date = 6,
          .text = "x <&> \"🎲\"\n",
          .entities = {{{.type = "text_link", .offset = 0, .length = 1, .url = "https://example.org"}}},
          .dice = Dice{.emoji = "🎲", .value = 6},
          .reply_markup = markup};
}
Update full_update() {
  const CallbackQuery query{.id = "9",
                            .from = full_user(),
                            .message = full_message(),
                            .inline_message_id = "i",
                            .chat_instance = "j",
                            .data = "accept_terms"};
  return {
      .update_id = 3, .message = full_message(), .edited_message = full_message(), .callback_query = query};
}

TEST(Json, reading_what_was_written_gives_the_same_object) {
  const auto back = from_json<Update>(to_json(full_update()));
  EXPECT_EQ(back, full_update());
}

TEST(Json, objects_written_are_what_telegram_describes) {
  const ApiSchema& schema = ApiSchema::of_telegram();
  const ApiSchema::Faults none;
  EXPECT_EQ(schema.check_object("Update", to_json(full_update())), none);
  EXPECT_EQ(schema.check_object("User", to_json(full_user())), none);
  for (const MessageOrigin& origin : {
           MessageOrigin{.type = "user", .date = 1, .sender_user = full_user()},
           MessageOrigin{.type = "hidden_user", .date = 1, .sender_user_name = "Z"},
           MessageOrigin{.type = "chat", .date = 1, .sender_chat = full_chat()},
           MessageOrigin{.type = "channel", .date = 1, .chat = full_chat(), .message_id = 7},
       }) {
    EXPECT_EQ(schema.check_object("MessageOrigin", to_json(origin)), none) << origin.type;
  }
}

/// A member that is spelled otherwise than in the Bot API would be left out or unknown.
TEST(Json, every_member_of_a_type_is_a_field_of_telegrams_type) {
  const json::value message = to_json(full_message());
  EXPECT_EQ(message.get_object().size(), 10U);
  EXPECT_EQ(to_json(full_update()).get_object().at("callback_query").as_object().size(), 6U);
  EXPECT_EQ(to_json(full_chat()).get_object().size(), 6U);
}

}  // namespace
}  // namespace ludice::telegram
