// Turns settings into rules and faces.
#include "app/back_end.hpp"

#include "base/log.hpp"

namespace ludice::app {
namespace {

service::Rules rules_of(const ops::Settings& settings) {
  service::Rules rules;
  rules.assets.clear();
  for (const std::string& name : settings.assets) rules.assets.push_back(domain::parse_asset(name).value());
  rules.bets = {Amount(settings.min_bet), Amount(settings.max_bet)};
  rules.ton_bets = {Amount(settings.ton_min_bet), Amount(settings.ton_max_bet)};
  rules.rake_bps = static_cast<int>(settings.rake_bps);
  rules.welcome_points = Amount(settings.welcome_points);
  rules.daily_points = Amount(settings.daily_points);
  rules.timing.lobby_ttl = settings.lobby_ttl;
  rules.timing.turn_ttl = settings.turn_ttl;
  rules.timing.void_ttl = settings.void_ttl;
  return rules;
}

api::RateLimit limit_of(const ops::RateLimit& limit) {
  return {static_cast<std::size_t>(limit.count), limit.window};
}

api::LogRequests log_requests_of(const ops::Settings& settings) {
  switch (settings.log_requests) {
    case ops::LogRequests::all:
      return api::LogRequests::all;
    case ops::LogRequests::errors:
      return api::LogRequests::errors;
    case ops::LogRequests::none:
      return api::LogRequests::none;
  }
  return api::LogRequests::all;
}

api::SignatureV1 signature_v1_of(const ops::Settings& settings) {
  switch (settings.signature_v1) {
    case ops::SignatureV1::trusted:
      return api::SignatureV1::trusted;
    case ops::SignatureV1::anywhere:
      return api::SignatureV1::anywhere;
    case ops::SignatureV1::never:
      return api::SignatureV1::never;
  }
  return api::SignatureV1::never;
}

api::GameApiSettings game_api_settings(const ops::Settings& settings) {
  api::GameApiSettings api;
  api.secret_key = settings.secret_key;
  api.clients = {settings.trusted_clients, settings.trusted_proxies};
  api.signature_v1 = signature_v1_of(settings);
  api.address_limit = limit_of(settings.ip_limit);
  api.player_limit = limit_of(settings.user_limit);
  api.log_requests = log_requests_of(settings);
  api.place = {.version = LUDICE_VERSION, .balance_address = settings.balance_listen};
  return api;
}

bool is_loopback(const std::string& address) {
  return address.starts_with("127.") || address.starts_with("[::1]");
}

}  // namespace

BackEnd::BackEnd(Process& process, store::Store& store, const ops::Settings& settings, const Roles& roles)
    : rules_(rules_of(settings)),
      new_events_(process.executor()),
      events_([this] { new_events_.notify(); }),
      book_(rules_.timing, events_),
      lease_(store, process.random().hex(8)),
      game_clock_(store, lease_, book_, process.metrics()),
      pairing_sweep_(store, lease_, book_),
      sealer_(store, lease_, process.metrics()),
      housekeeping_(store, lease_),
      jobs_(process.executor()) {
  if (roles.api) {
    game_api_ = std::make_unique<api::GameApi>(
        game_api_settings(settings), api::GameApiParts{store, rules_, book_, events_, new_events_,
                                                       process.clock(), process.random(), process.metrics()});
    game_server_ =
        process.listen("game API", settings.api_listen, game_api_->handler(), game_api_->server_errors());
  }
  if (roles.balance) {
    const api::BalanceApiSettings balance{settings.secret_key, !is_loopback(settings.balance_listen),
                                          log_requests_of(settings)};
    balance_api_ = std::make_unique<api::BalanceApi>(
        balance,
        api::BalanceApiParts{store, rules_, events_, process.clock(), process.random(), process.metrics()});
    balance_server_ = process.listen("balance service", settings.balance_listen, balance_api_->handler(),
                                     balance_api_->server_errors());
  }
  // A bot's process need not know the rules by which games move on.
  if (roles.api || roles.balance) jobs_.spawn("lease", lease_.run(process.loops()));
  jobs_.spawn("game_clock", game_clock_.run(process.loops()));
  jobs_.spawn("pairing_sweep", pairing_sweep_.run(process.loops()));
  jobs_.spawn("sealer", sealer_.run(process.loops()));
  jobs_.spawn("housekeeping", housekeeping_.run(process.loops()));
}

async::Task<> BackEnd::stop() {
  if (game_api_) game_api_->stop_waiting();
  if (game_server_) co_await game_server_->drain(kDrainLimit);
  if (balance_server_) co_await balance_server_->drain(kDrainLimit);
  jobs_.cancel();
  co_await jobs_.drain(kDrainLimit);
  co_await lease_.give_back();
}

}  // namespace ludice::app
