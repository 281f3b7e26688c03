// Every method the sandbox offers, held against the description of Telegram's Bot API: its parameters, and
// what it answers.
#include "base/base64.hpp"
#include "sandbox/bot_calls.hpp"
#include "sandbox/payments.hpp"
#include "sandbox/requests.hpp"
#include "sandbox/sandbox_fixture.hpp"

#include <fstream>
#include <set>
#include <sstream>

namespace ludice::sandbox {
namespace {

/// A picture of 2 by 3 as a form brings it: as far as its sizes, which are all that is read of one.
std::string uploaded_picture() {
  using namespace std::string_literals;
  return std::string(kUploaded) + to_base64("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\2\0\0\0\3"s);
}

class Methods : public SandboxTest {
 protected:
  /// With a payment under way for them to be about.
  std::vector<std::pair<std::string, json::object>> calls_about_stars(std::int64_t person) {
    const json::object invoice{{"chat_id", person},
                               {"title", "75 Stars"},
                               {"description", "To play with"},
                               {"payload", "order"},
                               {"currency", "XTR"},
                               {"prices", json::array{{{"label", "75 Stars"}, {"amount", 75}}}}};
    const std::int64_t message = result("sendInvoice", invoice).at("message_id").as_int64();
    auto& world = engine_->world();
    const auto checkout = press_pay(world, *world.find_bot(kBot), *world.find_person(person), message);
    EXPECT_TRUE(checkout);
    const std::string id = std::to_string(checkout.value_or(0));
    return {{"sendInvoice", invoice},
            {"answerPreCheckoutQuery", {{"pre_checkout_query_id", id}, {"ok", true}}},
            {"refundStarPayment", {{"user_id", person}, {"telegram_payment_charge_id", "stx" + id}}},
            {"getStarTransactions", {{"offset", 0}, {"limit", 100}}},
            {"getMyStarBalance", {}}};
  }
};

json::value description() {
  std::ifstream file(LUDICE_TEST_DATA "/telegram-api.json");
  std::ostringstream text;
  text << file.rdbuf();
  return json::parse(text.str());
}

TEST_F(Methods, know_exactly_the_parameters_that_telegram_documents) {
  const json::value api = description();
  for (const Method& method : methods()) {
    const auto* documented = api.at("methods").as_object().if_contains(method.name);
    ASSERT_NE(documented, nullptr) << method.name;
    std::set<std::string> expected;
    if (const auto* fields = documented->as_object().if_contains("fields")) {
      for (const auto& field : fields->as_array()) expected.emplace(field.at("name").as_string());
    }
    const std::set<std::string> known(method.parameters.begin(), method.parameters.end());
    EXPECT_EQ(known, expected) << method.name;
  }
}

// The fixture holds every answer against the schema; here each method has one, and each type of update.
TEST_F(Methods, answer_with_objects_that_telegrams_description_allows) {
  const std::int64_t anna = started_person("Anna");
  sim("people", {{"id", anna}, {"username", "anna"}});
  const json::object in_chat{{"chat_id", anna}};
  const auto with = [&](json::object params) {
    params["chat_id"] = anna;
    return params;
  };
  const std::int64_t hers = say(anna, "/start@sandbox_bot");
  const std::int64_t card = bot_says(anna, "card", one_button("a", "b"));
  const json::array commands{{{"command", "play"}, {"description", "Play"}}};
  const std::string html =
      "<b>a</b> <i>b</i> <a href=\"https://e.org\">c</a> <pre><code class=\"language-x\">d</code></pre>"
      " <a href=\"tg://user?id=" +
      std::to_string(anna) + "\">e</a> #f @anna /g https://h.org";
  auto& world = engine_->world();
  const auto tapped = tap_button(world, *world.find_bot(kBot), *world.find_person(anna), card, "b", "");
  ASSERT_TRUE(tapped);
  std::vector<std::pair<std::string, json::object>> calls = {
      {"getMe", {}},
      {"getUpdates", {}},
      {"setWebhook", {{"url", ""}}},
      {"deleteWebhook", {}},
      {"getWebhookInfo", {}},
      {"setMyCommands", {{"commands", commands}}},
      {"getMyCommands", {}},
      {"deleteMyCommands", {}},
      {"setMyName", {{"name", "Dice"}}},
      {"getMyName", {}},
      {"getChat", in_chat},
      {"getChatMember", with({{"user_id", anna}})},
      {"sendMessage", with({{"text", html},
                            {"parse_mode", "HTML"},
                            {"protect_content", true},
                            {"reply_parameters", json::object{{"message_id", hers}}},
                            {"reply_markup", one_button("a", "b")}})},
      {"sendPhoto", with({{"photo", uploaded_picture()}, {"caption", html}, {"parse_mode", "HTML"}})},
      {"sendDice", with({{"emoji", "🎰"}, {"reply_markup", one_button("a", "b")}})},
      {"forwardMessage", with({{"from_chat_id", anna}, {"message_id", hers}})},
      {"copyMessage", with({{"from_chat_id", anna}, {"message_id", hers}})},
      {"sendChatAction", with({{"action", "typing"}})},
      {"editMessageText",
       with({{"message_id", card}, {"text", "x"}, {"reply_markup", one_button("c", "d")}})},
      {"editMessageReplyMarkup", with({{"message_id", card}})},
      {"answerCallbackQuery", {{"callback_query_id", std::to_string(tapped->tap)}}},
      {"deleteMessages", with({{"message_ids", json::array{json::value(card)}}})},
      {"deleteMessage", with({{"message_id", hers}})},
  };
  const auto more = calls_about_stars(anna);
  calls.insert(calls.end(), more.begin(), more.end());
  std::set<std::string> called;
  for (const auto& [method, params] : calls) {
    const auto faults = telegram::ApiSchema::of_telegram().check_call(method, params);
    EXPECT_TRUE(faults.empty()) << method << ": " << faults.front();
    result(method, params);
    called.insert(method);
  }
  std::set<std::string> offered;
  for (const Method& method : methods()) offered.emplace(method.name);
  EXPECT_EQ(called, offered);
}

TEST_F(Methods, bring_updates_that_telegrams_description_allows) {
  const std::int64_t anna = started_person("Anna");
  const std::int64_t card = bot_says(anna, "card", one_button("a", "b"));
  const std::int64_t hers = say(anna, "#x @anna_k https://e.org");
  sim("edit", {{"from", anna}, {"message_id", hers}, {"text", "y"}});
  sim("dice", {{"from", anna}, {"emoji", "🎲"}});
  sim("forward", {{"from", anna}, {"message_id", card}});
  auto& world = engine_->world();
  ASSERT_TRUE(tap_button(world, *world.find_bot(kBot), *world.find_person(anna), card, "b", ""));
  sim("block", {{"from", anna}, {"on", true}});
  std::set<std::string> types;
  for (const auto& update : new_updates()) {
    for (const auto& field : update.as_object()) types.emplace(field.key());
  }
  EXPECT_EQ(types, (std::set<std::string>{"update_id", "message", "edited_message", "callback_query",
                                          "my_chat_member"}));
}

}  // namespace
}  // namespace ludice::sandbox
