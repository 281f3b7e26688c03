// Where updates come from: long polling of getUpdates, or a webhook (telegram/webhook.hpp).
#pragma once

#include "async/task.hpp"
#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "telegram/bot_api.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace ludice::telegram {

struct UpdateSourceOptions {
  std::int64_t poll_seconds = 25;
  std::vector<std::string> allowed_updates{"message", "callback_query"};
  Millis first_backoff{1'000};  ///< after a failure; doubles up to `longest_backoff`, with jitter
  Millis longest_backoff{30'000};
  /// In its place where Telegram is there and the store fails: behind updates that cannot be stored may come
  /// a pre-checkout, which is answered all the same and counts for ten seconds.
  Millis longest_unstored{1'000};
  Millis store_patience{500};  ///< storing that takes longer holds no poll up
};

/// Stores a batch, never empty and in order; when it has returned, the batch will not be asked for again.
/// Where it throws, or the process ends before, the same updates come again: it must not mind repeats.
using StoreUpdates = std::function<async::Task<>(std::vector<Update>)>;

/// What cannot wait until it is stored: called with each batch as it comes, also with one that comes again.
using HearUpdates = std::function<void(const std::vector<Update>&)>;

class UpdateSource {
 public:
  virtual ~UpdateSource() = default;

  /// Starts in the background; a second call is a bug.
  virtual void start() = 0;

  /// Breaks off the poll that waits, lets a batch being stored be stored, and returns when all has ended.
  /// Must be awaited before destruction once started.
  virtual async::Task<> stop() = 0;
};

/// Takes a webhook away where Telegram says that one is in the way, and says in the log where another
/// program polls the same bot. All references must outlive it.
std::unique_ptr<UpdateSource> make_long_polling(boost::asio::any_io_executor executor, BotApi& api,
                                                const Clock& clock, Random& random, Metrics& metrics,
                                                HearUpdates hear, StoreUpdates store,
                                                UpdateSourceOptions options = {});

}  // namespace ludice::telegram
