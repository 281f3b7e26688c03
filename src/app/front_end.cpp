// Turns settings into a running bot.
#include "app/front_end.hpp"

#include "amqp/consumer.hpp"
#include "app/http_clients.hpp"
#include "async/deadline.hpp"
#include "net/amqp_url.hpp"

#include <algorithm>

namespace ludice::app {
namespace {

bot::BotSettings bot_settings(const ops::Settings& settings) {
  bot::BotSettings bot;
  bot.min_bet = settings.min_bet;
  bot.max_bet = settings.max_bet;
  bot.rake_bps = settings.rake_bps;
  bot.daily_points = settings.daily_points;
  bot.lobby_ttl = settings.lobby_ttl;
  bot.turn_ttl = settings.turn_ttl;
  bot.roll_chat = settings.roll_chat;
  bot.admin_chat = settings.admin_chat;
  for (const TelegramId admin : settings.admins) bot.admins.push_back(admin.value);
  bot.ton_min_bet = settings.ton_min_bet;
  bot.ton_max_bet = settings.ton_max_bet;
  bot.ton_explorer = settings.ton_explorer;
  for (const bot::Coin coin : {bot::Coin::stars, bot::Coin::ton}) {
    const bool offered = std::ranges::find(settings.assets, bot::name_of(coin)) != settings.assets.end();
    if (offered) bot.coins.push_back(coin);
  }
  bot.star_packs = settings.star_packs;
  return bot;
}

bot::EventQueue queue_for(Process& process, const ops::Settings& settings) {
  if (settings.amqp_url.empty()) return nullptr;
  return [&process, place = net::parse_amqp_url(settings.amqp_url).value()] {
    return std::make_unique<amqp::Consumer>(process.executor(), place, process.metrics(), process.random());
  };
}

/// Where none is set: one that nobody can guess, and that all processes of one bot agree on, after a restart
/// too.
std::string made_secret(const net::SigningKey& key, const ops::Settings& settings) {
  return key.sign_v2("WEBHOOK", *settings.webhook_url, settings.token);
}

std::optional<telegram::WebhookOptions> webhook_options(const net::SigningKey& key,
                                                        const ops::Settings& settings) {
  if (!settings.webhook_url) return std::nullopt;
  return telegram::WebhookOptions{
      .url = *settings.webhook_url,
      .secret = settings.webhook_secret.empty() ? made_secret(key, settings) : settings.webhook_secret};
}

net::HttpResponse refuse_update(const net::HttpRequest&, int status, std::string_view) {
  net::HttpResponse response;
  response.status = status;
  return response;
}

}  // namespace

FrontEnd::FrontEnd(Process& process, store::Store& store, const ops::Settings& settings,
                   const Origins& origins)
    : store_(store),
      key_(settings.secret_key),
      operator_key_(settings.operator_key),
      telegram_client_(client_for(process, "TELEGRAM_API_ROOT", settings.telegram_api_root)),
      game_client_(client_for(process, "LUDICE_API_URL", origins.game_api)),
      finance_client_(client_for(process, "LUDICE_FINANCE_URL", origins.finance_api)),
      telegram_(telegram::make_bot_api(*telegram_client_, settings.token, store.clock(), process.metrics())),
      lease_(store, process.random().hex(8), store::kBotLease),
      lease_held_(process.metrics().gauge("ludice_lease_held", "1 where it is this process that does it",
                                          {{"lease", lease_.name()}})),
      given_{.executor = process.executor(),
             .store = store,
             .telegram = *telegram_,
             .game_api = *game_client_,
             .finance_api = *finance_client_,
             .events = queue_for(process, settings),
             .key = key_,
             .operator_key = settings.operator_key.empty() ? nullptr : &operator_key_,
             .clock = store.clock(),
             .random = process.random(),
             .metrics = process.metrics(),
             .settings = bot_settings(settings),
             .webhook = webhook_options(key_, settings)},
      running_(process.executor()),
      leasing_(process.executor()) {
  if (store.is_shared()) given_.is_our_turn = [this] { return is_our_turn_; };
  bot_ = bot::make_bot(given_);
  if (given_.webhook) {
    net::HttpHandler handler = [this](net::HttpRequest request) { return bot_->receive(std::move(request)); };
    webhook_server_ = process.listen("webhook", settings.webhook_listen, std::move(handler), refuse_update,
                                     {.body_bytes = telegram::kMostUpdateBytes});
  }
  show_lease();
  if (store.is_shared()) {
    const async::LoopOptions pauses{.pauses = {.first = jobs::Lease::kEvery, .longest = jobs::Lease::kEvery}};
    leasing_.spawn("bot_lease",
                   process.loops().run("bot_lease", [this] { return look_whose_turn(); }, pauses));
  }
  running_.spawn("bot", serve());
}

/// A bot that another process has relieved waits, as a new one, for its next turn.
async::Task<> FrontEnd::serve() {
  co_await bot_->run();
  while (!stopping_) {
    bot_ = bot::make_bot(given_);
    co_await bot_->run();
  }
}

/// Only who is told that another has the lease stands down: while the database is away nobody can take it,
/// and nothing can be begun, since each step is stored first.
async::Task<bool> FrontEnd::look_whose_turn() {
  show_lease();  // a turn that fails shows nothing else, and the lease ends meanwhile
  is_our_turn_ = co_await lease_.take();
  show_lease();
  co_await async::sleep_for(jobs::Lease::kEvery);
  co_return true;
}

void FrontEnd::show_lease() {
  lease_held_.set(lease_.is_ours() ? 1 : 0);
}

async::Task<> FrontEnd::stop() {
  stopping_ = true;
  if (webhook_server_) co_await webhook_server_->drain(kDrainLimit);
  co_await bot_->stop(kDrainLimit);
  co_await running_.drain(kDrainLimit);
  leasing_.cancel();
  co_await leasing_.drain(kDrainLimit);
  co_await lease_.give_back();
  game_client_->close();
  finance_client_->close();
  telegram_client_->close();
}

std::string origin_of(const std::optional<std::string>& set, const std::string& listen,
                      std::uint16_t local_port) {
  if (set) return *set;
  if (local_port == 0) return "http://" + listen;
  std::string host = listen.substr(0, listen.rfind(':'));
  if (host == "0.0.0.0") host = "127.0.0.1";
  if (host == "[::]") host = "[::1]";
  return "http://" + host + ":" + std::to_string(local_port);
}

}  // namespace ludice::app
