// The table of variables, in the order of the contract.
#include "ops/setting_table.hpp"

#include "domain/ton_address.hpp"
#include "net/amqp_url.hpp"
#include "ops/error_reports.hpp"
#include "ops/setting_values.hpp"
#include "redis/address.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

#include <boost/json/parse.hpp>

namespace ludice::ops {
namespace {

using S = Settings;
using V = std::string_view;

constexpr std::int64_t kMaxAmount = (std::int64_t{1} << 53) - 1;
constexpr std::size_t kMinSecretKeyBytes = 16;
constexpr std::size_t kMinOperatorBytes = 32;   // RFC 7518, section 3.2: no shorter than the hash
constexpr std::size_t kMaxWebhookSecret = 256;  // Bot API, setWebhook: 1 to 256 of A-Z a-z 0-9 _ -
constexpr std::size_t kMaxApiKey = 256;
constexpr std::size_t kMaxLabel = 40;

constexpr V kAmount = "a whole number from 0 to 9007199254740991";
constexpr V kBet = "a whole number from 1 to 9007199254740991";
constexpr V kListen = "an address and a port such as 127.0.0.1:8080 or [::1]:8080";
constexpr V kUrl = "an address such as http://127.0.0.1:8080";
constexpr V kDuration = "a duration such as 120s, 15m or 2h";
constexpr V kLimit = "a limit such as 10/minute or 1/second (second, minute, hour, day), or 0 for none";
constexpr V kRanges = "a list of addresses such as 127.0.0.0/8,::1/128";
constexpr V kChat = "the number of a chat such as 123456789 or -1001234567890";
constexpr V kLabel = "a name of 1 to 40 bytes, with a letter or digit, without < > & \" and \\";
constexpr V kSecret = "at least 16 bytes, such as 32 random hex digits";
constexpr V kOperatorSecret = "at least 32 bytes, such as 64 random hex digits";

template <class T, class U>
Verdict put(T& target, std::optional<U> value) {
  if (!value) return Verdict::wrong;
  target = *std::move(value);
  return Verdict::good;
}

Verdict good_if(bool holds) {
  return holds ? Verdict::good : Verdict::wrong;
}

Verdict refused_if(bool well_formed) {
  return well_formed ? Verdict::refused : Verdict::wrong;
}

bool has_scheme(V value, V one, V other) {
  return (value.starts_with(one) && value.size() > one.size()) ||
         (value.starts_with(other) && value.size() > other.size());
}

template <class T, std::size_t N>
std::optional<T> one_of(const std::array<std::pair<V, T>, N>& choices, V value) {
  const auto found = std::ranges::find(choices, value, &std::pair<V, T>::first);
  return found == choices.end() ? std::nullopt : std::optional(found->second);
}

constexpr std::array<std::pair<V, SignatureV1>, 3> kSignatures{
    {{"trusted", SignatureV1::trusted}, {"anywhere", SignatureV1::anywhere}, {"never", SignatureV1::never}}};
constexpr std::array<std::pair<V, log::Level>, 4> kLevels{{{"debug", log::Level::debug},
                                                           {"info", log::Level::info},
                                                           {"warning", log::Level::warning},
                                                           {"error", log::Level::error}}};
constexpr std::array<std::pair<V, LogFormat>, 2> kFormats{
    {{"text", LogFormat::text}, {"json", LogFormat::json}}};
constexpr std::array<std::pair<V, LogRequests>, 3> kRequests{
    {{"all", LogRequests::all}, {"errors", LogRequests::errors}, {"none", LogRequests::none}}};
constexpr std::array<std::pair<V, bool>, 2> kSwitch{{{"0", false}, {"1", true}}};
constexpr std::array<std::pair<V, bool>, 2> kNetworks{{{"mainnet", false}, {"testnet", true}}};

Verdict apply_secret_key(S& s, V v) {
  s.secret_key = v;
  return good_if(v.size() >= kMinSecretKeyBytes);
}

Verdict apply_operator_key(S& s, V v) {
  s.operator_key = v;
  return good_if(v.size() >= kMinOperatorBytes);
}

Verdict apply_provider_token(S& s, V) {
  s.notes.emplace_back("secret_token is accepted and not used: Telegram Stars need no provider token");
  return Verdict::good;
}

Verdict apply_database(S& s, V v) {
  constexpr V kSqlite = "sqlite:";
  if (has_scheme(v, "postgresql://", "postgres://")) {
    s.database_url = v;
    s.database_name = without_secrets(v, "");
    return good_if(v.find_first_of(" \t\n") == V::npos);
  }
  if (!v.starts_with(kSqlite) || v.size() == kSqlite.size()) return Verdict::wrong;
  s.database_path = v.substr(kSqlite.size());
  s.database_name = s.database_path;
  s.database_url.clear();
  return Verdict::good;
}

Verdict apply_amqp(S& s, V v) {
  constexpr V kSecure = "amqps://";
  if (v.starts_with(kSecure)) return refused_if(v.size() > kSecure.size());
  s.amqp_url = v;
  return good_if(net::parse_amqp_url(v).has_value());
}

Verdict apply_redis(S& s, V v) {
  s.redis_url = v;
  return v.starts_with("rediss://") ? Verdict::refused : good_if(redis::parse_address(v).has_value());
}

Verdict apply_assets(S& s, V v) {
  constexpr std::array<V, 3> kKnown{"points", "stars", "ton"};
  const auto names = split_list(v);
  if (!names || names->empty()) return Verdict::wrong;
  s.assets.clear();
  for (const V name : *names) {
    if (std::ranges::find(kKnown, name) == kKnown.end()) return Verdict::wrong;
    if (std::ranges::find(s.assets, name) != s.assets.end()) return Verdict::wrong;
    s.assets.emplace_back(name);
  }
  return Verdict::good;
}

/// What needs no escaping in an address or a header.
bool is_plain(V v, std::size_t most) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return v.size() <= most && std::ranges::all_of(v, allowed);
}

Verdict apply_webhook_secret(S& s, V v) {
  s.webhook_secret = v;
  return good_if(is_plain(v, kMaxWebhookSecret));
}

/// Telegram takes no other; a local server of its Bot API also takes http.
Verdict apply_webhook_url(S& s, V v) {
  s.webhook_url = parse_http_url(v);
  return good_if(s.webhook_url && (v.starts_with("https://") || v.starts_with("http://127.0.0.1:")));
}

Verdict apply_ton_wallet(S& s, V v) {
  s.ton_wallet = v;
  return good_if(domain::parse_ton_address(v).has_value());
}

Verdict apply_ton_api_key(S& s, V v) {
  s.ton_api_key = v;
  return good_if(is_plain(v, kMaxApiKey));
}

/// UTF-8 that needs no escaping anywhere.
Verdict apply_ton_label(S& s, V v) {
  const auto allowed = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= ' ' && byte != 0x7F && V("<>&\"\\").find(c) == V::npos;
  };
  const auto is_read_aloud = [](char c) {
    return static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c)) != 0;
  };
  s.ton_label = v;
  boost::system::error_code broken;
  if (v.size() > kMaxLabel || !std::ranges::all_of(v, allowed) || std::ranges::none_of(v, is_read_aloud))
    return Verdict::wrong;
  boost::json::parse('"' + s.ton_label + '"', broken);
  return good_if(!broken);
}

constexpr auto W = Shown::whole;
constexpr auto U = Shown::without_user;
constexpr auto N = Shown::never;

// clang-format off
constexpr auto kTable = std::to_array<Variable>({
  {"TOKEN", N, "a bot token as @BotFather gives it, 123456789:AAE…", "",
   [](S& s, V v) { return put(s.token, parse_bot_token(v)); }},
  {"SECRET_KEY", N, kSecret, "", &apply_secret_key},
  {"secret_token", N, "", "", &apply_provider_token},
  {"TELEGRAM_API_ROOT", U, "an address such as https://api.telegram.org", "",
   [](S& s, V v) { return put(s.telegram_api_root, parse_http_url(v)); }},
  {"DATABASE_URL", U, "sqlite: and the path of a file, such as sqlite:data/ludice.db, or postgresql:// and where it is", "",
   &apply_database},
  {"REDIS_URL", U, "an address such as redis://:PASSWORD@127.0.0.1:6379/0",
   "TLS to Redis (rediss:) is not supported: use redis:// over a tunnel or a private network", &apply_redis},
  {"AMQP_URL", U, "an address such as amqp://user:password@127.0.0.1:5672/vhost",
   "there is no TLS towards RabbitMQ: give an amqp:// address, of a tunnel where the network is not yours", &apply_amqp},
  {"LUDICE_ASSETS", W, "a list of points, stars and ton, each once", "", &apply_assets},
  {"LUDICE_MIN_BET", W, kBet, "", [](S& s, V v) { return put(s.min_bet, parse_integer(v, 1, kMaxAmount)); }},
  {"LUDICE_MAX_BET", W, kBet, "", [](S& s, V v) { return put(s.max_bet, parse_integer(v, 1, kMaxAmount)); }},
  {"LUDICE_TON_MIN_BET", W, kBet, "", [](S& s, V v) { return put(s.ton_min_bet, parse_integer(v, 1, kMaxAmount)); }},
  {"LUDICE_TON_MAX_BET", W, kBet, "", [](S& s, V v) { return put(s.ton_max_bet, parse_integer(v, 1, kMaxAmount)); }},
  {"LUDICE_TON_WALLET", W, "the address of a wallet of TON such as UQAWlz0AUS6Y_gSAOkf_7OFjCnv3ey2swK_bl2ZVjxtipwZk", "",
   &apply_ton_wallet},
  {"LUDICE_TON_NETWORK", W, "mainnet or testnet", "", [](S& s, V v) { return put(s.ton_testnet, one_of(kNetworks, v)); }},
  {"LUDICE_TON_API_ROOT", U, "an address such as https://toncenter.com", "",
   [](S& s, V v) { return put(s.ton_api_root, parse_http_url(v)); }},
  {"LUDICE_TON_API_KEY", N, "1 to 256 characters of A-Z, a-z, 0-9, _ and -", "", &apply_ton_api_key},
  {"LUDICE_TON_MIN_DEPOSIT", W, kBet, "", [](S& s, V v) { return put(s.ton_min_deposit, parse_integer(v, 1, kMaxAmount)); }},
  {"LUDICE_TON_MIN_WITHDRAWAL", W, kBet, "", [](S& s, V v) { return put(s.ton_min_withdrawal, parse_integer(v, 1, kMaxAmount)); }},
  {"LUDICE_TON_WITHDRAWAL_FEE", W, kAmount, "", [](S& s, V v) { return put(s.ton_withdrawal_fee, parse_integer(v, 0, kMaxAmount)); }},
  {"LUDICE_TON_APPROVAL_FROM", W, kAmount, "", [](S& s, V v) { return put(s.ton_approval_from, parse_integer(v, 0, kMaxAmount)); }},
  {"LUDICE_TON_DUST", W, kAmount, "", [](S& s, V v) { return put(s.ton_dust, parse_integer(v, 0, kMaxAmount)); }},
  {"LUDICE_TON_LINK_TTL", W, kDuration, "", [](S& s, V v) { return put(s.ton_link_ttl, parse_duration(v)); }},
  {"LUDICE_TON_MOST_LAG", W, kDuration, "", [](S& s, V v) { return put(s.ton_most_lag, parse_duration(v)); }},
  {"LUDICE_TON_LABEL", W, kLabel, "", &apply_ton_label},
  {"LUDICE_TON_EXPLORER", U, "an address such as https://tonviewer.com/transaction", "",
   [](S& s, V v) { return put(s.ton_explorer, parse_http_url(v)); }},
  {"LUDICE_RAKE_BPS", W, "a whole number from 0 to 10000 (1/10000 of the pot)", "",
   [](S& s, V v) { return put(s.rake_bps, parse_integer(v, 0, 10'000)); }},
  {"LUDICE_WELCOME_POINTS", W, kAmount, "", [](S& s, V v) { return put(s.welcome_points, parse_integer(v, 0, kMaxAmount)); }},
  {"LUDICE_DAILY_POINTS", W, kAmount, "", [](S& s, V v) { return put(s.daily_points, parse_integer(v, 0, kMaxAmount)); }},
  {"LUDICE_STARS_PACKS", W, "a list of at most 12 whole numbers from 1 to 1000000 such as 15,50,100", "",
   [](S& s, V v) { return put(s.star_packs, parse_packs(v)); }},
  {"LUDICE_STARS_DAILY_LIMIT", W, kAmount, "", [](S& s, V v) { return put(s.stars_daily_limit, parse_integer(v, 0, kMaxAmount)); }},
  {"LUDICE_IP_LIMIT", W, kLimit, "", [](S& s, V v) { return put(s.ip_limit, parse_rate_limit(v)); }},
  {"LUDICE_USER_LIMIT", W, kLimit, "", [](S& s, V v) { return put(s.user_limit, parse_rate_limit(v)); }},
  {"LUDICE_TRUSTED_CLIENTS", W, kRanges, "", [](S& s, V v) { return put(s.trusted_clients, parse_ip_ranges(v)); }, true},
  {"LUDICE_TRUSTED_PROXIES", W, kRanges, "", [](S& s, V v) { return put(s.trusted_proxies, parse_ip_ranges(v)); }},
  {"LUDICE_SIGNATURE_V1", W, "trusted, anywhere or never", "", [](S& s, V v) { return put(s.signature_v1, one_of(kSignatures, v)); }},
  {"LUDICE_LOBBY_TTL", W, kDuration, "", [](S& s, V v) { return put(s.lobby_ttl, parse_duration(v)); }},
  {"LUDICE_TURN_TTL", W, kDuration, "", [](S& s, V v) { return put(s.turn_ttl, parse_duration(v)); }},
  {"LUDICE_VOID_TTL", W, kDuration, "", [](S& s, V v) { return put(s.void_ttl, parse_duration(v)); }},
  {"LUDICE_ADMINS", W, "a list of Telegram user ids such as 123456789,987654321", "",
   [](S& s, V v) { return put(s.admins, parse_ids(v)); }},
  {"LUDICE_ADMIN_CHAT", W, kChat, "", [](S& s, V v) { return put(s.admin_chat, parse_chat(v)); }},
  {"LUDICE_ROLL_CHAT", W, kChat, "", [](S& s, V v) { return put(s.roll_chat, parse_chat(v)); }},
  {"LUDICE_WEBHOOK_URL", U, "an address such as https://bot.example.org/hook, or http:// on 127.0.0.1 for a local Telegram", "",
   &apply_webhook_url},
  {"LUDICE_WEBHOOK_SECRET", N, "1 to 256 characters of A-Z, a-z, 0-9, _ and -", "", &apply_webhook_secret},
  {"LUDICE_API_URL", U, kUrl, "", [](S& s, V v) { return put(s.api_url, parse_http_url(v)); }},
  {"LUDICE_FINANCE_URL", U, kUrl, "", [](S& s, V v) { return put(s.finance_url, parse_http_url(v)); }},
  {"LUDICE_OPERATOR_KEY", N, kOperatorSecret, "", &apply_operator_key},
  {"SENTRY_DSN", N, "an address such as https://KEY@sentry.example.org/1", "",
   [](S& s, V v) { s.sentry_dsn = v; return good_if(parse_sentry_dsn(v).has_value()); }},
  {"LUDICE_LOG_LEVEL", W, "debug, info, warning or error", "", [](S& s, V v) { return put(s.log_level, one_of(kLevels, v)); }},
  {"LUDICE_LOG_FORMAT", W, "text or json", "", [](S& s, V v) { return put(s.log_format, one_of(kFormats, v)); }},
  {"LUDICE_LOG_REQUESTS", W, "all, errors or none", "", [](S& s, V v) { return put(s.log_requests, one_of(kRequests, v)); }},
  {"LUDICE_API_LISTEN", W, kListen, "", [](S& s, V v) { return put(s.api_listen, parse_listen(v)); }},
  {"LUDICE_BALANCE_LISTEN", W, kListen, "", [](S& s, V v) { return put(s.balance_listen, parse_listen(v)); }},
  {"LUDICE_FINANCE_LISTEN", W, kListen, "", [](S& s, V v) { return put(s.finance_listen, parse_listen(v)); }},
  {"LUDICE_WEBHOOK_LISTEN", W, kListen, "", [](S& s, V v) { return put(s.webhook_listen, parse_listen(v)); }},
  {"LUDICE_OPS_LISTEN", W, kListen, "", [](S& s, V v) { return put(s.ops_listen, parse_listen(v)); }},
  {"LUDICE_SANDBOX_LISTEN", W, kListen, "", [](S& s, V v) { return put(s.sandbox_listen, parse_listen(v)); }},
  {"LUDICE_AUTO_MIGRATE", W, "0 or 1", "", [](S& s, V v) { return put(s.auto_migrate, one_of(kSwitch, v)); }},
});
// clang-format on

}  // namespace

std::span<const Variable> setting_table() {
  return kTable;
}

}  // namespace ludice::ops
