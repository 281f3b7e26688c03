// All that an operator can set, typed and checked. Read once at the start: read_settings knows every
// variable of the contract, and says in one line what is wrong with one.
#pragma once

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/log.hpp"
#include "net/ip_range.hpp"
#include "ops/environment.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace ludice::ops {

/// So many pass in any window of that length; 0 is off.
struct RateLimit {
  std::int64_t count = 0;
  Millis window{0};

  friend bool operator==(const RateLimit&, const RateLimit&) = default;
};

enum class SignatureV1 { trusted, anywhere, never };
enum class LogFormat { text, json };
enum class LogRequests { all, errors, none };

struct Settings {
  // Who we are. A secret that is not set is empty.
  std::string token;
  std::string secret_key;
  std::string operator_key;  ///< what operators' tokens are made with; empty: there are no operators
  std::string telegram_api_root = "https://api.telegram.org";
  std::string database_path = "data/ludice.db";
  std::string database_url;                      ///< of PostgreSQL, with its secrets; empty: the file
  std::string database_name = "data/ludice.db";  ///< of either, as people may see it
  bool auto_migrate = true;
  std::string redis_url;  ///< with its secrets; empty: there is no Redis
  std::string amqp_url;   ///< of RabbitMQ, with its secrets; empty: events are asked for, not relayed

  // Where we listen ("127.0.0.1:8080"), and where a bot of its own process finds us.
  std::string api_listen = "127.0.0.1:8080";
  std::string balance_listen = "127.0.0.1:8000";
  std::string finance_listen = "127.0.0.1:8081";
  std::optional<std::string> webhook_url;  ///< set: updates come by webhook
  std::string webhook_secret;              ///< empty: one is made
  std::string webhook_listen = "127.0.0.1:8443";
  std::string ops_listen = "127.0.0.1:9464";
  std::string sandbox_listen = "127.0.0.1:8090";
  std::optional<std::string> api_url;
  std::optional<std::string> finance_url;

  // The game. Amounts are in the asset's smallest unit.
  std::vector<std::string> assets{"points"};  ///< the first is the default one
  std::int64_t min_bet = 10;
  std::int64_t max_bet = 1'000'000;
  std::int64_t ton_min_bet = 100'000'000;
  std::int64_t ton_max_bet = 100'000'000'000;
  std::int64_t rake_bps = 0;
  std::int64_t welcome_points = 1'000;
  std::int64_t daily_points = 100;
  std::vector<std::int64_t> star_packs{15, 50, 100, 250, 500, 1'000};  ///< offered to be bought
  std::int64_t stars_daily_limit = 0;  ///< what a player may pay in a day; 0: no limit
  Millis lobby_ttl{120'000};
  Millis turn_ttl{60'000};
  Millis void_ttl{900'000};

  // Payments in TON: amounts are nanotons.
  std::string ton_wallet;  ///< whose transactions are watched, in any form; empty: none
  bool ton_testnet = false;
  std::string ton_api_root;  ///< of a toncenter; empty: the public one of the network
  std::string ton_api_key;
  std::int64_t ton_min_deposit = 100'000'000;
  std::int64_t ton_min_withdrawal = 1'000'000'000;
  std::int64_t ton_withdrawal_fee = 20'000'000;
  std::int64_t ton_approval_from = 100'000'000'000;  ///< what leaves with so much or more takes two operators
  std::int64_t ton_dust = 10'000'000;                ///< less, without a memo, is the house's
  Millis ton_link_ttl{600'000};                      ///< how long an operator's link can be paid
  Millis ton_most_lag{300'000};      ///< nothing leaves while what is known of the chain is older
  std::string ton_label = "Ludicé";  ///< what the wallet is called where players pay to it
  std::string ton_explorer;          ///< shows a transaction under its hash; empty: none

  // Who may call.
  RateLimit ip_limit{10, Millis{60'000}};
  RateLimit user_limit{1, Millis{1'000}};
  std::vector<net::IpRange> trusted_clients;
  std::vector<net::IpRange> trusted_proxies;
  SignatureV1 signature_v1 = SignatureV1::trusted;

  // People and chats of Telegram.
  std::vector<TelegramId> admins;
  std::optional<std::int64_t> admin_chat;
  std::optional<std::int64_t> roll_chat;

  log::Level log_level = log::Level::info;
  std::optional<LogFormat> log_format;  ///< not set: text on a terminal, else JSON
  LogRequests log_requests = LogRequests::all;
  std::string sentry_dsn;  ///< empty: errors are told to nobody

  /// What the operator should know at the start, a line each.
  std::vector<std::string> notes;

  friend bool operator==(const Settings&, const Settings&) = default;
};

/// What a command cannot do without.
struct Needs {
  bool token = false;
  bool secret_key = false;
  bool operator_key = false;
  bool points_first = false;                  ///< the bot registers with points and speaks of them
  std::vector<std::string> assets{"points"};  ///< unless set
};

/// An error is one line: the variable, its value (secrets masked), and what would be right.
/// An empty value counts as not set, except for LUDICE_TRUSTED_CLIENTS, where it means nobody.
std::expected<Settings, std::string> read_settings(const SettingSources& sources, Needs needs);

}  // namespace ludice::ops
