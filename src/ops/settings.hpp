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
  std::string telegram_api_root = "https://api.telegram.org";
  std::string database_path = "data/ludice.db";
  std::string database_url;                      ///< of PostgreSQL, with its secrets; empty: the file
  std::string database_name = "data/ludice.db";  ///< of either, as people may see it
  bool auto_migrate = true;

  // Where we listen ("127.0.0.1:8080"), and where a bot of its own process finds us.
  std::string api_listen = "127.0.0.1:8080";
  std::string balance_listen = "127.0.0.1:8000";
  std::string finance_listen = "127.0.0.1:8081";
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
  Millis lobby_ttl{120'000};
  Millis turn_ttl{60'000};
  Millis void_ttl{900'000};

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

  /// What the operator should know at the start, a line each.
  std::vector<std::string> notes;
};

/// What a command cannot do without.
struct Needs {
  bool token = false;
  bool secret_key = false;
  bool points_first = false;  ///< the bot plays for the default asset and speaks of points
};

/// An error is one line: the variable, its value (secrets masked), and what would be right.
/// An empty value counts as not set, except for LUDICE_TRUSTED_CLIENTS, where it means nobody.
std::expected<Settings, std::string> read_settings(const SettingSources& sources, Needs needs);

}  // namespace ludice::ops
