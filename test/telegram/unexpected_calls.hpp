// A Bot API of which a test expects few calls: every other one fails it.
#pragma once

#include "telegram/bot_api.hpp"

#include <stdexcept>

namespace ludice::telegram {

class UnexpectedCalls : public BotApi {
 public:
  async::Task<User> get_me() override { return unexpected<User>(); }
  async::Task<std::vector<Update>> get_updates(GetUpdates) override {
    return unexpected<std::vector<Update>>();
  }
  async::Task<> set_webhook(SetWebhook) override { return unexpected<void>(); }
  async::Task<> delete_webhook(DeleteWebhook) override { return unexpected<void>(); }
  async::Task<WebhookInfo> get_webhook_info() override { return unexpected<WebhookInfo>(); }
  async::Task<Message> send_message(SendMessage) override { return unexpected<Message>(); }
  async::Task<Message> send_dice(SendDice) override { return unexpected<Message>(); }
  async::Task<Message> send_photo(SendPhoto, std::string) override { return unexpected<Message>(); }
  async::Task<Message> forward_message(ForwardMessage) override { return unexpected<Message>(); }
  async::Task<bool> edit_message_text(EditMessageText) override { return unexpected<bool>(); }
  async::Task<bool> edit_message_reply_markup(EditMessageReplyMarkup) override { return unexpected<bool>(); }
  async::Task<bool> delete_message(DeleteMessage) override { return unexpected<bool>(); }
  async::Task<bool> answer_callback_query(AnswerCallbackQuery) override { return unexpected<bool>(); }
  async::Task<Message> send_invoice(SendInvoice) override { return unexpected<Message>(); }
  async::Task<bool> answer_pre_checkout_query(AnswerPreCheckoutQuery) override { return unexpected<bool>(); }
  async::Task<bool> refund_star_payment(RefundStarPayment) override { return unexpected<bool>(); }
  async::Task<StarTransactions> get_star_transactions(GetStarTransactions) override {
    return unexpected<StarTransactions>();
  }
  async::Task<StarAmount> get_my_star_balance() override { return unexpected<StarAmount>(); }
  async::Task<> set_my_commands(SetMyCommands) override { return unexpected<void>(); }

 private:
  template <class T>
  static async::Task<T> unexpected() {
    throw std::logic_error("a call that was not expected");
  }
};

}  // namespace ludice::telegram
