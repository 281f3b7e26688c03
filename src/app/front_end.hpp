// The role bot: the Bot API's client and the bot, which calls the game API over signed HTTP like any other
// front end, also within one process. Of several processes on one database all receive by webhook, and one,
// by a lease, handles.
#pragma once

#include "app/process.hpp"
#include "bot/bot.hpp"
#include "jobs/lease.hpp"
#include "net/http_client.hpp"
#include "net/signature.hpp"
#include "store/store.hpp"
#include "telegram/bot_api.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace ludice::app {

/// Where a bot of this process finds them.
struct Origins {
  std::string game_api;
  std::string finance_api;
};

class FrontEnd {
 public:
  /// Begins at once. Failure (usage) where an URL is none.
  FrontEnd(Process& process, store::Store& store, const ops::Settings& settings, const Origins& origins);

  async::Task<> stop();

 private:
  async::Task<> serve();
  async::Task<bool> look_whose_turn();
  void show_lease();

  store::Store& store_;
  net::SigningKey key_;
  net::SigningKey operator_key_;
  std::unique_ptr<net::HttpClient> telegram_client_;
  std::unique_ptr<net::HttpClient> game_client_;
  std::unique_ptr<net::HttpClient> finance_client_;
  std::unique_ptr<telegram::BotApi> telegram_;
  jobs::Lease lease_;
  Gauge& lease_held_;
  bool is_our_turn_ = false;
  bool stopping_ = false;
  bot::BotDependencies given_;
  std::unique_ptr<bot::Bot> bot_;
  std::unique_ptr<net::HttpServer> webhook_server_;  ///< where updates come by webhook
  async::TaskGroup running_;
  async::TaskGroup leasing_;
};

/// What is set, else the local listener; its port is 0 where it runs elsewhere, at its usual address.
std::string origin_of(const std::optional<std::string>& set, const std::string& listen,
                      std::uint16_t local_port);

}  // namespace ludice::app
