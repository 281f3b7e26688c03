// The process under test, without its sockets and threads: store, faces, and what runs by itself.
#pragma once

#include "api/balance_api.hpp"
#include "api/finance_api.hpp"
#include "api/game_api.hpp"
#include "api/operator_api.hpp"
#include "base/disciplined_clock.hpp"
#include "jobs/game_clock.hpp"
#include "jobs/housekeeping.hpp"
#include "jobs/stars_refunds.hpp"
#include "jobs/stars_watch.hpp"
#include "jobs/ton_watcher.hpp"
#include "sim/dice.hpp"
#include "sim/outside_line.hpp"
#include "sim/stepped_store.hpp"
#include "telegram/bot_api.hpp"

#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>

namespace ludice::sim {

inline const std::string kSecret = "a-secret-of-the-simulation";
inline const std::string kOperatorKey = "the operators' key of the simulation, 32+";
inline const std::string kDatabase = "/ludice.db";
inline const std::string kToken = "1:a-token-of-the-simulation";
inline constexpr std::int64_t kAdmins = -100;

inline domain::TonAddress ton_wallet() {
  domain::TonAddress address;
  address.hash.fill(0xEE);
  return address;
}

/// What an operator sets; drawn for each run, the rake anew at each start.
struct HouseSettings {
  int rake_bps = 0;
  std::size_t max_queued = 64;
  store::OnceLimits once{100'000, 48, 2};
  int checkpoint_pages = 40;
  bool limits = false;
  bool stars = false;       ///< are among the assets, as a rule
  bool sells_stars = true;  ///< this process offers them
  service::StarsRules stars_rules;
  bool ton = false;  ///< is among the assets
  service::TonRules ton_rules;
  int faces = 6;  ///< of everybody's dice; with few they tie again and again
};

struct House {
  /// Throws SqliteError and Unavailable where the database cannot be opened.
  House(const HouseSettings& settings, boost::asio::any_io_executor executor, const JumpingClock& wall,
        Random& random, OutsideLine& telegram_line, OutsideLine& ton_line)
      : even(wall),
        clock(wall, even),
        store({.path = kDatabase, .limits = {settings.once, settings.checkpoint_pages}, .discipline = &clock},
              clock, settings.max_queued),
        rules(rules_of(settings)),
        ton_rules(settings.ton_rules),
        new_events(std::move(executor)),
        game_api(game_settings(settings),
                 {store, rules, book, events, new_events, clock, random, no_metrics(), ton_of(settings)}),
        balance_api({kSecret, true, api::LogRequests::none}, {store, rules, events, random, no_metrics()}),
        finance_api(game_settings(settings),
                    {store, rules, events, clock, random, no_metrics(), ton_of(settings)}),
        operator_api(operator_settings(game_settings(settings)),
                     {store, events, clock, random, no_metrics(), ton_of(settings)}),
        telegram(telegram::make_bot_api(telegram_line, kToken, clock, no_metrics())),
        toncenter(ton::make_toncenter(ton_line, {.wallet = ton_wallet(), .api_key = {}})) {}

  const service::TonRules* ton_of(const HouseSettings& settings) const {
    return settings.ton ? &ton_rules : nullptr;
  }
  static service::Rules rules_of(const HouseSettings& settings) {
    service::Rules rules;
    rules.rake_bps = settings.rake_bps;
    rules.stars = settings.stars_rules;
    if (settings.stars && settings.sells_stars) rules.assets.push_back(domain::Asset::stars);
    if (settings.ton) rules.assets.push_back(domain::Asset::ton);
    return rules;
  }
  static api::GameApiSettings game_settings(const HouseSettings& settings) {
    api::GameApiSettings api;
    api.secret_key = kSecret;
    api.clients.trusted_clients = {*net::IpRange::parse("127.0.0.0/8")};
    if (!settings.limits) api.player_limit = {};
    api.log_requests = api::LogRequests::none;
    return api;
  }

  static api::OperatorApiSettings operator_settings(const api::GameApiSettings& settings) {
    return {kOperatorKey, settings.clients, settings.address_limit, settings.log_requests};
  }

  EvenClock even;
  DisciplinedClock clock;
  SteppedStore store;
  service::Rules rules;
  service::TonRules ton_rules;
  async::Event new_events;
  service::Events events{[this] { new_events.notify(); }};
  service::GameBook book{rules.timing, events};
  api::GameApi game_api;
  api::BalanceApi balance_api;
  api::FinanceApi finance_api;
  api::OperatorApi operator_api;
  std::unique_ptr<telegram::BotApi> telegram;
  std::unique_ptr<ton::Toncenter> toncenter;
  jobs::Lease lease{store, "simulation"};
  jobs::GameClock game_clock{store, lease, book, no_metrics()};
  jobs::Housekeeping housekeeping{store, lease, Millis{0}};
  jobs::StarsRefunds stars_refunds{store, lease, *telegram, events, no_metrics()};
  jobs::StarsWatch stars_watch{store, lease, *telegram, events, no_metrics(), {.admin_chat = kAdmins}};
  jobs::TonWatcher ton_watcher{store,     lease,  *toncenter,  {ton_wallet(), "mainnet"},
                               ton_rules, events, no_metrics()};
};

}  // namespace ludice::sim
