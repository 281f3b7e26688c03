// The table of variables, in the order of the contract.
#include "ops/setting_table.hpp"

#include "ops/setting_values.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace ludice::ops {
namespace {

using S = Settings;
using V = std::string_view;

constexpr std::int64_t kMaxAmount = (std::int64_t{1} << 53) - 1;
constexpr std::size_t kMinSecretBytes = 16;
constexpr std::size_t kMaxWebhookSecret = 256;  // Bot API, setWebhook: 1 to 256 of A-Z a-z 0-9 _ -

constexpr V kAmount = "a whole number from 0 to 9007199254740991";
constexpr V kBet = "a whole number from 1 to 9007199254740991";
constexpr V kListen = "an address and a port such as 127.0.0.1:8080 or [::1]:8080";
constexpr V kUrl = "an address such as http://127.0.0.1:8080";
constexpr V kDuration = "a duration such as 120s, 15m or 2h";
constexpr V kLimit = "a limit such as 10/minute or 1/second (second, minute, hour, day), or 0 for none";
constexpr V kRanges = "a list of addresses such as 127.0.0.0/8,::1/128";
constexpr V kChat = "the number of a chat such as 123456789 or -1001234567890";
constexpr V kSecret = "at least 16 bytes, such as 32 random hex digits";

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

Verdict apply_secret_key(S& s, V v) {
  s.secret_key = v;
  return good_if(v.size() >= kMinSecretBytes);
}

Verdict apply_provider_token(S& s, V) {
  s.notes.emplace_back("secret_token is accepted and not used: Telegram Stars need no provider token");
  return Verdict::good;
}

/// An address without who asks, and without parameters, which may hold a password.
std::string without_secrets(V url) {
  url = url.substr(0, url.find('?'));
  const std::size_t start = url.find("://") + 3;
  const std::size_t user_end = url.rfind('@');
  if (user_end == V::npos) return std::string(url);
  return std::string(url.substr(0, start)).append(url.substr(user_end + 1));
}

Verdict apply_database(S& s, V v) {
  constexpr V kSqlite = "sqlite:";
  if (has_scheme(v, "postgresql://", "postgres://")) {
    s.database_url = v;
    s.database_name = without_secrets(v);
    return good_if(v.find_first_of(" \t\n") == V::npos);
  }
  if (!v.starts_with(kSqlite) || v.size() == kSqlite.size()) return Verdict::wrong;
  s.database_path = v.substr(kSqlite.size());
  s.database_name = s.database_path;
  s.database_url.clear();
  return Verdict::good;
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

Verdict apply_webhook_secret(S&, V v) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return good_if(v.size() <= kMaxWebhookSecret && std::ranges::all_of(v, allowed));
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
  {"REDIS_URL", U, "an address such as redis://127.0.0.1:6379", "this version does not work with Redis: leave it out",
   [](S&, V v) { return refused_if(has_scheme(v, "redis://", "rediss://")); }},
  {"AMQP_URL", U, "an address such as amqp://127.0.0.1:5672", "this version does not work with RabbitMQ: leave it out",
   [](S&, V v) { return refused_if(has_scheme(v, "amqp://", "amqps://")); }},
  {"LUDICE_ASSETS", W, "a list of points, stars and ton, each once", "", &apply_assets},
  {"LUDICE_MIN_BET", W, kBet, "", [](S& s, V v) { return put(s.min_bet, parse_integer(v, 1, kMaxAmount)); }},
  {"LUDICE_MAX_BET", W, kBet, "", [](S& s, V v) { return put(s.max_bet, parse_integer(v, 1, kMaxAmount)); }},
  {"LUDICE_TON_MIN_BET", W, kBet, "", [](S& s, V v) { return put(s.ton_min_bet, parse_integer(v, 1, kMaxAmount)); }},
  {"LUDICE_TON_MAX_BET", W, kBet, "", [](S& s, V v) { return put(s.ton_max_bet, parse_integer(v, 1, kMaxAmount)); }},
  {"LUDICE_RAKE_BPS", W, "a whole number from 0 to 10000 (1/10000 of the pot)", "",
   [](S& s, V v) { return put(s.rake_bps, parse_integer(v, 0, 10'000)); }},
  {"LUDICE_WELCOME_POINTS", W, kAmount, "", [](S& s, V v) { return put(s.welcome_points, parse_integer(v, 0, kMaxAmount)); }},
  {"LUDICE_DAILY_POINTS", W, kAmount, "", [](S& s, V v) { return put(s.daily_points, parse_integer(v, 0, kMaxAmount)); }},
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
  {"LUDICE_WEBHOOK_URL", U, "an address such as https://bot.example.org/hook",
   "this version receives updates by long polling only: leave it out",
   [](S&, V v) { return refused_if(v.starts_with("https://") && parse_http_url(v)); }},
  {"LUDICE_WEBHOOK_SECRET", N, "1 to 256 characters of A-Z, a-z, 0-9, _ and -", "", &apply_webhook_secret},
  {"LUDICE_API_URL", U, kUrl, "", [](S& s, V v) { return put(s.api_url, parse_http_url(v)); }},
  {"LUDICE_FINANCE_URL", U, kUrl, "", [](S& s, V v) { return put(s.finance_url, parse_http_url(v)); }},
  {"LUDICE_OPERATOR_KEY", N, kSecret, "", [](S&, V v) { return good_if(v.size() >= kMinSecretBytes); }},
  {"SENTRY_DSN", N, "an address such as https://KEY@sentry.example.org/1", "this version does not report to Sentry: leave it out",
   [](S&, V v) { return refused_if(has_scheme(v, "https://", "http://")); }},
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
