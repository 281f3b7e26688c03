// The parameters of the Bot API's methods that the program calls, names as in its documentation
// (https://core.telegram.org/bots/api#available-methods). A member that is not set is not sent.
#pragma once

#include "telegram/types.hpp"

namespace ludice::telegram {

struct GetUpdates {
  std::optional<std::int64_t> offset = {};
  std::optional<std::int64_t> limit = {};    ///< 1 to 100
  std::optional<std::int64_t> timeout = {};  ///< seconds the answer may take to come
  std::optional<std::vector<std::string>> allowed_updates = {};
  bool operator==(const GetUpdates&) const = default;
};
BOOST_DESCRIBE_STRUCT(GetUpdates, (), (offset, limit, timeout, allowed_updates))

struct DeleteWebhook {
  std::optional<bool> drop_pending_updates = {};
  bool operator==(const DeleteWebhook&) const = default;
};
BOOST_DESCRIBE_STRUCT(DeleteWebhook, (), (drop_pending_updates))

struct SendMessage {
  static constexpr std::array<std::string_view, 2> kNeeded{"chat_id", "text"};
  std::int64_t chat_id = 0;
  std::string text;
  std::optional<std::string> parse_mode = {};
  std::optional<LinkPreviewOptions> link_preview_options = {};
  std::optional<bool> disable_notification = {};
  std::optional<ReplyMarkup> reply_markup = {};
  bool operator==(const SendMessage&) const = default;
};
BOOST_DESCRIBE_STRUCT(SendMessage, (),
                      (chat_id, text, parse_mode, link_preview_options, disable_notification, reply_markup))

struct EditMessageText {
  static constexpr std::array<std::string_view, 3> kNeeded{"chat_id", "message_id", "text"};
  std::int64_t chat_id = 0;
  std::int64_t message_id = 0;
  std::string text;
  std::optional<std::string> parse_mode = {};
  std::optional<LinkPreviewOptions> link_preview_options = {};
  std::optional<InlineKeyboardMarkup> reply_markup = {};  ///< unset takes the buttons away
  bool operator==(const EditMessageText&) const = default;
};
BOOST_DESCRIBE_STRUCT(EditMessageText, (),
                      (chat_id, message_id, text, parse_mode, link_preview_options, reply_markup))

struct EditMessageReplyMarkup {
  static constexpr std::array<std::string_view, 2> kNeeded{"chat_id", "message_id"};
  std::int64_t chat_id = 0;
  std::int64_t message_id = 0;
  std::optional<InlineKeyboardMarkup> reply_markup = {};
  bool operator==(const EditMessageReplyMarkup&) const = default;
};
BOOST_DESCRIBE_STRUCT(EditMessageReplyMarkup, (), (chat_id, message_id, reply_markup))

struct DeleteMessage {
  static constexpr std::array<std::string_view, 2> kNeeded{"chat_id", "message_id"};
  std::int64_t chat_id = 0;
  std::int64_t message_id = 0;
  bool operator==(const DeleteMessage&) const = default;
};
BOOST_DESCRIBE_STRUCT(DeleteMessage, (), (chat_id, message_id))

struct AnswerCallbackQuery {
  static constexpr std::array<std::string_view, 1> kNeeded{"callback_query_id"};
  std::string callback_query_id;
  std::optional<std::string> text = {};  ///< up to 200 characters
  std::optional<bool> show_alert = {};
  std::optional<std::string> url = {};
  bool operator==(const AnswerCallbackQuery&) const = default;
};
BOOST_DESCRIBE_STRUCT(AnswerCallbackQuery, (), (callback_query_id, text, show_alert, url))

struct SendDice {
  static constexpr std::array<std::string_view, 1> kNeeded{"chat_id"};
  std::int64_t chat_id = 0;
  std::optional<std::string> emoji = {};
  std::optional<bool> disable_notification = {};
  std::optional<ReplyMarkup> reply_markup = {};
  bool operator==(const SendDice&) const = default;
};
BOOST_DESCRIBE_STRUCT(SendDice, (), (chat_id, emoji, disable_notification, reply_markup))

struct ForwardMessage {
  static constexpr std::array<std::string_view, 3> kNeeded{"chat_id", "from_chat_id", "message_id"};
  std::int64_t chat_id = 0;
  std::int64_t from_chat_id = 0;
  std::int64_t message_id = 0;
  std::optional<bool> disable_notification = {};
  bool operator==(const ForwardMessage&) const = default;
};
BOOST_DESCRIBE_STRUCT(ForwardMessage, (), (chat_id, from_chat_id, message_id, disable_notification))

struct SetMyCommands {
  static constexpr std::array<std::string_view, 1> kNeeded{"commands"};
  std::vector<BotCommand> commands;
  std::optional<std::string> language_code = {};
  bool operator==(const SetMyCommands&) const = default;
};
BOOST_DESCRIBE_STRUCT(SetMyCommands, (), (commands, language_code))

}  // namespace ludice::telegram
