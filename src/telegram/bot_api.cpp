// Calls over HTTP: parameters to JSON, the answer to a typed result or a TelegramError, counted and timed.
#include "telegram/bot_api.hpp"

#include "base/log.hpp"
#include "telegram/answer.hpp"
#include "telegram/json.hpp"
#include "telegram/token.hpp"
#include "telegram/updates.hpp"

#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace ludice::telegram {
namespace {

namespace json = boost::json;

/// A method of the Bot API with its metrics.
class Method {
 public:
  /// `repeatable`: doing it twice is doing it once, so a lost connection may be tried anew.
  Method(std::string method_name, bool is_repeatable, Metrics& metrics)
      : name(std::move(method_name)),
        repeatable(is_repeatable),
        ok_(outcome(metrics, "ok")),
        refused_(outcome(metrics, "refused")),
        flood_(outcome(metrics, "flood")),
        unavailable_(outcome(metrics, "unavailable")),
        seconds_(metrics.histogram("ludice_telegram_call_seconds", "How long a call of the Bot API took",
                                   {0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30}, {{"method", name}})) {}

  void succeeded(Millis took) const {
    ok_.add(1);
    seconds_.observe(static_cast<double>(took.count()) / 1000);
  }
  void failed(TelegramError::Kind kind, Millis took) const {
    Counter& counter = kind == TelegramError::Kind::refused ? refused_
                       : kind == TelegramError::Kind::flood ? flood_
                                                            : unavailable_;
    counter.add(1);
    seconds_.observe(static_cast<double>(took.count()) / 1000);
  }

  const std::string name;
  const bool repeatable;

 private:
  Counter& outcome(Metrics& metrics, std::string what) const {
    return metrics.counter("ludice_telegram_calls_total", "Calls of the Bot API",
                           {{"method", name}, {"outcome", std::move(what)}});
  }

  Counter& ok_;
  Counter& refused_;
  Counter& flood_;
  Counter& unavailable_;
  Histogram& seconds_;
};

[[noreturn]] void throw_unreadable(const Method& method, const std::string& why) {
  TelegramError error(TelegramError::Kind::unavailable, method.name, 200, "unreadable result: " + why);
  error.maybe_done = true;
  throw error;
}

template <class T>
T read_object(const Method& method, const json::value& result) {
  try {
    return from_json<T>(result);
  } catch (const FormatError& error) {
    throw_unreadable(method, error.what());
  }
}

std::vector<Update> read_updates(const Method& method, const json::value& result) {
  if (result.is_null()) return {};
  if (!result.is_array()) throw_unreadable(method, "no array of updates");
  std::vector<Update> updates;
  updates.reserve(result.get_array().size());
  for (const json::value& item : result.get_array()) {
    if (auto update = read_update(item)) updates.push_back(*std::move(update));
  }
  return updates;
}

struct Body {
  std::string type;
  std::string content;
};

// Nothing that is sent holds this line.
constexpr std::string_view kBoundary = "ludice-7d3f0b6e5a9c4182b1e4c07f92aa58d3";
constexpr std::string_view kMultipart =
    "multipart/form-data; boundary=ludice-7d3f0b6e5a9c4182b1e4c07f92aa58d3";

/// Parameters as a form with a picture as its last field (Bot API, "Sending files").
std::string multipart(const json::object& fields, std::string_view name, std::string_view png) {
  std::string form;
  const auto open = [&form](std::string_view field) {
    form.append("--").append(kBoundary).append("\r\nContent-Disposition: form-data; name=\"").append(field);
    form.append("\"");
  };
  for (const auto& field : fields) {
    const json::value& value = field.value();
    open(field.key());
    form.append("\r\n\r\n");
    form.append(value.is_string() ? std::string(value.get_string()) : json::serialize(value)).append("\r\n");
  }
  open(name);
  form.append("; filename=\"").append(name).append(".png\"\r\nContent-Type: image/png\r\n\r\n").append(png);
  return form.append("\r\n--").append(kBoundary).append("--\r\n");
}

class HttpBotApi final : public BotApi {
 public:
  HttpBotApi(net::HttpClient& client, std::string token, const Clock& clock, Metrics& metrics,
             BotApiOptions options)
      : client_(client), token_(std::move(token)), clock_(clock), options_(options), methods_(metrics) {}

  async::Task<User> get_me() override {
    return call(methods_.get_me, json::object{}, options_.deadline, read_object<User>);
  }

  async::Task<std::vector<Update>> get_updates(GetUpdates parameters) override {
    const Millis deadline = std::chrono::seconds(parameters.timeout.value_or(0)) + options_.poll_margin;
    return call(methods_.get_updates, to_json(parameters), deadline, read_updates);
  }

  async::Task<> set_webhook(SetWebhook parameters) override {
    return acknowledged(methods_.set_webhook, to_json(parameters));
  }

  async::Task<> delete_webhook(DeleteWebhook parameters) override {
    return acknowledged(methods_.delete_webhook, to_json(parameters));
  }

  async::Task<WebhookInfo> get_webhook_info() override {
    return call(methods_.get_webhook_info, json::object{}, options_.deadline, read_object<WebhookInfo>);
  }

  async::Task<Message> send_message(SendMessage parameters) override {
    return call(methods_.send_message, to_json(parameters), options_.deadline, read_object<Message>);
  }

  async::Task<Message> send_dice(SendDice parameters) override {
    return call(methods_.send_dice, to_json(parameters), options_.deadline, read_dice);
  }

  async::Task<Message> send_photo(SendPhoto parameters, std::string png) override {
    const json::value fields = to_json(parameters);
    std::string body = multipart(fields.as_object(), "photo", png);
    const Body form{std::string(kMultipart), std::move(body)};
    return call(methods_.send_photo, form, options_.deadline, read_object<Message>);
  }

  async::Task<Message> forward_message(ForwardMessage parameters) override {
    return call(methods_.forward_message, to_json(parameters), options_.deadline, read_object<Message>);
  }

  async::Task<bool> edit_message_text(EditMessageText parameters) override {
    return unless(acknowledged(methods_.edit_message_text, to_json(parameters)), not_modified);
  }

  async::Task<bool> edit_message_reply_markup(EditMessageReplyMarkup parameters) override {
    return unless(acknowledged(methods_.edit_message_reply_markup, to_json(parameters)), not_modified);
  }

  async::Task<bool> delete_message(DeleteMessage parameters) override {
    return unless(acknowledged(methods_.delete_message, to_json(parameters)), nothing_to_delete);
  }

  async::Task<bool> answer_callback_query(AnswerCallbackQuery parameters) override {
    return unless(acknowledged(methods_.answer_callback_query, to_json(parameters)), query_given_up);
  }

  async::Task<Message> send_invoice(SendInvoice parameters) override {
    return call(methods_.send_invoice, to_json(parameters), options_.deadline, read_object<Message>);
  }

  async::Task<bool> answer_pre_checkout_query(AnswerPreCheckoutQuery parameters) override {
    return unless(acknowledged(methods_.answer_pre_checkout_query, to_json(parameters)), query_given_up);
  }

  async::Task<bool> refund_star_payment(RefundStarPayment parameters) override {
    return unless(acknowledged(methods_.refund_star_payment, to_json(parameters)), refunded_before);
  }

  async::Task<StarTransactions> get_star_transactions(GetStarTransactions parameters) override {
    return call(methods_.get_star_transactions, to_json(parameters), options_.deadline,
                read_object<StarTransactions>);
  }

  async::Task<StarAmount> get_my_star_balance() override {
    return call(methods_.get_my_star_balance, json::object{}, options_.deadline, read_object<StarAmount>);
  }

  async::Task<> set_my_commands(SetMyCommands parameters) override {
    return acknowledged(methods_.set_my_commands, to_json(parameters));
  }

 private:
  /// What a second time would do a second time is not repeatable.
  struct Methods {
    explicit Methods(Metrics& metrics) : all(metrics) {}
    Metrics& all;
    Method get_me{"getMe", true, all};
    Method get_updates{"getUpdates", true, all};
    Method set_webhook{"setWebhook", true, all};
    Method delete_webhook{"deleteWebhook", true, all};
    Method get_webhook_info{"getWebhookInfo", true, all};
    Method send_message{"sendMessage", false, all};
    Method send_dice{"sendDice", false, all};
    Method send_photo{"sendPhoto", false, all};
    Method forward_message{"forwardMessage", false, all};
    Method edit_message_text{"editMessageText", true, all};
    Method edit_message_reply_markup{"editMessageReplyMarkup", true, all};
    Method delete_message{"deleteMessage", true, all};
    Method answer_callback_query{"answerCallbackQuery", true, all};
    Method send_invoice{"sendInvoice", false, all};
    Method answer_pre_checkout_query{"answerPreCheckoutQuery", true, all};
    Method refund_star_payment{"refundStarPayment", true, all};
    Method get_star_transactions{"getStarTransactions", true, all};
    Method get_my_star_balance{"getMyStarBalance", true, all};
    Method set_my_commands{"setMyCommands", true, all};
  };

  static Message read_dice(const Method& method, const json::value& result) {
    Message message = read_object<Message>(method, result);
    if (!message.dice) throw_unreadable(method, "a message without a dice");
    return message;
  }

  static bool not_modified(const TelegramError& error) { return error.says("message is not modified"); }
  static bool nothing_to_delete(const TelegramError& error) {
    return error.says("message to delete not found");
  }
  static bool query_given_up(const TelegramError& error) {
    return error.says("query is too old") || error.says("query_id_invalid");
  }

  static bool refunded_before(const TelegramError& error) { return error.says("CHARGE_ALREADY_REFUNDED"); }

  /// Only whether it worked matters: servers answer these with true, with the object, or with nothing.
  async::Task<> acknowledged(const Method& method, json::value parameters) {
    const auto any = [](const Method&, const json::value&) { return true; };
    co_await call(method, std::move(parameters), options_.deadline, any);
  }

  /// False where it was refused because there is nothing left to do.
  static async::Task<bool> unless(async::Task<> done, bool (*harmless)(const TelegramError&)) {
    try {
      co_await std::move(done);
    } catch (const TelegramError& error) {
      if (!error.refused() || !harmless(error)) throw;
      co_return false;
    }
    co_return true;
  }

  template <class Read>
  auto call(const Method& method, json::value parameters, Millis deadline, Read read)
      -> async::Task<decltype(read(method, parameters))> {
    const Body body{"application/json", json::serialize(parameters)};
    return call(method, body, deadline, read);
  }

  template <class Read>
  auto call(const Method& method, Body body, Millis deadline, Read read)
      -> async::Task<decltype(read(method, json::value()))> {
    const Instant start = clock_.now();
    try {
      const json::value answer = co_await exchange(method, std::move(body), deadline);
      auto result = read(method, answer);
      method.succeeded(clock_.now() - start);
      co_return result;
    } catch (const TelegramError& error) {
      method.failed(error.kind, clock_.now() - start);
      throw;
    }
  }

  async::Task<json::value> exchange(const Method& method, Body body, Millis deadline) {
    net::HttpRequest request;
    request.method = "POST";
    request.target = token_.target(method.name);
    request.fields.set("Content-Type", body.type);
    request.body = std::move(body.content);
    try {
      const net::HttpResponse answer = co_await client_.send(std::move(request), deadline, method.repeatable);
      co_return read_answer(method.name, answer, token_);
    } catch (const net::HttpUnavailable& gone) {
      TelegramError error(TelegramError::Kind::unavailable, method.name, 0, token_.masked(gone.what()));
      error.maybe_done = !gone.nothing_sent;
      throw error;
    }
  }

  net::HttpClient& client_;
  const Token token_;
  const Clock& clock_;
  const BotApiOptions options_;
  const Methods methods_;
};

}  // namespace

std::unique_ptr<BotApi> make_bot_api(net::HttpClient& client, std::string token, const Clock& clock,
                                     Metrics& metrics, BotApiOptions options) {
  return std::make_unique<HttpBotApi>(client, std::move(token), clock, metrics, options);
}

}  // namespace ludice::telegram
