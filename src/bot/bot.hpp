// The Telegram bot: a front end of the game API like any other, with tables of its own.
#pragma once

#include "async/task.hpp"
#include "base/clock.hpp"
#include "base/instant.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "bot/settings.hpp"
#include "bot/signed_channel.hpp"
#include "net/http_client.hpp"
#include "net/signature.hpp"
#include "store/store.hpp"
#include "telegram/bot_api.hpp"
#include "telegram/send_schedule.hpp"

#include <memory>

#include <boost/asio/any_io_executor.hpp>

namespace ludice::bot {

/// All references must outlive the bot.
struct BotDependencies {
  boost::asio::any_io_executor executor;  ///< the event loop's
  store::Store& store;                    ///< where the bot's own tables are
  telegram::BotApi& telegram;
  net::HttpClient& game_api;   ///< its origin is the game API's
  const net::SigningKey& key;  ///< SECRET_KEY
  const Clock& clock;
  Random& random;
  Metrics& metrics;
  BotSettings settings = {};
  telegram::PaceLimits pace = {};
  ChannelOptions channel = {};
};

class Bot {
 public:
  virtual ~Bot() = default;

  /// Takes up what an earlier run left, then serves until stop(). Called once.
  virtual async::Task<> run() = 0;

  /// Takes no more updates and events, finishes what is in hand, and returns; what is not finished at
  /// `limit` is cut, and taken up by the next run.
  virtual async::Task<> stop(Millis limit) = 0;
};

std::unique_ptr<Bot> make_bot(BotDependencies dependencies);

}  // namespace ludice::bot
