// The Telegram bot: a front end of the game API like any other, with tables of its own.
#pragma once

#include "amqp/consumer.hpp"
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
#include "telegram/webhook.hpp"

#include <functional>
#include <memory>
#include <optional>

#include <boost/asio/any_io_executor.hpp>

namespace ludice::bot {

/// Connects to the queue of events; the bot does it when its turn has come, since the queue serves one.
using EventQueue = std::function<std::unique_ptr<amqp::Consumer>()>;

/// All references must outlive the bot.
struct BotDependencies {
  boost::asio::any_io_executor executor;  ///< the event loop's
  store::Store& store;                    ///< where the bot's own tables are
  telegram::BotApi& telegram;
  net::HttpClient& game_api;                      ///< its origin is the game API's
  net::HttpClient& finance_api;                   ///< its origin is the finance API's
  EventQueue events = nullptr;                    ///< where events come from; none: the game API is asked
  const net::SigningKey& key;                     ///< SECRET_KEY
  const net::SigningKey* operator_key = nullptr;  ///< LUDICE_OPERATOR_KEY; null: admins are nobody special
  const Clock& clock;
  Random& random;
  Metrics& metrics;
  BotSettings settings = {};
  telegram::PaceLimits pace = {};
  ChannelOptions channel = {};
  std::optional<telegram::WebhookOptions> webhook = {};  ///< none: long polling
  /// Where several processes share the database: true where this one is to handle what is stored. Asked again
  /// and again; none: always.
  std::function<bool()> is_our_turn = {};
};

class Bot {
 public:
  virtual ~Bot() = default;

  /// Waits for its turn, takes up what an earlier run left, then serves until stop(), or until another
  /// process has the turn. Called once. By webhook it stores updates from the beginning, for whoever has the
  /// turn.
  virtual async::Task<> run() = 0;

  /// Answers what comes to the webhook's address. Only where updates come by webhook. It must have answered
  /// before the bot dies, as it has when stop() or run() has returned.
  virtual async::Task<net::HttpResponse> receive(net::HttpRequest request) = 0;

  /// Takes no more updates and events, finishes what is in hand, and returns; what is not finished at
  /// `limit` is cut, and taken up by the next run.
  virtual async::Task<> stop(Millis limit) = 0;
};

std::unique_ptr<Bot> make_bot(BotDependencies dependencies);

}  // namespace ludice::bot
