// What a refusal of Telegram means for the chat.
#include "telegram/error.hpp"

#include <gtest/gtest.h>

namespace ludice::telegram {
namespace {

using Kind = TelegramError::Kind;

struct ErrorRow {
  Kind kind;
  int code;
  std::string description;
  bool unreachable;
};

TEST(TelegramError, knows_a_chat_that_takes_nothing_from_the_bot) {
  const std::vector<ErrorRow> rows{
      {Kind::refused, 403, "Forbidden: bot was blocked by the user", true},
      {Kind::refused, 403, "Forbidden: user is deactivated", true},
      {Kind::refused, 403, "Forbidden: bot was kicked from the group chat", true},
      {Kind::refused, 403, "Forbidden: bot can't initiate conversation with a user", true},
      {Kind::refused, 400, "Bad Request: chat not found", true},
      {Kind::refused, 400, "Bad Request: CHAT_WRITE_FORBIDDEN", true},
      {Kind::refused, 400, "Bad Request: not enough rights to send text messages to the chat", true},
      {Kind::refused, 400, "Bad Request: message text is empty", false},
      {Kind::refused, 400, "Bad Request: message to forward not found", false},
      {Kind::refused, 401, "Unauthorized", false},
      {Kind::flood, 429, "Too Many Requests: retry after 5", false},
      {Kind::unavailable, 502, "Bad Gateway: chat not found", false},
  };
  for (const ErrorRow& row : rows) {
    const TelegramError error(row.kind, "sendMessage", row.code, row.description);
    EXPECT_EQ(error.chat_unreachable(), row.unreachable) << row.description;
  }
}

TEST(TelegramError, says_what_was_called_and_what_came) {
  EXPECT_STREQ(TelegramError(Kind::refused, "sendDice", 403, "Forbidden").what(), "sendDice: 403 Forbidden");
  EXPECT_STREQ(TelegramError(Kind::unavailable, "getMe", 0, "no connection").what(), "getMe: no connection");
}

}  // namespace
}  // namespace ludice::telegram
