// Calls as they go over HTTP, and what comes of their answers.
#include "telegram/bot_api.hpp"

#include "async/runner.hpp"
#include "telegram/api_schema.hpp"
#include "telegram/fakes.hpp"
#include "telegram/scripted_http.hpp"

#include <functional>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace ludice::telegram {
namespace {

using Kind = TelegramError::Kind;

const std::string kMessage =
    R"({"ok":true,"result":{"message_id":7,"date":1,"chat":{"id":5,"type":"private"}}})";
const std::string kDice =
    R"({"ok":true,"result":{"message_id":8,"date":1,"chat":{"id":5,"type":"private"},"dice":{"emoji":"🎲","value":4}}})";
const std::string kTrue = R"({"ok":true,"result":true})";

std::string refusal(int code, const std::string& description) {
  return R"({"ok":false,"error_code":)" + std::to_string(code) + R"(,"description":")" + description +
         R"("})";
}

class BotApiTest : public testing::Test {
 protected:
  /// The error that the call ends with.
  template <class T>
  TelegramError error_of(async::Task<T> task) {
    try {
      runner.run(std::move(task));
    } catch (const TelegramError& error) {
      return error;
    }
    ADD_FAILURE() << "the call succeeded";
    return {Kind::unavailable, "", 0, ""};
  }

  async::Runner runner;
  ScriptedHttp http;
  FakeClock clock;
  CountedMetrics metrics;
  std::unique_ptr<BotApi> api = make_bot_api(http, "42:SECRET", clock, metrics);
};

SetWebhook whole_webhook() {
  return {.url = "https://a.example.org/hook",
          .max_connections = 40,
          .allowed_updates = {{"message"}},
          .drop_pending_updates = false,
          .secret_token = "a_b-C9"};
}

InlineKeyboardMarkup throw_button() {
  InlineKeyboardMarkup markup;
  markup.inline_keyboard.push_back(
      {{.text = "Throw 🎲", .callback_data = "throw:0G3M9QW4T1A7K:1:1", .url = {}}});
  return markup;
}

ReplyKeyboardMarkup menu() {
  ReplyKeyboardMarkup markup;
  markup.keyboard = {{{.text = "Roll 🎲"}, {.text = "Help ❓"}}, {{.text = "Profile 👤"}}};
  markup.is_persistent = true;
  markup.resize_keyboard = true;
  markup.one_time_keyboard = false;
  markup.input_field_placeholder = "Your bet";
  return markup;
}

/// Every call with every parameter set, and what a server answers.
struct Call {
  std::string method;
  std::string answer;
  std::function<async::Task<>(BotApi&)> make;
  bool repeatable;
};

template <class T>
async::Task<> without_result(async::Task<T> task) {
  co_await std::move(task);
}

std::vector<Call> sending_calls() {
  return {
      {"sendMessage", kMessage,
       [](BotApi& api) {
         return without_result(
             api.send_message({.chat_id = 5,
                               .text = "<b>Hi</b>",
                               .parse_mode = "HTML",
                               .link_preview_options = LinkPreviewOptions{.is_disabled = true},
                               .disable_notification = true,
                               .reply_markup = menu()}));
       },
       false},
      {"sendMessage", kMessage,
       [](BotApi& api) {
         return without_result(
             api.send_message({.chat_id = -5, .text = "x", .reply_markup = ReplyKeyboardRemove{}}));
       },
       false},
      {"sendDice", kDice,
       [](BotApi& api) {
         return without_result(api.send_dice(
             {.chat_id = 5, .emoji = "🎯", .disable_notification = false, .reply_markup = throw_button()}));
       },
       false},
      {"sendInvoice", kMessage,
       [](BotApi& api) {
         return without_result(api.send_invoice({.chat_id = 5,
                                                 .title = "75 Stars",
                                                 .description = "To play with",
                                                 .payload = "0G3M9QW4T1A7K",
                                                 .currency = "XTR",
                                                 .prices = {{.label = "75 Stars", .amount = 75}},
                                                 .start_parameter = "topup",
                                                 .reply_markup = throw_button()}));
       },
       false},
      {"forwardMessage", kMessage,
       [](BotApi& api) {
         return without_result(api.forward_message(
             {.chat_id = 5, .from_chat_id = 6, .message_id = 7, .disable_notification = true}));
       },
       false},
  };
}

std::vector<Call> repeatable_calls() {
  return {
      {"getMe", R"({"ok":true,"result":{"id":42,"is_bot":true,"first_name":"L"}})",
       [](BotApi& api) { return without_result(api.get_me()); }, true},
      {"getUpdates", R"({"ok":true,"result":[]})",
       [](BotApi& api) {
         return without_result(api.get_updates({.offset = 12,
                                                .limit = 100,
                                                .timeout = 25,
                                                .allowed_updates = {{"message", "callback_query"}}}));
       },
       true},
      {"setWebhook", kTrue, [](BotApi& api) { return api.set_webhook(whole_webhook()); }, true},
      {"deleteWebhook", kTrue,
       [](BotApi& api) { return api.delete_webhook({.drop_pending_updates = false}); }, true},
      {"getWebhookInfo",
       R"({"ok":true,"result":{"url":"","has_custom_certificate":false,"pending_update_count":0}})",
       [](BotApi& api) { return without_result(api.get_webhook_info()); }, true},
      {"editMessageText", kMessage,
       [](BotApi& api) {
         return without_result(api.edit_message_text({.chat_id = 5,
                                                      .message_id = 6,
                                                      .text = "x",
                                                      .parse_mode = "HTML",
                                                      .link_preview_options = LinkPreviewOptions{true},
                                                      .reply_markup = throw_button()}));
       },
       true},
      {"editMessageReplyMarkup", kTrue,
       [](BotApi& api) {
         return without_result(
             api.edit_message_reply_markup({.chat_id = 5, .message_id = 6, .reply_markup = throw_button()}));
       },
       true},
      {"deleteMessage", kTrue,
       [](BotApi& api) { return without_result(api.delete_message({.chat_id = 5, .message_id = 6})); }, true},
      {"answerCallbackQuery", kTrue,
       [](BotApi& api) {
         return without_result(api.answer_callback_query({.callback_query_id = "9",
                                                          .text = "Done",
                                                          .show_alert = true,
                                                          .url = "https://t.me/b?start=x"}));
       },
       true},
      {"answerPreCheckoutQuery", kTrue,
       [](BotApi& api) {
         return without_result(api.answer_pre_checkout_query(
             {.pre_checkout_query_id = "9", .ok = false, .error_message = "Too late"}));
       },
       true},
      {"refundStarPayment", kTrue,
       [](BotApi& api) {
         return without_result(api.refund_star_payment({.user_id = 5, .telegram_payment_charge_id = "stx1"}));
       },
       true},
      {"getStarTransactions", R"({"ok":true,"result":{"transactions":[]}})",
       [](BotApi& api) { return without_result(api.get_star_transactions({.offset = 100, .limit = 100})); },
       true},
      {"getMyStarBalance", R"({"ok":true,"result":{"amount":75}})",
       [](BotApi& api) { return without_result(api.get_my_star_balance()); }, true},
      {"setMyCommands", kTrue,
       [](BotApi& api) {
         return api.set_my_commands(
             {.commands = {{.command = "start", .description = "Begin"}}, .language_code = "en"});
       },
       true},
  };
}

std::vector<Call> all_calls() {
  std::vector<Call> calls = sending_calls();
  for (Call& call : repeatable_calls()) calls.push_back(std::move(call));
  return calls;
}

TEST_F(BotApiTest, every_call_is_one_that_telegram_describes) {
  for (const Call& call : all_calls()) {
    http.answer(200, call.answer);
    runner.run(call.make(*api));
    const net::HttpRequest& request = http.sent.back().request;
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/bot42:SECRET/" + call.method);
    EXPECT_EQ(request.fields.get("content-type"), "application/json");
    const auto faults = ApiSchema::of_telegram().check_call(call.method, boost::json::parse(request.body));
    EXPECT_EQ(faults, ApiSchema::Faults{}) << call.method << " " << request.body;
  }
}

TEST_F(BotApiTest, only_what_may_be_done_twice_may_be_sent_again) {
  for (const Call& call : all_calls()) {
    http.answer(200, call.answer);
    runner.run(call.make(*api));
    EXPECT_EQ(http.sent.back().idempotent, call.repeatable) << call.method;
  }
}

TEST_F(BotApiTest, no_call_is_repeated_after_a_failure) {
  for (const Call& call : all_calls()) {
    http.sent.clear();
    http.answer(502, "");
    EXPECT_TRUE(error_of(call.make(*api)).unavailable()) << call.method;
    EXPECT_EQ(http.sent.size(), 1U) << call.method;
  }
}

TEST_F(BotApiTest, a_charge_that_was_refunded_before_is_as_good_as_refunded_now) {
  http.answer(400, refusal(400, "Bad Request: CHARGE_ALREADY_REFUNDED"));
  EXPECT_FALSE(runner.run(api->refund_star_payment({.user_id = 5, .telegram_payment_charge_id = "stx1"})));
  http.answer(400, refusal(400, "Bad Request: CHARGE_ID_INVALID"));
  EXPECT_TRUE(
      error_of(api->refund_star_payment({.user_id = 5, .telegram_payment_charge_id = "stx1"})).refused());
}

TEST_F(BotApiTest, star_transactions_say_where_the_stars_came_from_and_went) {
  const std::string answer =
      R"({"ok":true,"result":{"transactions":[{"id":"stx1","amount":75,"date":1700000000,"source":{"type":"user",)"
      R"("transaction_type":"invoice_payment","user":{"id":7,"is_bot":false,"first_name":"A"},)"
      R"("invoice_payload":"0G3"}},{"id":"stx1","amount":75,"date":1700000009,"receiver":{"type":"user",)"
      R"("transaction_type":"invoice_payment","user":{"id":7,"is_bot":false,"first_name":"A"}}},)"
      R"({"id":"w","amount":5,"nanostar_amount":1,"date":1700000010,"receiver":{"type":"fragment"}}]}})";
  EXPECT_EQ(
      ApiSchema::of_telegram().check_result("getStarTransactions", boost::json::parse(answer).at("result")),
      ApiSchema::Faults{});
  http.answer(200, answer);
  const auto list = runner.run(api->get_star_transactions({})).transactions;
  ASSERT_EQ(list.size(), 3U);
  EXPECT_EQ(list[0].source->user->id, 7);
  EXPECT_EQ(list[0].source->invoice_payload, "0G3");
  EXPECT_EQ(list[1].receiver->transaction_type, "invoice_payment");
  EXPECT_EQ(list[2].receiver->type, "fragment");
  EXPECT_EQ(list[2].nanostar_amount, 1);
}

TEST_F(BotApiTest, a_dice_comes_with_its_value) {
  http.answer(200, kDice);
  const Message message = runner.run(api->send_dice({.chat_id = 5, .emoji = "🎲"}));
  EXPECT_EQ(message.message_id, 8);
  EXPECT_EQ(message.dice->value, 4);
}

TEST_F(BotApiTest, a_dice_without_value_may_have_been_thrown) {
  for (const std::string& body : {kMessage, kTrue, std::string(R"({"ok":true})")}) {
    http.answer(200, body);
    const TelegramError error = error_of(api->send_dice({.chat_id = 5}));
    EXPECT_TRUE(error.unavailable() && error.maybe_done) << body;
  }
}

TEST_F(BotApiTest, a_lost_answer_may_have_been_done_and_an_unsent_call_was_not) {
  http.fail(net::HttpUnavailable("deadline passed"));
  EXPECT_TRUE(error_of(api->send_dice({.chat_id = 5})).maybe_done);
  http.fail(net::HttpUnavailable("no connection", true));
  const TelegramError unsent = error_of(api->send_dice({.chat_id = 5}));
  EXPECT_TRUE(unsent.unavailable());
  EXPECT_FALSE(unsent.maybe_done);
}

TEST_F(BotApiTest, a_long_poll_has_longer_than_its_own_timeout) {
  http.answer(200, R"({"ok":true,"result":[]})");
  runner.run(api->get_updates({.timeout = 25}));
  EXPECT_EQ(http.sent.back().deadline, Millis{35'000});
  http.answer(200, kDice);
  runner.run(api->send_dice({.chat_id = 5}));
  EXPECT_EQ(http.sent.back().deadline, Millis{10'000});
}

TEST_F(BotApiTest, an_edit_that_changes_nothing_is_no_error) {
  const std::string same =
      "Bad Request: message is not modified: specified new message content and reply markup "
      "are exactly the same";
  http.answer(400, refusal(400, same));
  EXPECT_FALSE(runner.run(api->edit_message_text({.chat_id = 5, .message_id = 6, .text = "x"})));
  http.answer(400, refusal(400, same));
  EXPECT_FALSE(runner.run(api->edit_message_reply_markup({.chat_id = 5, .message_id = 6})));
  http.answer(200, kTrue);
  EXPECT_TRUE(runner.run(api->edit_message_text({.chat_id = 5, .message_id = 6, .text = "x"})));
}

TEST_F(BotApiTest, an_edit_of_a_message_that_is_gone_is_refused) {
  http.answer(400, refusal(400, "Bad Request: message to edit not found"));
  EXPECT_TRUE(error_of(api->edit_message_text({.chat_id = 5, .message_id = 6, .text = "x"})).refused());
}

TEST_F(BotApiTest, deleting_what_is_gone_is_no_error) {
  http.answer(400, refusal(400, "Bad Request: message to delete not found"));
  EXPECT_FALSE(runner.run(api->delete_message({.chat_id = 5, .message_id = 6})));
  http.answer(400, refusal(400, "Bad Request: message can't be deleted"));
  EXPECT_TRUE(error_of(api->delete_message({.chat_id = 5, .message_id = 6})).refused());
}

TEST_F(BotApiTest, a_query_answered_too_late_is_no_error) {
  http.answer(
      400, refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid"));
  EXPECT_FALSE(runner.run(api->answer_callback_query({.callback_query_id = "9"})));
  http.answer(400, refusal(400, "Bad Request: QUERY_ID_INVALID"));
  EXPECT_FALSE(runner.run(api->answer_callback_query({.callback_query_id = "9"})));
}

TEST_F(BotApiTest, an_update_that_cannot_be_read_does_not_hold_up_the_others) {
  LogLines log;
  http.answer(200, R"({"ok":true,"result":[
    {"update_id":1,"message":{"message_id":1,"chat":{"id":5},"text":"a"}},
    {"update_id":2,"message":{"message_id":"two","chat":{"id":5}}},
    {"message":{}}, 7,
    {"update_id":4,"chosen_inline_result":{}}]})");
  const auto updates = runner.run(api->get_updates({}));
  ASSERT_EQ(updates.size(), 3U);
  EXPECT_EQ(updates[0].message->text, "a");
  EXPECT_EQ(updates[1], Update{.update_id = 2});
  EXPECT_EQ(updates[2], Update{.update_id = 4});
  EXPECT_TRUE(log.has("telegram_update_unreadable update_id=2 why=message.message_id: a string"));
}

TEST_F(BotApiTest, no_result_is_no_update) {
  http.answer(200, R"({"ok":true})");
  EXPECT_TRUE(runner.run(api->get_updates({})).empty());
}

TEST_F(BotApiTest, the_token_is_in_no_error_log_or_metric) {
  LogLines log;
  http.fail(net::HttpUnavailable("POST https://host/bot42:SECRET/sendDice: timed out"));
  const TelegramError error = error_of(api->send_dice({.chat_id = 5}));
  EXPECT_EQ(std::string(error.what()), "sendDice: POST https://host/bot42:<secret>/sendDice: timed out");
  EXPECT_FALSE(log.has("SECRET"));
}

TEST_F(BotApiTest, calls_are_counted_by_method_and_outcome) {
  http.answer(200, kDice);
  runner.run(api->send_dice({.chat_id = 5}));
  http.answer(200, kMessage);  // not a dice
  error_of(api->send_dice({.chat_id = 5}));
  http.answer(429, refusal(429, "Too Many Requests: retry after 3"));
  error_of(api->send_dice({.chat_id = 5}));
  http.answer(403, refusal(403, "Forbidden"));
  error_of(api->send_dice({.chat_id = 5}));
  for (const std::string outcome : {"ok", "unavailable", "flood", "refused"}) {
    EXPECT_EQ(metrics.count("ludice_telegram_calls_total{method=sendDice,outcome=" + outcome + "}"), 1)
        << outcome;
  }
  EXPECT_EQ(metrics.observed("ludice_telegram_call_seconds{method=sendDice}").size(), 4U);
}

TEST_F(BotApiTest, a_token_that_is_none_is_refused_at_once) {
  EXPECT_THROW(make_bot_api(http, "not a token", clock, metrics), std::invalid_argument);
}

}  // namespace
}  // namespace ludice::telegram
