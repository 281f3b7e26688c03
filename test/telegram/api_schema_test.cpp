// The yardstick itself: it finds each kind of fault.
#include "telegram/api_schema.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace ludice::telegram {
namespace {

using Faults = ApiSchema::Faults;

struct Row {
  std::string method;
  std::string parameters;
  Faults faults;
};

TEST(ApiSchema, finds_what_is_wrong_with_a_call) {
  const std::string long_data(65, 'x');
  const std::vector<Row> rows{
      {"getMe", "{}", {}},
      {"getEverything", "{}", {"no method getEverything"}},
      {"sendDice", R"({"chat_id":1,"emoji":"🎲"})", {}},
      {"sendDice", R"({"chat_id":"@name"})", {}},
      {"sendDice", R"({"emoji":"🎲"})", {"chat_id: missing"}},
      {"sendDice", R"({"chat_id":1.5})", {"chat_id: not of type Integer"}},
      {"sendDice", R"({"chat_id":1,"value":6})", {"value: unknown"}},
      {"sendDice", R"({"chat_id":1,"emoji":"🎮"})", {"emoji: none of its values"}},
      {"sendDice", R"([1])", {"not an object"}},
      {"getUpdates", R"({"limit":101})", {"limit: 101 breaks max"}},
      {"getUpdates", R"({"limit":0})", {"limit: 0 breaks min"}},
      {"getUpdates", R"({"allowed_updates":["message",7]})", {"allowed_updates[1]: not of type String"}},
      {"sendMessage", R"({"chat_id":1,"text":""})", {"text: 0 breaks min_chars"}},
      {"sendMessage", R"({"chat_id":1,"text":"é","parse_mode":"html"})", {"parse_mode: none of its values"}},
      {"sendMessage",
       R"({"chat_id":1,"text":"a","reply_markup":{"inline_keyboard":[[{"text":"a","callback_data":")" +
           long_data + R"("}]]}})",
       {"reply_markup.inline_keyboard[0][0].callback_data: 65 breaks max_bytes"}},
      {"sendMessage",
       R"({"chat_id":1,"text":"a","reply_markup":{"remove_keyboard":false}})",
       {"reply_markup.remove_keyboard: not of type True"}},
      {"setMyCommands",
       R"({"commands":[{"command":"Start","description":"x"}]})",
       {"commands[0].command: does not match its pattern"}},
  };
  for (const Row& row : rows) {
    const Faults found = ApiSchema::of_telegram().check_call(row.method, boost::json::parse(row.parameters));
    EXPECT_EQ(found, row.faults) << row.method << " " << row.parameters;
  }
}

TEST(ApiSchema, counts_characters_not_bytes) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "🎯";
  const auto call = boost::json::parse(R"({"callback_query_id":"1","text":")" + text + R"("})");
  EXPECT_EQ(ApiSchema::of_telegram().check_call("answerCallbackQuery", call), Faults{});
}

TEST(ApiSchema, checks_results_by_what_the_method_returns) {
  const ApiSchema& schema = ApiSchema::of_telegram();
  EXPECT_EQ(schema.check_result("editMessageText", true), Faults{});
  EXPECT_EQ(schema.check_result("getUpdates", boost::json::parse(R"([{"update_id":1}])")), Faults{});
  EXPECT_EQ(schema.check_result("getUpdates", boost::json::parse(R"([{}])")),
            Faults{"[0].update_id: missing"});
  EXPECT_EQ(schema.check_result("sendDice", true), Faults{"not an object"});
}

}  // namespace
}  // namespace ludice::telegram
