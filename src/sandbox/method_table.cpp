// The table of methods: what each is called, who runs it, which parameters it knows (Bot API 10.3).
#include "sandbox/bot_calls.hpp"
#include "sandbox/text.hpp"

#include <algorithm>
#include <array>

namespace ludice::sandbox {
namespace {

using Names = std::span<const std::string_view>;

constexpr auto kGetUpdates =
    std::to_array<std::string_view>({"offset", "limit", "timeout", "allowed_updates"});
constexpr auto kSetWebhook =
    std::to_array<std::string_view>({"url", "certificate", "ip_address", "max_connections", "allowed_updates",
                                     "drop_pending_updates", "secret_token"});
constexpr auto kDeleteWebhook = std::to_array<std::string_view>({"drop_pending_updates"});
constexpr auto kSetMyCommands = std::to_array<std::string_view>({"commands", "scope", "language_code"});
constexpr auto kGetMyCommands = std::to_array<std::string_view>({"scope", "language_code"});
constexpr auto kDeleteMyCommands = std::to_array<std::string_view>({"scope", "language_code"});
constexpr auto kSetMyName = std::to_array<std::string_view>({"name", "language_code"});
constexpr auto kGetMyName = std::to_array<std::string_view>({"language_code"});
constexpr auto kGetChat = std::to_array<std::string_view>({"chat_id"});
constexpr auto kGetChatMember = std::to_array<std::string_view>({"chat_id", "user_id"});
constexpr auto kSendMessage = std::to_array<std::string_view>(
    {"business_connection_id", "chat_id", "message_thread_id", "direct_messages_topic_id",
     "ephemeral_message_parameters", "text", "parse_mode", "entities", "link_preview_options",
     "disable_notification", "protect_content", "allow_paid_broadcast", "message_effect_id",
     "suggested_post_parameters", "reply_parameters", "reply_markup"});
constexpr auto kSendPhoto = std::to_array<std::string_view>(
    {"business_connection_id", "chat_id", "message_thread_id", "direct_messages_topic_id",
     "ephemeral_message_parameters", "photo", "caption", "parse_mode", "caption_entities",
     "show_caption_above_media", "has_spoiler", "disable_notification", "protect_content",
     "allow_paid_broadcast", "message_effect_id", "suggested_post_parameters", "reply_parameters",
     "reply_markup"});
constexpr auto kSendDice = std::to_array<std::string_view>(
    {"business_connection_id", "chat_id", "message_thread_id", "direct_messages_topic_id", "emoji",
     "disable_notification", "protect_content", "allow_paid_broadcast", "message_effect_id",
     "suggested_post_parameters", "reply_parameters", "reply_markup"});
constexpr auto kForwardMessage = std::to_array<std::string_view>(
    {"chat_id", "message_thread_id", "direct_messages_topic_id", "from_chat_id", "video_start_timestamp",
     "disable_notification", "protect_content", "message_effect_id", "suggested_post_parameters",
     "message_id"});
constexpr auto kCopyMessage = std::to_array<std::string_view>(
    {"chat_id", "message_thread_id", "direct_messages_topic_id", "from_chat_id", "message_id",
     "video_start_timestamp", "caption", "parse_mode", "caption_entities", "show_caption_above_media",
     "disable_notification", "protect_content", "allow_paid_broadcast", "message_effect_id",
     "suggested_post_parameters", "reply_parameters", "reply_markup"});
constexpr auto kSendChatAction =
    std::to_array<std::string_view>({"business_connection_id", "chat_id", "message_thread_id", "action"});
constexpr auto kEditMessageText = std::to_array<std::string_view>(
    {"business_connection_id", "chat_id", "message_id", "inline_message_id", "text", "parse_mode", "entities",
     "link_preview_options", "rich_message", "reply_markup"});
constexpr auto kEditMessageReplyMarkup = std::to_array<std::string_view>(
    {"business_connection_id", "chat_id", "message_id", "inline_message_id", "reply_markup"});
constexpr auto kDeleteMessage = std::to_array<std::string_view>({"chat_id", "message_id"});
constexpr auto kDeleteMessages = std::to_array<std::string_view>({"chat_id", "message_ids"});
constexpr auto kAnswerCallbackQuery =
    std::to_array<std::string_view>({"callback_query_id", "text", "show_alert", "url", "cache_time"});
constexpr auto kSendInvoice = std::to_array<std::string_view>({"chat_id",
                                                               "message_thread_id",
                                                               "direct_messages_topic_id",
                                                               "title",
                                                               "description",
                                                               "payload",
                                                               "provider_token",
                                                               "currency",
                                                               "prices",
                                                               "max_tip_amount",
                                                               "suggested_tip_amounts",
                                                               "start_parameter",
                                                               "provider_data",
                                                               "photo_url",
                                                               "photo_size",
                                                               "photo_width",
                                                               "photo_height",
                                                               "need_name",
                                                               "need_phone_number",
                                                               "need_email",
                                                               "need_shipping_address",
                                                               "send_phone_number_to_provider",
                                                               "send_email_to_provider",
                                                               "is_flexible",
                                                               "disable_notification",
                                                               "protect_content",
                                                               "allow_paid_broadcast",
                                                               "message_effect_id",
                                                               "suggested_post_parameters",
                                                               "reply_parameters",
                                                               "reply_markup"});
constexpr auto kAnswerPreCheckoutQuery =
    std::to_array<std::string_view>({"pre_checkout_query_id", "ok", "error_message"});
constexpr auto kRefundStarPayment =
    std::to_array<std::string_view>({"user_id", "telegram_payment_charge_id"});
constexpr auto kGetStarTransactions = std::to_array<std::string_view>({"offset", "limit"});

constexpr auto kMethods = std::to_array<Method>({
    {"getMe", get_me, Names{}},
    {"getUpdates", get_updates, kGetUpdates},
    {"setWebhook", set_webhook, kSetWebhook},
    {"deleteWebhook", delete_webhook, kDeleteWebhook},
    {"getWebhookInfo", get_webhook_info, Names{}},
    {"setMyCommands", set_my_commands, kSetMyCommands},
    {"getMyCommands", get_my_commands, kGetMyCommands},
    {"deleteMyCommands", delete_my_commands, kDeleteMyCommands},
    {"setMyName", set_my_name, kSetMyName},
    {"getMyName", get_my_name, kGetMyName},
    {"getChat", get_chat, kGetChat},
    {"getChatMember", get_chat_member, kGetChatMember},
    {"sendMessage", send_message, kSendMessage},
    {"sendDice", send_dice, kSendDice},
    {"sendPhoto", send_photo, kSendPhoto},
    {"forwardMessage", forward_message, kForwardMessage},
    {"copyMessage", copy_message, kCopyMessage},
    {"sendChatAction", send_chat_action, kSendChatAction},
    {"editMessageText", edit_message_text, kEditMessageText},
    {"editMessageReplyMarkup", edit_message_reply_markup, kEditMessageReplyMarkup},
    {"deleteMessage", delete_message, kDeleteMessage},
    {"deleteMessages", delete_messages, kDeleteMessages},
    {"answerCallbackQuery", answer_callback_query, kAnswerCallbackQuery},
    {"sendInvoice", send_invoice, kSendInvoice},
    {"answerPreCheckoutQuery", answer_pre_checkout_query, kAnswerPreCheckoutQuery},
    {"refundStarPayment", refund_star_payment, kRefundStarPayment},
    {"getStarTransactions", get_star_transactions, kGetStarTransactions},
    {"getMyStarBalance", get_my_star_balance, Names{}},
});

}  // namespace

std::span<const Method> methods() {
  return kMethods;
}

const Method* find_method(std::string_view name) {
  const std::string wanted = ascii_lower(name);
  const auto found =
      std::ranges::find_if(kMethods, [&](const Method& m) { return ascii_lower(m.name) == wanted; });
  return found == kMethods.end() ? nullptr : &*found;
}

std::vector<std::string> unknown_parameters(const Method& method, const Params& params) {
  std::vector<std::string> unknown;
  for (const auto& field : params.values()) {
    if (std::ranges::find(method.parameters, std::string_view(field.key())) == method.parameters.end()) {
      unknown.emplace_back(field.key());
    }
  }
  return unknown;
}

}  // namespace ludice::sandbox
