// Turns settings into rules and faces.
#include "app/back_end.hpp"

#include "base/log.hpp"

#include <utility>

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
  rules.stars.daily_limit = Amount(settings.stars_daily_limit);
  rules.timing.lobby_ttl = settings.lobby_ttl;
  rules.timing.turn_ttl = settings.turn_ttl;
  rules.timing.void_ttl = settings.void_ttl;
  return rules;
}

std::optional<service::TonRules> ton_rules_of(const ops::Settings& settings) {
  if (settings.ton_wallet.empty()) return std::nullopt;
  return ton_rules(settings);
}

const service::TonRules* address_of(const std::optional<service::TonRules>& rules) {
  return rules ? &*rules : nullptr;
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

void put_signed(const ops::Settings& settings, api::SignedApiSettings& api) {
  api.secret_key = settings.secret_key;
  api.clients = {settings.trusted_clients, settings.trusted_proxies};
  api.signature_v1 = signature_v1_of(settings);
  api.address_limit = limit_of(settings.ip_limit);
  api.player_limit = limit_of(settings.user_limit);
  api.log_requests = log_requests_of(settings);
}

api::GameApiSettings game_api_settings(const ops::Settings& settings) {
  api::GameApiSettings api;
  put_signed(settings, api);
  api.place = {.version = LUDICE_VERSION,
               .balance_address = settings.balance_listen,
               .finance_address = settings.finance_listen,
               .has_operators = !settings.operator_key.empty()};
  return api;
}

api::SignedApiSettings finance_api_settings(const ops::Settings& settings) {
  api::SignedApiSettings api;
  put_signed(settings, api);
  return api;
}

api::OperatorApiSettings operator_api_settings(const ops::Settings& settings) {
  return {.operator_key = settings.operator_key,
          .clients = {settings.trusted_clients, settings.trusted_proxies},
          .address_limit = limit_of(settings.ip_limit),
          .log_requests = log_requests_of(settings)};
}

bool has_face(const Roles& roles) {
  return roles.api || roles.balance || roles.finance;
}

bool is_loopback(const std::string& address) {
  return address.starts_with("127.") || address.starts_with("[::1]");
}

}  // namespace

BackEnd::BackEnd(Process& process, store::Store& store, const ops::Settings& settings, const Roles& roles)
    : rules_(rules_of(settings)),
      ton_rules_(ton_rules_of(settings)),
      new_events_(process.executor()),
      events_([this] { new_events_.notify(); }),
      book_(rules_.timing, events_, process.metrics()),
      mirror_lease_(store, process.random().hex(8), store::kMirrorLease),
      lease_(store, process.random().hex(8)),
      payments_lease_(store, process.random().hex(8), store::kPaymentsLease),
      relay_lease_(store, process.random().hex(8), store::kRelayLease),
      game_clock_(store, lease_, book_, process.metrics()),
      pairing_sweep_(store, lease_, book_),
      sealer_(store, lease_, process.metrics()),
      housekeeping_(store, lease_, roles.api ? std::optional(jobs::Housekeeping::kHearing) : std::nullopt),
      watches_payments_(roles.finance && (!settings.token.empty() || ton_rules_)),
      relays_(has_face(roles) && !settings.amqp_url.empty()),
      mirrors_(has_face(roles) && !settings.redis_url.empty()),
      gauges_(store, leases(), process.metrics()),
      jobs_(process.executor()) {
  if (mirrors_) {
    redis_office_ =
        std::make_unique<RedisOffice>(process, store, settings, mirror_lease_, rules_.default_asset());
  }
  if (roles.api) {
    game_api_ = std::make_unique<api::GameApi>(
        game_api_settings(settings),
        api::GameApiParts{store, rules_, book_, events_, new_events_, store.clock(), process.random(),
                          process.metrics(), address_of(ton_rules_), shared_limits()});
    game_server_ =
        process.listen("game API", settings.api_listen, game_api_->handler(), game_api_->server_errors());
  }
  if (roles.balance) {
    const api::BalanceApiSettings balance{settings.secret_key, !is_loopback(settings.balance_listen),
                                          log_requests_of(settings)};
    balance_api_ = std::make_unique<api::BalanceApi>(
        balance, api::BalanceApiParts{store, rules_, events_, process.random(), process.metrics()});
    balance_server_ = process.listen("balance service", settings.balance_listen, balance_api_->handler(),
                                     balance_api_->server_errors());
  }
  if (roles.finance) open_finance(process, store, settings);
  const bool sells_stars = rules_.offers(domain::Asset::stars);
  if (roles.finance && !settings.token.empty()) {
    // Stars that were sold before go back also where none are sold any more.
    stars_office_ =
        std::make_unique<StarsOffice>(process, store, settings, payments_lease_, events_, sells_stars);
  } else if (roles.finance && sells_stars) {
    log::warning("stars_without_token",
                 {{"text", "without TOKEN no Stars are refunded, and none that were missed are found"}});
  }
  if (roles.finance && ton_rules_) {
    ton_office_ =
        std::make_unique<TonOffice>(process, store, settings, *ton_rules_, payments_lease_, events_);
  }
  if (relays_) {
    relay_office_ = std::make_unique<RelayOffice>(process, store, settings, relay_lease_, new_events_);
  }
  if (has_face(roles)) jobs_.spawn("book_gauges", gauges_.run(process.loops()));
  seek_leases(process.loops(), roles);
  jobs_.spawn("game_clock", game_clock_.run(process.loops()));
  jobs_.spawn("pairing_sweep", pairing_sweep_.run(process.loops()));
  jobs_.spawn("sealer", sealer_.run(process.loops()));
  jobs_.spawn("housekeeping", housekeeping_.run(process.loops()));
}

void BackEnd::seek_leases(async::Loops& loops, const Roles& roles) {
  // A bot's process need not know the rules by which games move on.
  if (has_face(roles)) jobs_.spawn("lease", lease_.run(loops));
  // Only who watches payments may keep others from it.
  if (watches_payments_) jobs_.spawn("payments_lease", payments_lease_.run(loops));
  if (relays_) {
    jobs::Lease::CanDo can_relay = [this] { return relay_office_->is_connected(); };
    jobs_.spawn("relay_lease", relay_lease_.run(loops, std::move(can_relay)));
  }
  if (mirrors_) {
    jobs::Lease::CanDo can_mirror = [this] { return redis_office_->can_mirror(); };
    jobs_.spawn("mirror_lease", mirror_lease_.run(loops, std::move(can_mirror)));
  }
}

void BackEnd::open_finance(Process& process, store::Store& store, const ops::Settings& settings) {
  finance_api_ = std::make_unique<api::FinanceApi>(
      finance_api_settings(settings),
      api::FinanceApiParts{store, rules_, events_, store.clock(), process.random(), process.metrics(),
                           address_of(ton_rules_), shared_limits()});
  net::HttpHandler handler = finance_api_->handler();
  net::ServerErrors errors = finance_api_->server_errors();
  if (!settings.operator_key.empty()) {
    operator_api_ = std::make_unique<api::OperatorApi>(
        operator_api_settings(settings),
        api::OperatorApiParts{store, events_, store.clock(), process.random(), process.metrics(),
                              address_of(ton_rules_), shared_limits()});
    handler = [finance = std::move(handler), operators = operator_api_->handler()](net::HttpRequest request) {
      const bool is_operators = request.path().starts_with(api::kOperatorPaths);
      return is_operators ? operators(std::move(request)) : finance(std::move(request));
    };
    errors = [finance = std::move(errors), operators = operator_api_->server_errors()](
                 const net::HttpRequest& head, int status, std::string_view reason) {
      const bool is_operators = head.path().starts_with(api::kOperatorPaths);
      return is_operators ? operators(head, status, reason) : finance(head, status, reason);
    };
  }
  finance_server_ =
      process.listen("finance API", settings.finance_listen, std::move(handler), std::move(errors));
}

std::vector<const jobs::Lease*> BackEnd::leases() const {
  std::vector<const jobs::Lease*> leases{&lease_};
  if (watches_payments_) leases.push_back(&payments_lease_);
  if (relays_) leases.push_back(&relay_lease_);
  if (mirrors_) leases.push_back(&mirror_lease_);
  return leases;
}

async::Task<> BackEnd::stop() {
  if (game_api_) game_api_->stop_waiting();
  if (game_server_) co_await game_server_->drain(kDrainLimit);
  if (balance_server_) co_await balance_server_->drain(kDrainLimit);
  if (finance_server_) co_await finance_server_->drain(kDrainLimit);
  if (stars_office_) co_await stars_office_->stop();
  if (ton_office_) co_await ton_office_->stop();
  if (relay_office_) co_await relay_office_->stop();
  if (redis_office_) co_await redis_office_->stop();
  jobs_.cancel();
  co_await jobs_.drain(kDrainLimit);
  co_await lease_.give_back();
  co_await payments_lease_.give_back();
  co_await relay_lease_.give_back();
  co_await mirror_lease_.give_back();
}

}  // namespace ludice::app
