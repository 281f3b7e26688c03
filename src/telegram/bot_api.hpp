// The Bot API as the program calls it: one typed coroutine for each method in use.
// Calls throw TelegramError (telegram/error.hpp); a cancelled call ends with
// boost::system::system_error(operation_aborted). No call is ever repeated in here. All calls may run at
// the same time; they resume on the event loop. Build the argument in a named local: GCC 12 destroys a
// braced aggregate inside a co_await expression twice.
#pragma once

#include "async/task.hpp"
#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "net/http_client.hpp"
#include "telegram/calls.hpp"
#include "telegram/error.hpp"

#include <memory>
#include <string>
#include <vector>

namespace ludice::telegram {

class BotApi {
 public:
  virtual ~BotApi() = default;

  virtual async::Task<User> get_me() = 0;

  /// Waits up to `timeout` seconds for the first one. An update that cannot be read is logged and comes
  /// with its id alone, so that one strange object never stops the stream.
  virtual async::Task<std::vector<Update>> get_updates(GetUpdates call) = 0;
  virtual async::Task<> set_webhook(SetWebhook call) = 0;
  virtual async::Task<> delete_webhook(DeleteWebhook call) = 0;
  virtual async::Task<WebhookInfo> get_webhook_info() = 0;

  virtual async::Task<Message> send_message(SendMessage call) = 0;
  /// The message's `dice` is there; its value is what counts.
  virtual async::Task<Message> send_dice(SendDice call) = 0;
  /// `png`: the picture's bytes.
  virtual async::Task<Message> send_photo(SendPhoto parameters, std::string png) = 0;
  virtual async::Task<Message> forward_message(ForwardMessage call) = 0;

  /// False: the message already read so ("message is not modified").
  virtual async::Task<bool> edit_message_text(EditMessageText call) = 0;
  virtual async::Task<bool> edit_message_reply_markup(EditMessageReplyMarkup call) = 0;
  /// False: there is no such message any more.
  virtual async::Task<bool> delete_message(DeleteMessage call) = 0;
  /// False: too late, Telegram has given this query up.
  virtual async::Task<bool> answer_callback_query(AnswerCallbackQuery call) = 0;

  virtual async::Task<Message> send_invoice(SendInvoice call) = 0;
  /// False: too late, Telegram has given this query up.
  virtual async::Task<bool> answer_pre_checkout_query(AnswerPreCheckoutQuery call) = 0;
  /// False: it had been refunded before.
  virtual async::Task<bool> refund_star_payment(RefundStarPayment call) = 0;
  /// In chronological order.
  virtual async::Task<StarTransactions> get_star_transactions(GetStarTransactions call) = 0;
  virtual async::Task<StarAmount> get_my_star_balance() = 0;

  virtual async::Task<> set_my_commands(SetMyCommands call) = 0;
};

struct BotApiOptions {
  Millis deadline{10'000};     ///< for a call
  Millis poll_margin{10'000};  ///< for getUpdates, beyond its own timeout
};

/// Over HTTP with JSON bodies, at `/bot<TOKEN>/<method>` of the client's origin. Client, clock and metrics
/// must outlive it. Throws std::invalid_argument (without the token) where `token` is none.
std::unique_ptr<BotApi> make_bot_api(net::HttpClient& client, std::string token, const Clock& clock,
                                     Metrics& metrics, BotApiOptions options = {});

}  // namespace ludice::telegram
