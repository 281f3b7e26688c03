// The role bot: the Bot API's client and the bot, which calls the game API over signed HTTP like any other
// front end, also within one process.
#pragma once

#include "app/process.hpp"
#include "bot/bot.hpp"
#include "net/http_client.hpp"
#include "net/signature.hpp"
#include "store/store.hpp"
#include "telegram/bot_api.hpp"

#include <memory>
#include <string>

namespace ludice::app {

class FrontEnd {
 public:
  /// Begins at once. `game_api` is the origin of the game API. Failure (usage) where an URL is none.
  FrontEnd(Process& process, store::Store& store, const ops::Settings& settings, const std::string& game_api);

  async::Task<> stop();

 private:
  net::SigningKey key_;
  std::unique_ptr<net::HttpClient> telegram_client_;
  std::unique_ptr<net::HttpClient> game_client_;
  std::unique_ptr<telegram::BotApi> telegram_;
  std::unique_ptr<bot::Bot> bot_;
  async::TaskGroup running_;
};

/// Where a bot of this process finds the game API: what is set, else the local listener.
std::string game_api_origin(const ops::Settings& settings, std::uint16_t local_port);

}  // namespace ludice::app
