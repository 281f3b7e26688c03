// Turns settings into a running bot.
#include "app/front_end.hpp"

#include "app/exit_code.hpp"

#include <stdexcept>

namespace ludice::app {
namespace {

bot::BotSettings bot_settings(const ops::Settings& settings) {
  bot::BotSettings bot;
  bot.min_bet = settings.min_bet;
  bot.max_bet = settings.max_bet;
  bot.rake_bps = settings.rake_bps;
  bot.lobby_ttl = settings.lobby_ttl;
  bot.turn_ttl = settings.turn_ttl;
  bot.roll_chat = settings.roll_chat;
  return bot;
}

std::unique_ptr<net::HttpClient> client_for(Process& process, const std::string& variable,
                                            const std::string& origin) {
  try {
    return net::make_http_client(process.executor(), origin);
  } catch (const std::invalid_argument& error) {
    throw Failure(ExitCode::usage, variable + ": '" + origin + "' cannot be called: " + error.what());
  }
}

}  // namespace

FrontEnd::FrontEnd(Process& process, store::Store& store, const ops::Settings& settings,
                   const std::string& game_api)
    : key_(settings.secret_key),
      telegram_client_(client_for(process, "TELEGRAM_API_ROOT", settings.telegram_api_root)),
      game_client_(client_for(process, "LUDICE_API_URL", game_api)),
      telegram_(
          telegram::make_bot_api(*telegram_client_, settings.token, process.clock(), process.metrics())),
      running_(process.executor()) {
  bot_ = bot::make_bot({.executor = process.executor(),
                        .store = store,
                        .telegram = *telegram_,
                        .game_api = *game_client_,
                        .key = key_,
                        .clock = process.clock(),
                        .random = process.random(),
                        .metrics = process.metrics(),
                        .settings = bot_settings(settings)});
  running_.spawn("bot", bot_->run());
}

async::Task<> FrontEnd::stop() {
  co_await bot_->stop(kDrainLimit);
  co_await running_.drain(kDrainLimit);
  game_client_->close();
  telegram_client_->close();
}

std::string game_api_origin(const ops::Settings& settings, std::uint16_t local_port) {
  if (settings.api_url) return *settings.api_url;
  if (local_port == 0) return "http://" + settings.api_listen;
  const std::string& listen = settings.api_listen;
  std::string host = listen.substr(0, listen.rfind(':'));
  if (host == "0.0.0.0") host = "127.0.0.1";
  if (host == "[::]") host = "[::1]";
  return "http://" + host + ":" + std::to_string(local_port);
}

}  // namespace ludice::app
