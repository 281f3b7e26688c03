// The objects of the Bot API that the program uses, names and meaning as in its documentation
// (https://core.telegram.org/bots/api#available-types). Ids are 64-bit. `kNeeded` lists what an object is
// useless without; any other member that is missing keeps its default, and unknown ones are passed over.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/describe/class.hpp>

namespace ludice::telegram {

struct User {
  static constexpr std::array<std::string_view, 1> kNeeded{"id"};
  std::int64_t id = 0;
  bool is_bot = false;
  std::string first_name;
  std::optional<std::string> last_name = {};
  std::optional<std::string> username = {};
  std::optional<std::string> language_code = {};
  bool operator==(const User&) const = default;
};
BOOST_DESCRIBE_STRUCT(User, (), (id, is_bot, first_name, last_name, username, language_code))

struct Chat {
  static constexpr std::array<std::string_view, 1> kNeeded{"id"};
  std::int64_t id = 0;
  std::string type = "private";  ///< private, group, supergroup, channel
  std::optional<std::string> title = {};
  std::optional<std::string> username = {};
  std::optional<std::string> first_name = {};
  std::optional<std::string> last_name = {};
  bool operator==(const Chat&) const = default;
};
BOOST_DESCRIBE_STRUCT(Chat, (), (id, type, title, username, first_name, last_name))

struct MessageEntity {
  static constexpr std::array<std::string_view, 3> kNeeded{"type", "offset", "length"};
  std::string type;
  std::int64_t offset = 0;  ///< in UTF-16 code units, as `length`
  std::int64_t length = 0;
  std::optional<std::string> url = {};
  bool operator==(const MessageEntity&) const = default;
};
BOOST_DESCRIBE_STRUCT(MessageEntity, (), (type, offset, length, url))

struct Dice {
  static constexpr std::array<std::string_view, 2> kNeeded{"emoji", "value"};
  std::string emoji;
  std::int64_t value = 0;
  bool operator==(const Dice&) const = default;
};
BOOST_DESCRIBE_STRUCT(Dice, (), (emoji, value))

/// All kinds of MessageOrigin in one; `type` (user, hidden_user, chat, channel) says which members there are.
struct MessageOrigin {
  static constexpr std::array<std::string_view, 1> kNeeded{"type"};
  std::string type;
  std::int64_t date = 0;
  std::optional<User> sender_user = {};
  std::optional<std::string> sender_user_name = {};
  std::optional<Chat> sender_chat = {};
  std::optional<Chat> chat = {};
  std::optional<std::int64_t> message_id = {};
  bool operator==(const MessageOrigin&) const = default;
};
BOOST_DESCRIBE_STRUCT(MessageOrigin, (),
                      (type, date, sender_user, sender_user_name, sender_chat, chat, message_id))

struct CopyTextButton {
  static constexpr std::array<std::string_view, 1> kNeeded{"text"};
  std::string text;  ///< 1 to 256 characters
  bool operator==(const CopyTextButton&) const = default;
};
BOOST_DESCRIBE_STRUCT(CopyTextButton, (), (text))

struct InlineKeyboardButton {
  static constexpr std::array<std::string_view, 1> kNeeded{"text"};
  std::string text;
  std::optional<std::string> callback_data = {};  ///< 1 to 64 bytes
  std::optional<std::string> url = {};            ///< http, https, tg and ton
  std::optional<CopyTextButton> copy_text = {};
  bool operator==(const InlineKeyboardButton&) const = default;
};
BOOST_DESCRIBE_STRUCT(InlineKeyboardButton, (), (text, callback_data, url, copy_text))

struct InlineKeyboardMarkup {
  static constexpr std::array<std::string_view, 1> kNeeded{"inline_keyboard"};
  std::vector<std::vector<InlineKeyboardButton>> inline_keyboard;  ///< no rows take the keyboard away
  bool operator==(const InlineKeyboardMarkup&) const = default;
};
BOOST_DESCRIBE_STRUCT(InlineKeyboardMarkup, (), (inline_keyboard))

struct KeyboardButton {
  static constexpr std::array<std::string_view, 1> kNeeded{"text"};
  std::string text;
  bool operator==(const KeyboardButton&) const = default;
};
BOOST_DESCRIBE_STRUCT(KeyboardButton, (), (text))

struct ReplyKeyboardMarkup {
  static constexpr std::array<std::string_view, 1> kNeeded{"keyboard"};
  std::vector<std::vector<KeyboardButton>> keyboard;
  std::optional<bool> is_persistent = {};
  std::optional<bool> resize_keyboard = {};
  std::optional<bool> one_time_keyboard = {};
  std::optional<std::string> input_field_placeholder = {};
  bool operator==(const ReplyKeyboardMarkup&) const = default;
};
BOOST_DESCRIBE_STRUCT(ReplyKeyboardMarkup, (),
                      (keyboard, is_persistent, resize_keyboard, one_time_keyboard, input_field_placeholder))

struct ReplyKeyboardRemove {
  static constexpr std::array<std::string_view, 1> kNeeded{"remove_keyboard"};
  bool remove_keyboard = true;
  bool operator==(const ReplyKeyboardRemove&) const = default;
};
BOOST_DESCRIBE_STRUCT(ReplyKeyboardRemove, (), (remove_keyboard))

/// What a sent message may carry. Told apart by the member each of them needs.
using ReplyMarkup = std::variant<InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove>;

// Payments in Telegram Stars (currency XTR): amounts are whole Stars.

struct SuccessfulPayment {
  static constexpr std::array<std::string_view, 4> kNeeded{"currency", "total_amount", "invoice_payload",
                                                           "telegram_payment_charge_id"};
  std::string currency;
  std::int64_t total_amount = 0;
  std::string invoice_payload;
  std::string telegram_payment_charge_id;
  std::string provider_payment_charge_id;
  bool operator==(const SuccessfulPayment&) const = default;
};
BOOST_DESCRIBE_STRUCT(SuccessfulPayment, (),
                      (currency, total_amount, invoice_payload, telegram_payment_charge_id,
                       provider_payment_charge_id))

struct RefundedPayment {
  static constexpr std::array<std::string_view, 2> kNeeded{"total_amount", "telegram_payment_charge_id"};
  std::string currency;
  std::int64_t total_amount = 0;
  std::string invoice_payload;
  std::string telegram_payment_charge_id;
  bool operator==(const RefundedPayment&) const = default;
};
BOOST_DESCRIBE_STRUCT(RefundedPayment, (),
                      (currency, total_amount, invoice_payload, telegram_payment_charge_id))

struct PreCheckoutQuery {
  static constexpr std::array<std::string_view, 2> kNeeded{"id", "from"};
  std::string id;
  User from;
  std::string currency;
  std::int64_t total_amount = 0;
  std::string invoice_payload;
  bool operator==(const PreCheckoutQuery&) const = default;
};
BOOST_DESCRIBE_STRUCT(PreCheckoutQuery, (), (id, from, currency, total_amount, invoice_payload))

/// All kinds of TransactionPartner in one; `type` (user, fragment, …) says which members there are.
struct TransactionPartner {
  static constexpr std::array<std::string_view, 1> kNeeded{"type"};
  std::string type;
  std::optional<std::string> transaction_type = {};  ///< invoice_payment, paid_media_payment, …
  std::optional<User> user = {};
  std::optional<std::string> invoice_payload = {};
  bool operator==(const TransactionPartner&) const = default;
};
BOOST_DESCRIBE_STRUCT(TransactionPartner, (), (type, transaction_type, user, invoice_payload))

/// `source`: it came in; `receiver`: it went out. A refund has the id of the payment it refunds.
struct StarTransaction {
  static constexpr std::array<std::string_view, 2> kNeeded{"id", "amount"};
  std::string id;
  std::int64_t amount = 0;
  std::optional<std::int64_t> nanostar_amount = {};
  std::int64_t date = 0;
  std::optional<TransactionPartner> source = {};
  std::optional<TransactionPartner> receiver = {};
  bool operator==(const StarTransaction&) const = default;
};
BOOST_DESCRIBE_STRUCT(StarTransaction, (), (id, amount, nanostar_amount, date, source, receiver))

struct StarTransactions {
  static constexpr std::array<std::string_view, 1> kNeeded{"transactions"};
  std::vector<StarTransaction> transactions;
  bool operator==(const StarTransactions&) const = default;
};
BOOST_DESCRIBE_STRUCT(StarTransactions, (), (transactions))

struct StarAmount {
  static constexpr std::array<std::string_view, 1> kNeeded{"amount"};
  std::int64_t amount = 0;
  std::optional<std::int64_t> nanostar_amount = {};
  bool operator==(const StarAmount&) const = default;
};
BOOST_DESCRIBE_STRUCT(StarAmount, (), (amount, nanostar_amount))

struct LabeledPrice {
  static constexpr std::array<std::string_view, 2> kNeeded{"label", "amount"};
  std::string label;
  std::int64_t amount = 0;
  bool operator==(const LabeledPrice&) const = default;
};
BOOST_DESCRIBE_STRUCT(LabeledPrice, (), (label, amount))

/// Also stands for an InaccessibleMessage, whose `date` is 0: it can be replaced, never edited.
struct Message {
  static constexpr std::array<std::string_view, 2> kNeeded{"message_id", "chat"};
  std::int64_t message_id = 0;
  std::optional<User> from = {};
  std::int64_t date = 0;  ///< Unix seconds
  Chat chat;
  std::optional<MessageOrigin> forward_origin = {};
  std::optional<std::int64_t> edit_date = {};
  std::optional<std::string> text = {};
  std::optional<std::vector<MessageEntity>> entities = {};
  std::optional<Dice> dice = {};
  std::optional<SuccessfulPayment> successful_payment = {};
  std::optional<RefundedPayment> refunded_payment = {};
  std::optional<InlineKeyboardMarkup> reply_markup = {};
  bool operator==(const Message&) const = default;
};
BOOST_DESCRIBE_STRUCT(Message, (),
                      (message_id, from, date, chat, forward_origin, edit_date, text, entities, dice,
                       successful_payment, refunded_payment, reply_markup))

struct CallbackQuery {
  static constexpr std::array<std::string_view, 2> kNeeded{"id", "from"};
  std::string id;
  User from;
  std::optional<Message> message = {};
  std::optional<std::string> inline_message_id = {};
  std::string chat_instance;
  std::optional<std::string> data = {};
  bool operator==(const CallbackQuery&) const = default;
};
BOOST_DESCRIBE_STRUCT(CallbackQuery, (), (id, from, message, inline_message_id, chat_instance, data))

/// An update of a kind we do not know has its id and nothing else.
struct Update {
  static constexpr std::array<std::string_view, 1> kNeeded{"update_id"};
  std::int64_t update_id = 0;
  std::optional<Message> message = {};
  std::optional<Message> edited_message = {};
  std::optional<CallbackQuery> callback_query = {};
  std::optional<PreCheckoutQuery> pre_checkout_query = {};
  bool operator==(const Update&) const = default;
};
BOOST_DESCRIBE_STRUCT(Update, (), (update_id, message, edited_message, callback_query, pre_checkout_query))

/// How the bringing of updates goes, as Telegram sees it.
struct WebhookInfo {
  static constexpr std::array<std::string_view, 2> kNeeded{"url", "pending_update_count"};
  std::string url;  ///< empty: none is set
  std::int64_t pending_update_count = 0;
  std::optional<std::int64_t> last_error_date = {};  ///< Unix seconds; stays when updates are brought again
  std::optional<std::string> last_error_message = {};
  bool operator==(const WebhookInfo&) const = default;
};
BOOST_DESCRIBE_STRUCT(WebhookInfo, (), (url, pending_update_count, last_error_date, last_error_message))

struct LinkPreviewOptions {
  std::optional<bool> is_disabled = {};
  bool operator==(const LinkPreviewOptions&) const = default;
};
BOOST_DESCRIBE_STRUCT(LinkPreviewOptions, (), (is_disabled))

struct BotCommand {
  static constexpr std::array<std::string_view, 2> kNeeded{"command", "description"};
  std::string command;
  std::string description;
  bool operator==(const BotCommand&) const = default;
};
BOOST_DESCRIBE_STRUCT(BotCommand, (), (command, description))

struct ResponseParameters {
  std::optional<std::int64_t> migrate_to_chat_id = {};
  std::optional<std::int64_t> retry_after = {};  ///< seconds
  bool operator==(const ResponseParameters&) const = default;
};
BOOST_DESCRIBE_STRUCT(ResponseParameters, (), (migrate_to_chat_id, retry_after))

}  // namespace ludice::telegram
