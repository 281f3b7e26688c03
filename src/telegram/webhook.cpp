// Checks, stores, and only then says yes.
#include "telegram/webhook.hpp"

#include "async/deadline.hpp"
#include "async/event.hpp"
#include "async/loops.hpp"
#include "async/task_group.hpp"
#include "base/assert.hpp"
#include "base/log.hpp"
#include "net/signature.hpp"
#include "net/url.hpp"
#include "telegram/arrivals.hpp"
#include "telegram/error.hpp"
#include "telegram/updates.hpp"

#include <algorithm>
#include <utility>

namespace ludice::telegram {
namespace {

constexpr Millis kTellAgain{60'000};
constexpr Millis kDrainLimit{10'000};
/// Telegram remembers its last error also where all has gone well since.
constexpr std::int64_t kRecent_s = 3'600;
constexpr std::string_view kSecretHeader = "X-Telegram-Bot-Api-Secret-Token";

net::HttpResponse answer(int status) {
  net::HttpResponse response;
  response.status = status;
  if (status == 503) response.fields.set("Retry-After", "1");
  if (status == 405) response.fields.set("Allow", "POST");
  return response;
}

std::string path_of(const std::string& url) {
  const auto origin = net::parse_origin(url);
  LUDICE_ASSERT(origin.has_value());
  return origin->prefix.empty() ? "/" : origin->prefix;
}

class WebhookImpl final : public Webhook {
 public:
  WebhookImpl(boost::asio::any_io_executor executor, BotApi& api, const Clock& clock, Random& random,
              Metrics& metrics, StoreUpdates store, WebhookOptions webhook, UpdateSourceOptions options)
      : api_(api),
        store_(std::move(store)),
        webhook_(std::move(webhook)),
        options_(std::move(options)),
        path_(path_of(webhook_.url)),
        clock_(clock),
        arrivals_(clock, metrics),
        refused_(
            metrics.counter("ludice_webhook_refused_total", "Requests to the webhook without its secret")),
        pending_(metrics.gauge("ludice_webhook_pending_updates", "Updates that wait at Telegram")),
        error_age_(metrics.gauge("ludice_webhook_error_age_seconds",
                                 "How long ago Telegram could not bring an update; 0: not in the last hour")),
        loops_(metrics, random),
        answered_(executor),
        tasks_(std::move(executor)) {
    LUDICE_ASSERT(!webhook_.secret.empty());
  }

  void start() override {
    LUDICE_ASSERT(!serving_);
    serving_ = true;
    const async::Backoff pauses{.first = options_.first_backoff, .longest = options_.longest_backoff};
    tasks_.spawn("set_webhook", loops_.run("set_webhook", [this] { return tell(); }, {.pauses = pauses}));
  }

  async::Task<> stop() override {
    serving_ = false;
    tasks_.cancel();
    co_await tasks_.drain(kDrainLimit);
    while (receiving_ > 0) {
      const auto seen = answered_.count();
      co_await answered_.wait(seen, kDrainLimit);
    }
  }

  async::Task<net::HttpResponse> receive(net::HttpRequest request) override {
    if (request.path() != path_) co_return answer(404);
    if (request.method != "POST") co_return answer(405);
    if (!net::is_same_secret(request.fields.get(kSecretHeader), webhook_.secret)) {
      refused_.add(1);
      log::warning("webhook_refused", {{"peer", request.remote_address}});
      co_return answer(401);
    }
    if (!serving_) co_return answer(503);
    std::optional<Update> update = read_update_text(request.body);
    if (!update) {
      log::warning("webhook_unreadable", {{"bytes", request.body.size()}});
      co_return answer(400);
    }
    std::vector<Update> batch{*std::move(update)};
    arrivals_.count(batch);
    ++receiving_;
    const bool stored = co_await stored_safely(std::move(batch));
    --receiving_;
    answered_.notify();
    co_return answer(stored ? 200 : 503);
  }

 private:
  async::Task<bool> tell() {
    SetWebhook call;
    call.url = webhook_.url;
    call.max_connections = webhook_.max_connections;
    call.allowed_updates = options_.allowed_updates;
    call.secret_token = webhook_.secret;
    co_await api_.set_webhook(std::move(call));
    if (!told_) log::info("telegram_webhook_set", {{"url", webhook_.url}});
    told_ = true;
    const WebhookInfo info = co_await api_.get_webhook_info();
    show(info);
    // Again and again: another program with this token may have taken it away.
    co_await async::sleep_for(kTellAgain);
    co_return true;
  }

  void show(const WebhookInfo& info) {
    const std::int64_t age_s = error_age_s(info);
    pending_.set(static_cast<double>(info.pending_update_count));
    error_age_.set(static_cast<double>(age_s));
    if (age_s == 0 || info.last_error_date == error_seen_) return;
    error_seen_ = info.last_error_date;
    log::warning("telegram_webhook_failed", {{"why", info.last_error_message.value_or("")},
                                             {"ago_s", age_s},
                                             {"pending", info.pending_update_count}});
  }

  /// 0: there is none, or it is long ago. One of this second is 1 s old, whatever Telegram's clock shows.
  std::int64_t error_age_s(const WebhookInfo& info) const {
    if (!info.last_error_date) return 0;
    const std::int64_t age_s = clock_.civil().ms / 1'000 - *info.last_error_date;
    return age_s > kRecent_s ? 0 : std::max<std::int64_t>(age_s, 1);
  }

  async::Task<bool> stored_safely(std::vector<Update> updates) {
    try {
      co_await store_(std::move(updates));
      co_return true;
    } catch (const std::exception& error) {
      log::error("telegram_updates_not_stored", {{"why", std::string_view(error.what())}});
    }
    co_return false;
  }

  BotApi& api_;
  const StoreUpdates store_;
  const WebhookOptions webhook_;
  const UpdateSourceOptions options_;
  const std::string path_;
  const Clock& clock_;
  Arrivals arrivals_;
  Counter& refused_;
  Gauge& pending_;
  Gauge& error_age_;
  std::optional<std::int64_t> error_seen_;  ///< the last one that was logged
  bool serving_ = false;
  bool told_ = false;
  int receiving_ = 0;  ///< being stored
  async::Loops loops_;
  async::Event answered_;
  async::TaskGroup tasks_;
};

}  // namespace

std::unique_ptr<Webhook> make_webhook(boost::asio::any_io_executor executor, BotApi& api, const Clock& clock,
                                      Random& random, Metrics& metrics, StoreUpdates store,
                                      WebhookOptions webhook, UpdateSourceOptions options) {
  return std::make_unique<WebhookImpl>(std::move(executor), api, clock, random, metrics, std::move(store),
                                       std::move(webhook), std::move(options));
}

}  // namespace ludice::telegram
