// Answers in every shape a Bot API server, a partial one, or a proxy before it may give.
#include "telegram/answer.hpp"

#include "telegram/error.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace ludice::telegram {
namespace {

using Kind = TelegramError::Kind;

const Token& token() {
  static const Token kToken("42:SECRET");
  return kToken;
}

TEST(Answer, success_in_its_shapes_gives_the_result) {
  struct Row {
    int status;
    std::string body;
    std::string result;
  };
  const std::vector<Row> rows{
      {200, R"({"ok":true,"result":{"id":1}})", R"({"id":1})"},
      {200, R"({"ok":true,"result":true,"description":"Webhook was deleted"})", "true"},
      {200, R"({"result":[]})", "[]"},
      {201, R"({"ok":true,"result":7})", "7"},
      {200, R"({"ok":true})", "null"},
      {200, R"({"ok":true,"result":null})", "null"},
  };
  for (const Row& row : rows) {
    const net::HttpResponse answer{.status = row.status, .fields = {}, .body = row.body};
    EXPECT_EQ(boost::json::serialize(read_answer("getMe", answer, token())), row.result) << row.body;
  }
}

struct Failure {
  int status;
  std::string body;
  Kind kind;
  int error_code;
  bool maybe_done;
  std::string description;
};

TelegramError failure_of(const net::HttpResponse& answer) {
  try {
    read_answer("sendDice", answer, token());
  } catch (const TelegramError& error) {
    return error;
  }
  ADD_FAILURE() << "no error: " << answer.body;
  return {Kind::unavailable, "", 0, ""};
}

TEST(Answer, failures_in_all_their_shapes_have_one_kind_each) {
  const std::string foreign = "an answer that is not the Bot API's";
  const std::vector<Failure> rows{
      // as Telegram answers
      {403, R"({"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"})",
       Kind::refused, 403, false, "Forbidden: bot was blocked by the user"},
      {400, R"({"ok":false,"error_code":400,"description":"Bad Request: chat not found"})", Kind::refused,
       400, false, "Bad Request: chat not found"},
      {409, R"({"ok":false,"error_code":409,"description":"Conflict: x"})", Kind::refused, 409, false,
       "Conflict: x"},
      {500, R"({"ok":false,"error_code":500,"description":"Internal Server Error"})", Kind::unavailable, 500,
       true, "Internal Server Error"},
      // partial servers
      {403, R"({"ok":false,"description":"Forbidden"})", Kind::refused, 403, false, "Forbidden"},
      {403, R"({"description":"Forbidden"})", Kind::refused, 403, false, "Forbidden"},
      {404, R"({"ok":false})", Kind::refused, 404, false, "no description (status 404)"},
      {200, R"({"ok":false,"description":"no such chat"})", Kind::refused, 400, false, "no such chat"},
      {200, R"({"ok":false,"error_code":"403","description":"text"})", Kind::refused, 403, false, "text"},
      {400, R"({"ok":true,"result":{}})", Kind::refused, 400, false, "no description (status 400)"},
      {400, R"({"ok":false,"error_code":99999})", Kind::refused, 400, false, "no description (status 400)"},
      {400, R"({"ok":"no","error_code":403})", Kind::refused, 403, false, "no description (status 403)"},
      {400, R"({"ok":false,"error_code":400,"description":{"text":"odd"}})", Kind::refused, 400, false,
       "no description (status 400)"},
      {403, "", Kind::refused, 403, false, "an empty answer"},
      {502, "", Kind::unavailable, 502, true, "an empty answer"},
      // what is not the Bot API speaking
      {502, "<html><h1>502 Bad Gateway</h1></html>", Kind::unavailable, 502, true, foreign},
      {403, "<html>the proxy says no</html>", Kind::unavailable, 403, false, foreign},
      {408, "Request Timeout", Kind::unavailable, 408, true, foreign},
      {200, "<html>log in to the hotel</html>", Kind::unavailable, 200, true, foreign},
      {200, "", Kind::unavailable, 200, true, foreign},
      {200, "{}", Kind::unavailable, 200, true, foreign},
      {200, R"({"ok":true,"result":{"mess)", Kind::unavailable, 200, true, foreign},
      {200, R"(["ok"])", Kind::unavailable, 200, true, foreign},
      {302, "", Kind::unavailable, 302, true, foreign},
  };
  for (const Failure& row : rows) {
    const TelegramError error = failure_of({.status = row.status, .fields = {}, .body = row.body});
    const std::string which = std::to_string(row.status) + " " + row.body;
    EXPECT_EQ(error.kind, row.kind) << which;
    EXPECT_EQ(error.error_code, row.error_code) << which;
    EXPECT_EQ(error.maybe_done, row.maybe_done) << which;
    EXPECT_EQ(error.description, row.description) << which;
    EXPECT_EQ(error.method, "sendDice");
  }
}

TEST(Answer, a_flood_says_how_long_in_one_way_or_another) {
  struct Row {
    std::string header;
    std::string body;
    Millis wait;
  };
  const std::vector<Row> rows{
      {"", R"({"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":30}})",
       Millis{30'000}},
      {"", R"({"ok":false,"error_code":429,"parameters":{"retry_after":"7"}})", Millis{7'000}},
      {"9", R"({"ok":false,"error_code":429,"parameters":{}})", Millis{9'000}},
      {"", R"({"ok":false,"error_code":429,"description":"Too Many Requests: retry after 12"})",
       Millis{12'000}},
      {"", R"({"ok":false,"error_code":429})", Millis{3'000}},
      {"", R"({"ok":false,"error_code":429,"parameters":null})", Millis{3'000}},
      {"", R"({"ok":false,"error_code":429,"parameters":{"retry_after":-5}})", Millis{1'000}},
      {"", R"({"ok":false,"error_code":429,"parameters":{"retry_after":9000000000}})", Millis{86'400'000}},
      {"4", "<html>slow down</html>", Millis{4'000}},
      {"Wed, 21 Oct 2026 07:28:00 GMT", "", Millis{3'000}},
  };
  for (const Row& row : rows) {
    net::HttpResponse answer{.status = 429, .fields = {}, .body = row.body};
    if (!row.header.empty()) answer.fields.set("Retry-After", row.header);
    const TelegramError error = failure_of(answer);
    EXPECT_TRUE(error.flood()) << row.body;
    EXPECT_EQ(error.retry_after, row.wait) << row.body << row.header;
    EXPECT_FALSE(error.maybe_done);
  }
}

TEST(Answer, a_group_that_became_a_supergroup_is_named) {
  const TelegramError error = failure_of(
      {.status = 400,
       .fields = {},
       .body = R"({"ok":false,"error_code":400,"parameters":{"migrate_to_chat_id":-1001234567890}})"});
  EXPECT_EQ(error.migrate_to_chat_id, -1001234567890);
}

TEST(Answer, a_token_that_comes_back_is_masked) {
  const TelegramError error =
      failure_of({.status = 404,
                  .fields = {},
                  .body = R"({"ok":false,"description":"no path /bot42:SECRET/sendDice"})"});
  EXPECT_EQ(error.description, "no path /bot42:<secret>/sendDice");
  EXPECT_EQ(std::string(error.what()).find("SECRET"), std::string::npos);
}

TEST(Answer, a_long_description_is_cut_between_characters) {
  std::string words;
  for (int i = 0; i < 100; ++i) words += "a🎲";
  const TelegramError error =
      failure_of({.status = 400, .fields = {}, .body = R"({"ok":false,"description":")" + words + R"("})"});
  EXPECT_EQ(error.description, words.substr(0, 300));
  const TelegramError shifted =
      failure_of({.status = 400, .fields = {}, .body = R"({"ok":false,"description":"xx)" + words + R"("})"});
  EXPECT_EQ(shifted.description, ("xx" + words).substr(0, 298));
}

}  // namespace
}  // namespace ludice::telegram
