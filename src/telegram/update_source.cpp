// Long polling: ask, store, and only then ask from behind what was stored.
#include "telegram/update_source.hpp"

#include "async/deadline.hpp"
#include "async/loops.hpp"
#include "async/task_group.hpp"
#include "base/assert.hpp"
#include "base/log.hpp"
#include "telegram/arrivals.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace ludice::telegram {
namespace {

constexpr Millis kStoreLimit{10'000};
/// An answer without news that came faster did not wait for any.
constexpr Millis kPollTooFast{1'000};

class LongPolling final : public UpdateSource {
 public:
  LongPolling(boost::asio::any_io_executor executor, BotApi& api, const Clock& clock, Random& random,
              Metrics& metrics, StoreUpdates store, UpdateSourceOptions options)
      : api_(api),
        clock_(clock),
        random_(random),
        store_(std::move(store)),
        options_(std::move(options)),
        arrivals_(clock, metrics),
        loops_(metrics, random),
        tasks_(std::move(executor)) {}

  void start() override {
    LUDICE_ASSERT(!started_);
    started_ = true;
    const async::Backoff pauses{.first = options_.first_backoff, .longest = options_.longest_backoff};
    tasks_.spawn("telegram_updates",
                 loops_.run("telegram_updates", [this] { return turn(); }, {.pauses = pauses}));
  }

  async::Task<> stop() override {
    stopping_ = true;
    // What a broken-off poll would have brought comes again: its offset was never confirmed.
    if (!storing_) tasks_.cancel();
    co_await tasks_.drain(kStoreLimit);
  }

 private:
  async::Task<bool> turn() {
    const Millis pause = co_await poll_once();
    if (pause > Millis{0} && !stopping_) co_await async::sleep_for(pause);
    co_return !stopping_;
  }

  /// How long to wait before the next poll.
  async::Task<Millis> poll_once() {
    const Instant asked = clock_.now();
    std::vector<Update> updates;
    std::optional<TelegramError> failure;
    try {
      updates = co_await api_.get_updates(request());
    } catch (const TelegramError& error) {
      failure = error;
    }
    if (failure) co_return co_await recover(*std::move(failure));

    const std::optional<std::int64_t> before = last_id_;
    if (!updates.empty()) {
      arrivals_.count(updates);
      const std::int64_t last = newest(updates);
      const bool stored = co_await stored_safely(std::move(updates));
      if (!stored) co_return after_failure();
      last_id_ = last;
    }
    failures_ = 0;
    // A server that does not wait for news, or repeats the old, is asked at leisure.
    const bool news = last_id_ != before;
    co_return !news && clock_.now() - asked < kPollTooFast ? options_.first_backoff : Millis{0};
  }

  Millis after_failure() {
    const async::Backoff growing{.first = options_.first_backoff, .longest = options_.longest_backoff};
    return async::backoff_delay(growing, ++failures_, random_);
  }

  GetUpdates request() const {
    GetUpdates call;
    if (last_id_) call.offset = *last_id_ + 1;
    call.timeout = options_.poll_seconds;
    call.allowed_updates = options_.allowed_updates;
    return call;
  }

  /// Not the greatest number ever seen: after a silent week Telegram may start anew from a lower one.
  static std::int64_t newest(const std::vector<Update>& updates) {
    return std::ranges::max(updates, {}, &Update::update_id).update_id;
  }

  async::Task<bool> stored_safely(std::vector<Update> updates) {
    storing_ = true;
    bool stored = false;
    try {
      co_await store_(std::move(updates));
      stored = true;
    } catch (const std::exception& error) {
      log::error("telegram_updates_not_stored", {{"why", std::string_view(error.what())}});
    }
    storing_ = false;
    co_return stored;
  }

  async::Task<Millis> recover(TelegramError error) {
    if (error.flood()) {
      log::warning("telegram_poll_flood", {{"retry_after_ms", error.retry_after.count()}});
      co_return error.retry_after;
    }
    const bool conflict = error.refused() && error.error_code == 409;
    if (conflict && error.says("webhook")) co_return co_await take_webhook_away();
    if (conflict) {
      log::error("telegram_conflict", {{"what",
                                        "another program is receiving this bot's updates; only one can. "
                                        "Stop the other one"}});
    } else if (error.refused() && (error.error_code == 401 || error.error_code == 404)) {
      log::error("telegram_token_refused", {{"what", "the server does not know this TOKEN"}});
    } else {
      log::warning("telegram_poll_failed", {{"why", std::string_view(error.what())}});
    }
    co_return after_failure();
  }

  async::Task<Millis> take_webhook_away() {
    log::warning("telegram_webhook_removed",
                 {{"what", "a webhook was set for this bot; it is taken away to receive updates here"}});
    try {
      const DeleteWebhook call{.drop_pending_updates = false};
      co_await api_.delete_webhook(call);
    } catch (const TelegramError& error) {
      log::warning("telegram_poll_failed", {{"why", std::string_view(error.what())}});
    }
    // The next poll shows whether it worked; were it set again and again, that must not become a race.
    co_return after_failure();
  }

  BotApi& api_;
  const Clock& clock_;
  Random& random_;
  const StoreUpdates store_;
  const UpdateSourceOptions options_;
  Arrivals arrivals_;
  std::optional<std::int64_t> last_id_;
  int failures_ = 0;  ///< in a row
  bool started_ = false;
  bool stopping_ = false;
  bool storing_ = false;
  async::Loops loops_;
  async::TaskGroup tasks_;
};

}  // namespace

std::unique_ptr<UpdateSource> make_long_polling(boost::asio::any_io_executor executor, BotApi& api,
                                                const Clock& clock, Random& random, Metrics& metrics,
                                                StoreUpdates store, UpdateSourceOptions options) {
  return std::make_unique<LongPolling>(std::move(executor), api, clock, random, metrics, std::move(store),
                                       std::move(options));
}

}  // namespace ludice::telegram
