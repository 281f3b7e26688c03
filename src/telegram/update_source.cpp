// Long polling: ask, store, and only then ask from behind what was stored. Where storing takes long it is
// asked all the same, for the sake of what must be heard at once; the updates that are being stored come
// again then.
#include "telegram/update_source.hpp"

#include "async/deadline.hpp"
#include "async/event.hpp"
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
              Metrics& metrics, HearUpdates hear, StoreUpdates store, UpdateSourceOptions options)
      : api_(api),
        clock_(clock),
        random_(random),
        hear_(std::move(hear)),
        store_(std::move(store)),
        options_(std::move(options)),
        arrivals_(clock, metrics),
        loops_(metrics, random),
        stored_(executor),
        polls_(executor),
        storing_(std::move(executor)) {}

  void start() override {
    LUDICE_ASSERT(!started_);
    started_ = true;
    const async::Backoff pauses{.first = options_.first_backoff, .longest = options_.longest_backoff};
    polls_.spawn("telegram_updates",
                 loops_.run("telegram_updates", [this] { return turn(); }, {.pauses = pauses}));
  }

  async::Task<> stop() override {
    stopping_ = true;
    // What a broken-off poll would have brought comes again: its offset was never confirmed.
    polls_.cancel();
    co_await polls_.drain(kStoreLimit);
    co_await storing_.drain(kStoreLimit);
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

    failures_ = 0;
    const std::optional<std::int64_t> before = last_id_;
    if (!updates.empty()) {
      hear_(updates);
      const bool ended = co_await store_for_a_while(std::move(updates));
      if (!ended) co_return Millis{0};
      if (unstored_ > 0) co_return after(unstored_, options_.longest_unstored);
    }
    // A server that does not wait for news, or repeats the old, is asked at leisure.
    const bool news = last_id_ != before;
    co_return !news && clock_.now() - asked < kPollTooFast ? options_.first_backoff : Millis{0};
  }

  /// False where an earlier batch, or this one, is still being stored.
  async::Task<bool> store_for_a_while(std::vector<Update> updates) {
    if (!is_storing_) {
      is_storing_ = true;
      arrivals_.count(updates);
      storing_.spawn("store_updates", store(std::move(updates)));
    }
    const std::uint64_t seen = stored_.count();
    if (is_storing_) co_await stored_.wait(seen, options_.store_patience);
    co_return !is_storing_;
  }

  Millis after_failure() { return after(++failures_, options_.longest_backoff); }
  /// The pause after so many failures in a row.
  Millis after(int failures, Millis longest) const {
    const async::Backoff growing{.first = options_.first_backoff, .longest = longest};
    return async::backoff_delay(growing, failures, random_);
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

  async::Task<> store(std::vector<Update> updates) {
    const std::int64_t last = newest(updates);
    try {
      co_await store_(std::move(updates));
      last_id_ = last;
      unstored_ = 0;
    } catch (const std::exception& error) {
      log::error("telegram_updates_not_stored", {{"why", std::string_view(error.what())}});
      ++unstored_;
    }
    is_storing_ = false;
    stored_.notify();
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
  const HearUpdates hear_;
  const StoreUpdates store_;
  const UpdateSourceOptions options_;
  Arrivals arrivals_;
  std::optional<std::int64_t> last_id_;
  int failures_ = 0;  ///< of polls, in a row
  int unstored_ = 0;  ///< of storing, in a row
  bool started_ = false;
  bool stopping_ = false;
  bool is_storing_ = false;
  async::Loops loops_;
  async::Event stored_;  ///< or found that it cannot be
  async::TaskGroup polls_;
  async::TaskGroup storing_;
};

}  // namespace

std::unique_ptr<UpdateSource> make_long_polling(boost::asio::any_io_executor executor, BotApi& api,
                                                const Clock& clock, Random& random, Metrics& metrics,
                                                HearUpdates hear, StoreUpdates store,
                                                UpdateSourceOptions options) {
  return std::make_unique<LongPolling>(std::move(executor), api, clock, random, metrics, std::move(hear),
                                       std::move(store), std::move(options));
}

}  // namespace ludice::telegram
