// Telegram in the hands of a test: chats with their messages, scripted dice, and faults before or after a
// call takes effect.
#pragma once

#include "async/deadline.hpp"
#include "async/event.hpp"
#include "telegram/bot_api.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace ludice::bot {

struct Fault {
  enum class Kind { flood, refused, blocked, deactivated, unsent, lost_before, lost_after, strange } kind;
  Millis retry_after{1'000};
};

/// Counts what goes over the edge of the process, before and behind each effect; stands still at one.
struct Points {
  int passed = 0;
  int hang_at = 0;  ///< 0: nowhere
  bool hung = false;

  async::Task<> pass() {
    if (++passed != hang_at) co_return;
    hung = true;
    co_await async::sleep_for(Millis{3'600'000});
  }
};

class FakeTelegram final : public telegram::BotApi {
 public:
  explicit FakeTelegram(boost::asio::any_io_executor executor) : changed_(std::move(executor)) {}

  // --- What the test does

  /// In the private chat, or in a group.
  void type(const telegram::User& person, std::string text, std::int64_t group = 0) {
    telegram::Message message = from_person(person, group);
    message.text = std::move(text);
    telegram::Update update;
    update.message = std::move(message);
    push(std::move(update));
  }

  void roll_own_dice(const telegram::User& person, std::string emoji) {
    telegram::Message message = from_person(person);
    message.dice = telegram::Dice{std::move(emoji), 6};
    telegram::Update update;
    update.message = std::move(message);
    push(std::move(update));
  }

  void tap(const telegram::User& person, std::int64_t message_id, std::string data, std::int64_t group = 0) {
    telegram::CallbackQuery query;
    query.id = "q" + std::to_string(++last_query_);
    query.from = person;
    query.data = std::move(data);
    telegram::Message message;
    message.message_id = message_id;
    message.chat = chat_of(person, group);
    query.message = message;
    telegram::Update update;
    update.callback_query = query;
    push(std::move(update));
  }

  void push(telegram::Update update) {
    if (update.update_id == 0) update.update_id = ++last_update_;
    updates_.push_back(std::move(update));
    changed_.notify();
  }

  /// The next call of this method (to this chat, where one is named) fails.
  void fail(const std::string& method, Fault fault, std::int64_t chat = 0) {
    faults_.push_back({method, chat, fault, false});
  }
  /// All calls of this method to this chat fail from now on.
  void fail_always(const std::string& method, Fault fault, std::int64_t chat) {
    faults_.push_back({method, chat, fault, true});
  }

  // --- What the test sees

  const std::vector<telegram::Message>& chat(std::int64_t id) { return chats_[id]; }

  /// The latest message with this words in it.
  const telegram::Message* find(std::int64_t chat_id, std::string_view words) {
    auto& messages = chats_[chat_id];
    const auto found =
        std::find_if(messages.rbegin(), messages.rend(), [&](const telegram::Message& message) {
          return message.text && message.text->find(words) != std::string::npos;
        });
    return found == messages.rend() ? nullptr : &*found;
  }

  struct Found {
    std::int64_t message_id = 0;
    std::string data;
  };
  /// The latest inline button whose label contains these words.
  std::optional<Found> button(std::int64_t chat_id, std::string_view words) {
    auto& messages = chats_[chat_id];
    for (auto message = messages.rbegin(); message != messages.rend(); ++message) {
      if (!message->reply_markup) continue;
      for (const auto& row : message->reply_markup->inline_keyboard) {
        for (const auto& button : row) {
          if (button.text.find(words) != std::string::npos) {
            return Found{message->message_id, button.callback_data.value_or("")};
          }
        }
      }
    }
    return std::nullopt;
  }

  std::size_t count_dice(std::int64_t chat_id, bool forwarded) {
    return static_cast<std::size_t>(
        std::ranges::count_if(chats_[chat_id], [&](const telegram::Message& message) {
          return message.dice && message.forward_origin.has_value() == forwarded;
        }));
  }
  std::size_t count(std::int64_t chat_id, std::string_view words) {
    return static_cast<std::size_t>(
        std::ranges::count_if(chats_[chat_id], [&](const telegram::Message& message) {
          return message.text && message.text->find(words) != std::string::npos;
        }));
  }

  std::deque<std::int64_t> next_dice;  ///< values to come; 1 where there are none
  std::vector<std::string> toasts;     ///< answers to taps, in order
  std::vector<telegram::SendInvoice> invoices;
  std::vector<std::pair<telegram::SendPhoto, std::string>> photos;
  std::vector<telegram::AnswerPreCheckoutQuery> checkouts;
  std::set<std::string> refunded;  ///< charges
  std::vector<telegram::BotCommand> commands;
  std::vector<telegram::ReplyMarkup> reply_keyboards;
  bool unreachable = false;  ///< nothing can be sent to Telegram at all
  Points points;

  // --- BotApi

  async::Task<telegram::User> get_me() override {
    if (unreachable) throw_fault("getMe", {Fault::Kind::unsent});
    telegram::User me;
    me.id = 1;
    me.is_bot = true;
    co_return me;
  }

  async::Task<std::vector<telegram::Update>> get_updates(telegram::GetUpdates call) override {
    const std::int64_t offset = call.offset.value_or(0);
    std::erase_if(updates_, [&](const telegram::Update& update) { return update.update_id < offset; });
    const auto seen = changed_.count();
    if (updates_.empty()) co_await changed_.wait(seen, Millis{1'000});
    co_return updates_;
  }

  async::Task<> set_webhook(telegram::SetWebhook) override { co_return; }
  async::Task<> delete_webhook(telegram::DeleteWebhook) override { co_return; }
  async::Task<telegram::WebhookInfo> get_webhook_info() override { co_return telegram::WebhookInfo{}; }

  async::Task<telegram::Message> send_message(telegram::SendMessage call) override {
    co_await points.pass();
    const auto after = begin("sendMessage", call.chat_id);
    telegram::Message message = by_bot(call.chat_id);
    message.text = call.text;
    if (call.reply_markup) {
      if (const auto* inline_markup = std::get_if<telegram::InlineKeyboardMarkup>(&*call.reply_markup)) {
        message.reply_markup = *inline_markup;
      } else {
        reply_keyboards.push_back(*call.reply_markup);
      }
    }
    co_return co_await settle(std::move(message), "sendMessage", after);
  }

  async::Task<bool> edit_message_text(telegram::EditMessageText call) override {
    co_await points.pass();
    const auto after = begin("editMessageText", call.chat_id);
    telegram::Message& message = existing(call.chat_id, call.message_id, "editMessageText");
    const bool changes = message.text != call.text || message.reply_markup != call.reply_markup;
    message.text = call.text;
    message.reply_markup = call.reply_markup;
    if (after) throw_fault("editMessageText", *after);
    co_await points.pass();
    co_return changes;
  }

  async::Task<bool> edit_message_reply_markup(telegram::EditMessageReplyMarkup call) override {
    co_await points.pass();
    const auto after = begin("editMessageReplyMarkup", call.chat_id);
    existing(call.chat_id, call.message_id, "editMessageReplyMarkup").reply_markup = call.reply_markup;
    if (after) throw_fault("editMessageReplyMarkup", *after);
    co_return true;
  }

  async::Task<bool> delete_message(telegram::DeleteMessage call) override {
    auto& messages = chats_[call.chat_id];
    co_return std::erase_if(messages, [&](const auto& m) { return m.message_id == call.message_id; }) > 0;
  }

  async::Task<bool> answer_callback_query(telegram::AnswerCallbackQuery call) override {
    toasts.push_back(call.text.value_or(""));
    co_return true;
  }

  async::Task<telegram::Message> send_dice(telegram::SendDice call) override {
    if (unreachable) throw_fault("sendDice", {Fault::Kind::unsent});
    co_await points.pass();
    const auto after = begin("sendDice", call.chat_id);
    telegram::Message message = by_bot(call.chat_id);
    std::int64_t value = 1;
    if (!next_dice.empty()) {
      value = next_dice.front();
      next_dice.pop_front();
    }
    message.dice = telegram::Dice{call.emoji.value_or("🎲"), value};
    co_return co_await settle(std::move(message), "sendDice", after);
  }

  async::Task<telegram::Message> send_photo(telegram::SendPhoto call, std::string png) override {
    co_await points.pass();
    const auto after = begin("sendPhoto", call.chat_id);
    photos.emplace_back(call, std::move(png));
    co_return co_await settle(by_bot(call.chat_id), "sendPhoto", after);
  }

  async::Task<telegram::Message> forward_message(telegram::ForwardMessage call) override {
    co_await points.pass();
    const auto after = begin("forwardMessage", call.chat_id);
    const telegram::Message original = existing(call.from_chat_id, call.message_id, "forwardMessage");
    telegram::Message message = by_bot(call.chat_id);
    message.dice = original.dice;
    message.forward_origin = telegram::MessageOrigin{};
    message.forward_origin->type = "user";
    co_return co_await settle(std::move(message), "forwardMessage", after);
  }

  async::Task<telegram::Message> send_invoice(telegram::SendInvoice call) override {
    co_await points.pass();
    const auto after = begin("sendInvoice", call.chat_id);
    invoices.push_back(call);
    telegram::Message message = by_bot(call.chat_id);
    message.reply_markup = call.reply_markup;
    co_return co_await settle(std::move(message), "sendInvoice", after);
  }

  async::Task<bool> answer_pre_checkout_query(telegram::AnswerPreCheckoutQuery call) override {
    const auto after = begin("answerPreCheckoutQuery", 0);
    checkouts.push_back(call);
    if (after) throw_fault("answerPreCheckoutQuery", *after);
    co_return true;
  }

  async::Task<bool> refund_star_payment(telegram::RefundStarPayment call) override {
    const auto after = begin("refundStarPayment", call.user_id);
    if (!refunded.insert(call.telegram_payment_charge_id).second) co_return false;
    if (after) throw_fault("refundStarPayment", *after);
    co_return true;
  }

  async::Task<telegram::StarTransactions> get_star_transactions(telegram::GetStarTransactions) override {
    co_return telegram::StarTransactions{};
  }

  async::Task<telegram::StarAmount> get_my_star_balance() override { co_return telegram::StarAmount{}; }

  async::Task<> set_my_commands(telegram::SetMyCommands call) override {
    commands = std::move(call.commands);
    co_return;
  }

 private:
  struct Planned {
    std::string method;
    std::int64_t chat = 0;
    Fault fault;
    bool always = false;
  };

  static telegram::Chat chat_of(const telegram::User& person, std::int64_t group) {
    telegram::Chat chat;
    chat.id = group == 0 ? person.id : group;
    if (group != 0) chat.type = "supergroup";
    return chat;
  }

  static telegram::Message from_person(const telegram::User& person, std::int64_t group = 0) {
    telegram::Message message;
    message.message_id = 1;
    message.from = person;
    message.chat = chat_of(person, group);
    return message;
  }

  telegram::Message by_bot(std::int64_t chat_id) {
    telegram::Message message;
    message.message_id = ++last_message_;
    message.chat.id = chat_id;
    message.date = 1'800'000'000;
    return message;
  }

  async::Task<telegram::Message> settle(telegram::Message message, std::string method,
                                        std::optional<Fault> after) {
    chats_[message.chat.id].push_back(message);
    co_await points.pass();
    if (after) throw_fault(method, *after);
    co_return message;
  }

  telegram::Message& existing(std::int64_t chat_id, std::int64_t message_id, const std::string& method) {
    for (auto& message : chats_[chat_id]) {
      if (message.message_id == message_id) return message;
    }
    throw telegram::TelegramError(telegram::TelegramError::Kind::refused, method, 400,
                                  "Bad Request: message to edit not found");
  }

  /// Throws the fault planned for this call, or gives the one that comes after its effect.
  std::optional<Fault> begin(const std::string& method, std::int64_t chat_id) {
    const auto planned = std::ranges::find_if(faults_, [&](const Planned& plan) {
      return plan.method == method && (plan.chat == 0 || plan.chat == chat_id);
    });
    if (planned == faults_.end()) return std::nullopt;
    const Fault fault = planned->fault;
    if (!planned->always) faults_.erase(planned);
    if (fault.kind == Fault::Kind::lost_after) return fault;
    throw_fault(method, fault);
  }

  [[noreturn]] static void throw_fault(const std::string& method, const Fault& fault) {
    using telegram::TelegramError;
    switch (fault.kind) {
      case Fault::Kind::flood: {
        TelegramError error(TelegramError::Kind::flood, method, 429, "Too Many Requests: retry after 1");
        error.retry_after = fault.retry_after;
        throw error;
      }
      case Fault::Kind::refused:
        throw TelegramError(TelegramError::Kind::refused, method, 400, "Bad Request: something");
      case Fault::Kind::blocked:
        throw TelegramError(TelegramError::Kind::refused, method, 403,
                            "Forbidden: bot was blocked by the user");
      case Fault::Kind::deactivated:
        throw TelegramError(TelegramError::Kind::refused, method, 403, "Forbidden: user is deactivated");
      case Fault::Kind::strange:
        throw std::logic_error("something nobody thought of");
      default: {
        TelegramError error(TelegramError::Kind::unavailable, method, 0, "no answer");
        error.maybe_done = fault.kind != Fault::Kind::unsent;
        throw error;
      }
    }
  }

  async::Event changed_;
  std::vector<telegram::Update> updates_;
  std::map<std::int64_t, std::vector<telegram::Message>> chats_;
  std::vector<Planned> faults_;
  std::int64_t last_update_ = 0;
  std::int64_t last_message_ = 100;
  std::int64_t last_query_ = 0;
};

}  // namespace ludice::bot
