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

struct SetWebhook {
  static constexpr std::array<std::string_view, 1> kNeeded{"url"};
  std::string url;
  std::optional<std::int64_t> max_connections = {};  ///< 1 to 100
  std::optional<std::vector<std::string>> allowed_updates = {};
  std::optional<bool> drop_pending_updates = {};
  std::optional<std::string> secret_token = {};
  bool operator==(const SetWebhook&) const = default;
};
BOOST_DESCRIBE_STRUCT(SetWebhook, (),
                      (url, max_connections, allowed_updates, drop_pending_updates, secret_token))

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

/// Its picture is uploaded beside these, as a file of its own.
struct SendPhoto {
  static constexpr std::array<std::string_view, 1> kNeeded{"chat_id"};
  std::int64_t chat_id = 0;
  std::optional<std::string> caption = {};
  std::optional<std::string> parse_mode = {};
  std::optional<bool> disable_notification = {};
  std::optional<ReplyMarkup> reply_markup = {};
  bool operator==(const SendPhoto&) const = default;
};
BOOST_DESCRIBE_STRUCT(SendPhoto, (), (chat_id, caption, parse_mode, disable_notification, reply_markup))

struct ForwardMessage {
  static constexpr std::array<std::string_view, 3> kNeeded{"chat_id", "from_chat_id", "message_id"};
  std::int64_t chat_id = 0;
  std::int64_t from_chat_id = 0;
  std::int64_t message_id = 0;
  std::optional<bool> disable_notification = {};
  bool operator==(const ForwardMessage&) const = default;
};
BOOST_DESCRIBE_STRUCT(ForwardMessage, (), (chat_id, from_chat_id, message_id, disable_notification))

/// In Stars: `currency` XTR, one price, no provider_token.
struct SendInvoice {
  static constexpr std::array<std::string_view, 6> kNeeded{"chat_id", "title",    "description",
                                                           "payload", "currency", "prices"};
  std::int64_t chat_id = 0;
  std::string title;        ///< 1 to 32 characters
  std::string description;  ///< 1 to 255 characters
  std::string payload;      ///< 1 to 128 bytes, not shown
  std::string currency;
  std::vector<LabeledPrice> prices;
  /// With it, a forwarded copy has a link to the bot where the original has its Pay button.
  std::optional<std::string> start_parameter = {};
  std::optional<InlineKeyboardMarkup> reply_markup = {};  ///< its first button pays
  bool operator==(const SendInvoice&) const = default;
};
BOOST_DESCRIBE_STRUCT(SendInvoice, (),
                      (chat_id, title, description, payload, currency, prices, start_parameter, reply_markup))

/// Due within 10 s of the query.
struct AnswerPreCheckoutQuery {
  static constexpr std::array<std::string_view, 2> kNeeded{"pre_checkout_query_id", "ok"};
  std::string pre_checkout_query_id;
  bool ok = false;
  std::optional<std::string> error_message = {};  ///< needed where not ok
  bool operator==(const AnswerPreCheckoutQuery&) const = default;
};
BOOST_DESCRIBE_STRUCT(AnswerPreCheckoutQuery, (), (pre_checkout_query_id, ok, error_message))

struct RefundStarPayment {
  static constexpr std::array<std::string_view, 2> kNeeded{"user_id", "telegram_payment_charge_id"};
  std::int64_t user_id = 0;
  std::string telegram_payment_charge_id;
  bool operator==(const RefundStarPayment&) const = default;
};
BOOST_DESCRIBE_STRUCT(RefundStarPayment, (), (user_id, telegram_payment_charge_id))

struct GetStarTransactions {
  std::optional<std::int64_t> offset = {};
  std::optional<std::int64_t> limit = {};  ///< 1 to 100
  bool operator==(const GetStarTransactions&) const = default;
};
BOOST_DESCRIBE_STRUCT(GetStarTransactions, (), (offset, limit))

struct SetMyCommands {
  static constexpr std::array<std::string_view, 1> kNeeded{"commands"};
  std::vector<BotCommand> commands;
  std::optional<std::string> language_code = {};
  bool operator==(const SetMyCommands&) const = default;
};
BOOST_DESCRIBE_STRUCT(SetMyCommands, (), (commands, language_code))

}  // namespace ludice::telegram
