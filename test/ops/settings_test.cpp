// Every variable of the contract: its default, a right value, wrong values with the line they bring.
#include "ops/settings.hpp"

#include "ops/setting_table.hpp"

#include <functional>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace ludice::ops {
namespace {

constexpr const char* kBotToken = "123456789:AAEhBP0av28FR-ffffffffff_KyKkRE1234";
constexpr const char* kKey = "0123456789abcdef";
constexpr const char* kOperatorKey = "0123456789abcdef0123456789abcdef";

std::expected<Settings, std::string> from(Environment environment, Needs needs = {}) {
  return read_settings({.environment = std::move(environment), .env_file = {}, .secrets_json = {}}, needs);
}

std::string error_of(const std::expected<Settings, std::string>& settings) {
  return settings ? "no error" : settings.error();
}

TEST(SettingsDefaults, are_those_of_the_contract) {
  const auto s = from({});
  ASSERT_TRUE(s) << s.error();
  EXPECT_EQ(s->token, "");
  EXPECT_EQ(s->telegram_api_root, "https://api.telegram.org");
  EXPECT_EQ(s->database_path, "data/ludice.db");
  EXPECT_TRUE(s->auto_migrate);
  EXPECT_EQ(s->assets, std::vector<std::string>{"points"});
  EXPECT_EQ(s->min_bet, 10);
  EXPECT_EQ(s->max_bet, 1'000'000);
  EXPECT_EQ(s->ton_min_bet, 100'000'000);
  EXPECT_EQ(s->ton_max_bet, 100'000'000'000);
  EXPECT_EQ(s->rake_bps, 0);
  EXPECT_EQ(s->welcome_points, 1'000);
  EXPECT_EQ(s->daily_points, 100);
  EXPECT_EQ(s->ip_limit, (RateLimit{10, Millis{60'000}}));
  EXPECT_EQ(s->user_limit, (RateLimit{1, Millis{1'000}}));
  EXPECT_EQ(s->signature_v1, SignatureV1::trusted);
  EXPECT_EQ(s->lobby_ttl, Millis{120'000});
  EXPECT_EQ(s->turn_ttl, Millis{60'000});
  EXPECT_EQ(s->void_ttl, Millis{900'000});
  EXPECT_EQ(s->log_level, log::Level::info);
  EXPECT_EQ(s->log_format, std::nullopt);
  EXPECT_EQ(s->log_requests, LogRequests::all);
  EXPECT_EQ(s->notes.size(), 0U);
}

TEST(SettingsDefaults, every_listener_is_on_loopback) {
  const auto s = from({});
  EXPECT_EQ(s->api_listen, "127.0.0.1:8080");
  EXPECT_EQ(s->balance_listen, "127.0.0.1:8000");
  EXPECT_EQ(s->finance_listen, "127.0.0.1:8081");
  EXPECT_EQ(s->webhook_listen, "127.0.0.1:8443");
  EXPECT_EQ(s->ops_listen, "127.0.0.1:9464");
  EXPECT_EQ(s->sandbox_listen, "127.0.0.1:8090");
}

TEST(SettingsDefaults, loopback_is_trusted_and_no_proxy_is) {
  const auto s = from({});
  EXPECT_TRUE(net::contains(s->trusted_clients, *net::IpAddress::parse("127.0.0.9")));
  EXPECT_TRUE(net::contains(s->trusted_clients, *net::IpAddress::parse("::1")));
  EXPECT_FALSE(net::contains(s->trusted_clients, *net::IpAddress::parse("10.0.0.1")));
  EXPECT_EQ(s->trusted_proxies.size(), 0U);
}

struct Right {
  const char* name;
  const char* value;
  std::function<bool(const Settings&)> holds;
};

const std::vector<Right>& right_values() {
  using S = const Settings&;
  static const std::vector<Right> rows{
      {"TOKEN", kBotToken, [](S s) { return s.token == kBotToken; }},
      {"SECRET_KEY", kKey, [](S s) { return s.secret_key == kKey; }},
      {"secret_token", "284685063:TEST:abc", [](S s) { return s.notes.size() == 1; }},
      {"TELEGRAM_API_ROOT", "http://127.0.0.1:8090/",
       [](S s) { return s.telegram_api_root == "http://127.0.0.1:8090"; }},
      {"DATABASE_URL", "sqlite:/var/lib/l.db", [](S s) { return s.database_path == "/var/lib/l.db"; }},
      {"DATABASE_URL", "postgresql://ludice:s3cret@db/ludice?password=x",
       [](S s) {
         return s.database_url == "postgresql://ludice:s3cret@db/ludice?password=x" &&
                s.database_name == "postgresql://db/ludice";
       }},
      {"DATABASE_URL", "postgresql://ludice:s3?cret@db/ludice",
       [](S s) { return s.database_name == "postgresql://***"; }},
      {"REDIS_URL", "redis://:s3cret@h:7/3", [](S s) { return s.redis_url == "redis://:s3cret@h:7/3"; }},
      {"LUDICE_ASSETS", "ton", [](S s) { return s.assets == std::vector<std::string>{"ton"}; }},
      {"LUDICE_ASSETS", "stars,ton", [](S s) { return s.assets.size() == 2 && s.assets[0] == "stars"; }},
      {"LUDICE_MIN_BET", "1", [](S s) { return s.min_bet == 1; }},
      {"LUDICE_MAX_BET", "9007199254740991", [](S s) { return s.max_bet == 9'007'199'254'740'991; }},
      {"LUDICE_TON_MIN_BET", "100000000", [](S s) { return s.ton_min_bet == 100'000'000; }},
      {"LUDICE_TON_MAX_BET", "200000000", [](S s) { return s.ton_max_bet == 200'000'000; }},
      {"LUDICE_TON_WALLET", "UQAWlz0AUS6Y_gSAOkf_7OFjCnv3ey2swK_bl2ZVjxtipwZk",
       [](S s) { return s.ton_wallet == "UQAWlz0AUS6Y_gSAOkf_7OFjCnv3ey2swK_bl2ZVjxtipwZk"; }},
      {"LUDICE_TON_NETWORK", "testnet", [](S s) { return s.ton_testnet; }},
      {"LUDICE_TON_API_ROOT", "https://testnet.toncenter.com/",
       [](S s) { return s.ton_api_root == "https://testnet.toncenter.com"; }},
      {"LUDICE_TON_API_KEY", "0123abcd", [](S s) { return s.ton_api_key == "0123abcd"; }},
      {"LUDICE_TON_MIN_DEPOSIT", "1", [](S s) { return s.ton_min_deposit == 1; }},
      {"LUDICE_TON_MIN_WITHDRAWAL", "30000000", [](S s) { return s.ton_min_withdrawal == 30'000'000; }},
      {"LUDICE_TON_WITHDRAWAL_FEE", "0", [](S s) { return s.ton_withdrawal_fee == 0; }},
      {"LUDICE_RAKE_BPS", "10000", [](S s) { return s.rake_bps == 10'000; }},
      {"LUDICE_WELCOME_POINTS", "0", [](S s) { return s.welcome_points == 0; }},
      {"LUDICE_DAILY_POINTS", "0", [](S s) { return s.daily_points == 0; }},
      {"LUDICE_STARS_PACKS", "15,1000000",
       [](S s) { return s.star_packs == std::vector<std::int64_t>{15, 1'000'000}; }},
      {"LUDICE_STARS_DAILY_LIMIT", "500", [](S s) { return s.stars_daily_limit == 500; }},
      {"LUDICE_IP_LIMIT", "0", [](S s) { return s.ip_limit == RateLimit{}; }},
      {"LUDICE_USER_LIMIT", "5/minute", [](S s) { return s.user_limit == RateLimit{5, Millis{60'000}}; }},
      {"LUDICE_TRUSTED_CLIENTS", "10.0.0.0/8", [](S s) { return s.trusted_clients.size() == 1; }},
      {"LUDICE_TRUSTED_CLIENTS", "", [](S s) { return s.trusted_clients.empty(); }},
      {"LUDICE_TRUSTED_PROXIES", "10.0.0.0/8,::1", [](S s) { return s.trusted_proxies.size() == 2; }},
      {"LUDICE_SIGNATURE_V1", "never", [](S s) { return s.signature_v1 == SignatureV1::never; }},
      {"LUDICE_LOBBY_TTL", "2s", [](S s) { return s.lobby_ttl == Millis{2'000}; }},
      {"LUDICE_TURN_TTL", "3s", [](S s) { return s.turn_ttl == Millis{3'000}; }},
      {"LUDICE_VOID_TTL", "1h", [](S s) { return s.void_ttl == Millis{3'600'000}; }},
      {"LUDICE_ADMINS", "7,8", [](S s) { return s.admins.size() == 2; }},
      {"LUDICE_ADMIN_CHAT", "-100123", [](S s) { return s.admin_chat == -100'123; }},
      {"LUDICE_ROLL_CHAT", "7", [](S s) { return s.roll_chat == 7; }},
  };
  return rows;
}

const std::vector<Right>& right_ways() {
  using S = const Settings&;
  static const std::vector<Right> rows{
      {"LUDICE_WEBHOOK_URL", "https://a.example.org/hook", [](S s) { return s.webhook_url.has_value(); }},
      {"LUDICE_WEBHOOK_SECRET", "a_b-C9", [](S s) { return s.webhook_secret == "a_b-C9"; }},
      {"LUDICE_API_URL", "http://10.0.0.1:8080", [](S s) { return s.api_url == "http://10.0.0.1:8080"; }},
      {"LUDICE_FINANCE_URL", "https://f.org", [](S s) { return s.finance_url == "https://f.org"; }},
      {"LUDICE_OPERATOR_KEY", kOperatorKey, [](S s) { return s.operator_key == kOperatorKey; }},
      {"LUDICE_TON_APPROVAL_FROM", "0", [](S s) { return s.ton_approval_from == 0; }},
      {"LUDICE_TON_DUST", "0", [](S s) { return s.ton_dust == 0; }},
      {"LUDICE_TON_LINK_TTL", "5m", [](S s) { return s.ton_link_ttl == Millis{300'000}; }},
      {"LUDICE_TON_MOST_LAG", "2m", [](S s) { return s.ton_most_lag == Millis{120'000}; }},
      {"LUDICE_TON_LABEL", "Dé's № 1", [](S s) { return s.ton_label == "Dé's № 1"; }},
      {"LUDICE_TON_EXPLORER", "https://tonviewer.com/transaction/",
       [](S s) { return s.ton_explorer == "https://tonviewer.com/transaction"; }},
      {"SENTRY_DSN", "https://s3cret@sentry.example.org/1", [](S s) { return !s.sentry_dsn.empty(); }},
      {"LUDICE_LOG_LEVEL", "warning", [](S s) { return s.log_level == log::Level::warning; }},
      {"LUDICE_LOG_FORMAT", "json", [](S s) { return s.log_format == LogFormat::json; }},
      {"LUDICE_LOG_REQUESTS", "errors", [](S s) { return s.log_requests == LogRequests::errors; }},
      {"LUDICE_API_LISTEN", "0.0.0.0:1", [](S s) { return s.api_listen == "0.0.0.0:1"; }},
      {"LUDICE_BALANCE_LISTEN", "0.0.0.0:2", [](S s) { return s.balance_listen == "0.0.0.0:2"; }},
      {"AMQP_URL", "amqp://u:pw@h/v", [](S s) { return s.amqp_url == "amqp://u:pw@h/v"; }},
      {"LUDICE_FINANCE_LISTEN", "0.0.0.0:3", [](S s) { return s.finance_listen == "0.0.0.0:3"; }},
      {"LUDICE_WEBHOOK_LISTEN", "0.0.0.0:4", [](S s) { return s.webhook_listen == "0.0.0.0:4"; }},
      {"LUDICE_OPS_LISTEN", "[::1]:5", [](S s) { return s.ops_listen == "[::1]:5"; }},
      {"LUDICE_SANDBOX_LISTEN", "0.0.0.0:6", [](S s) { return s.sandbox_listen == "0.0.0.0:6"; }},
      {"LUDICE_AUTO_MIGRATE", "0", [](S s) { return !s.auto_migrate; }},
  };
  return rows;
}

std::vector<Right> all_right() {
  std::vector<Right> rows = right_values();
  rows.insert(rows.end(), right_ways().begin(), right_ways().end());
  return rows;
}

TEST(SettingsValues, a_right_value_is_taken) {
  for (const Right& row : all_right()) {
    const auto settings = from({{row.name, row.value}});
    ASSERT_TRUE(settings) << settings.error();
    EXPECT_TRUE(row.holds(*settings)) << row.name;
  }
}

struct Wrong {
  const char* name;
  const char* value;
  const char* line;
};

const std::vector<Wrong>& refused_values() {
  static const std::vector<Wrong> rows{
      {"REDIS_URL", "rediss://:s3cret@127.0.0.1",
       "REDIS_URL = \"rediss://***@127.0.0.1\": TLS to Redis (rediss:) is not supported: use redis:// over a "
       "tunnel or a private network"},
      {"AMQP_URL", "amqps://me:s3cret@127.0.0.1",
       "AMQP_URL = \"amqps://***@127.0.0.1\": there is no TLS towards RabbitMQ: give an amqp:// address, of "
       "a tunnel where the network is not yours"},
  };
  return rows;
}

TEST(SettingsValues, what_this_version_cannot_do_is_refused) {
  for (const Wrong& row : refused_values()) EXPECT_EQ(error_of(from({{row.name, row.value}})), row.line);
}

TEST(SettingsValues, every_variable_of_the_table_has_a_row_here) {
  std::set<std::string_view> covered;
  for (const Right& row : all_right()) covered.insert(row.name);
  for (const Wrong& row : refused_values()) covered.insert(row.name);
  std::set<std::string_view> known;
  for (const Variable& variable : setting_table()) known.insert(variable.name);
  EXPECT_EQ(covered, known);
}

TEST(SettingsValues, a_value_of_the_wrong_kind_brings_one_line_that_says_what_is_right) {
  const std::vector<Wrong> rows{
      {"TOKEN", "s3cret",
       "TOKEN = \"***\" (6 bytes): expected a bot token as @BotFather gives it, 123456789:AAE…"},
      {"SECRET_KEY", "s3cret",
       "SECRET_KEY = \"***\" (6 bytes): expected at least 16 bytes, such as 32 random hex digits"},
      {"AMQP_URL", "amqp://me:s3cret@127.0.0.1/a/b",
       "AMQP_URL = \"amqp://***@127.0.0.1/a/b\": expected an address such as "
       "amqp://user:password@127.0.0.1:5672/vhost"},
      {"DATABASE_URL", "sqlite:",
       "DATABASE_URL = \"sqlite:\": expected sqlite: and the path of a file, such as "
       "sqlite:data/ludice.db, or postgresql:// and where it is"},
      {"DATABASE_URL", "postgresql://ludice:s3cret@db/lu dice",
       "DATABASE_URL = \"postgresql://***@db/lu dice\": expected sqlite: and the path of a file, such as "
       "sqlite:data/ludice.db, or postgresql:// and where it is"},
      {"LUDICE_RAKE_BPS", "10001",
       "LUDICE_RAKE_BPS = \"10001\": expected a whole number from 0 to 10000 (1/10000 of the pot)"},
      {"LUDICE_LOBBY_TTL", "120", "LUDICE_LOBBY_TTL = \"120\": expected a duration such as 120s, 15m or 2h"},
      {"LUDICE_LOG_FORMAT", "a\nb", "LUDICE_LOG_FORMAT = \"a\\nb\": expected text or json"},
      {"LUDICE_WEBHOOK_URL", "http://a.example.org/hook",
       "LUDICE_WEBHOOK_URL = \"http://a.example.org/hook\": expected an address such as "
       "https://bot.example.org/hook, or http:// on 127.0.0.1 for a local Telegram"},
      {"LUDICE_WEBHOOK_SECRET", "s3cret!",
       "LUDICE_WEBHOOK_SECRET = \"***\" (7 bytes): expected 1 to 256 characters of A-Z, "
       "a-z, 0-9, _ and -"},
      {"LUDICE_MIN_BET", "2000000",
       "LUDICE_MIN_BET = \"2000000\": expected at most LUDICE_MAX_BET, which is 1000000"},
      {"LUDICE_TON_WALLET", "UQAWlz0AUS6Y_gSAOkf_7OFjCnv3ey2swK_bl2ZVjxtipwZl",
       "LUDICE_TON_WALLET = \"UQAWlz0AUS6Y_gSAOkf_7OFjCnv3ey2swK_bl2ZVjxtipwZl\": expected the address of a "
       "wallet "
       "of TON such as UQAWlz0AUS6Y_gSAOkf_7OFjCnv3ey2swK_bl2ZVjxtipwZk"},
      {"LUDICE_TON_WALLET", "0QAWlz0AUS6Y_gSAOkf_7OFjCnv3ey2swK_bl2ZVjxtip73u",
       "LUDICE_TON_WALLET = \"0QAWlz0AUS6Y_gSAOkf_7OFjCnv3ey2swK_bl2ZVjxtip73u\": expected a wallet of "
       "the main network, or LUDICE_TON_NETWORK=testnet"},
      {"LUDICE_TON_API_KEY", "s3 cret",
       "LUDICE_TON_API_KEY = \"***\" (7 bytes): expected 1 to 256 characters of A-Z, a-z, 0-9, _ and -"},
      {"LUDICE_TON_LABEL", "Dice <b>",
       "LUDICE_TON_LABEL = \"Dice <b>\": expected a name of 1 to 40 bytes, with a letter or "
       "digit, without < > & \" and \\"},
      {"LUDICE_TON_EXPLORER", "tonviewer.com",
       "LUDICE_TON_EXPLORER = \"tonviewer.com\": expected an address such as "
       "https://tonviewer.com/transaction"},
      {"LUDICE_TON_WITHDRAWAL_FEE", "1000000000",
       "LUDICE_TON_WITHDRAWAL_FEE = \"1000000000\": expected less than LUDICE_TON_MIN_WITHDRAWAL, which is "
       "1000000000"},
      {"LUDICE_TON_MAX_BET", "5",
       "LUDICE_TON_MIN_BET = \"100000000\": expected at most LUDICE_TON_MAX_BET, which is 5"},
      {"LUDICE_ASSETS", "points,points",
       "LUDICE_ASSETS = \"points,points\": expected a list of points, stars and ton, each once"},
  };
  for (const Wrong& row : rows) EXPECT_EQ(error_of(from({{row.name, row.value}})), row.line);
}

TEST(SettingsValues, every_checked_variable_refuses_nonsense) {
  for (const Variable& variable : setting_table()) {
    if (variable.name == "secret_token") continue;  // whatever it is, it is not used
    const std::string line = error_of(from({{std::string(variable.name), "!"}}));
    EXPECT_TRUE(line.starts_with(std::string(variable.name) + " = ")) << line;
    EXPECT_TRUE(line.ends_with("expected " + std::string(variable.expected))) << line;
  }
}

TEST(SettingsUnknown, a_variable_of_ours_that_is_not_known_is_refused_with_the_nearest_name) {
  EXPECT_EQ(error_of(from({{"LUDICE_RAKE_BSP", "5"}})),
            "LUDICE_RAKE_BSP = \"5\": there is no such setting; did you mean LUDICE_RAKE_BPS?");
  EXPECT_EQ(error_of(from({{"LUDICE_COLOUR_OF_THE_DICE", "red"}})),
            "LUDICE_COLOUR_OF_THE_DICE = \"red\": there is no such setting; leave it out");
}

TEST(SettingsUnknown, its_value_is_not_shown_where_it_may_be_a_secret) {
  EXPECT_EQ(error_of(from({{"LUDICE_OPERATOR_KEYS", "s3cret"}})),
            "LUDICE_OPERATOR_KEYS = \"***\": there is no such setting; did you mean LUDICE_OPERATOR_KEY?");
}

TEST(SettingsUnknown, it_is_refused_in_the_file_too_and_others_are_left_alone) {
  SettingSources sources;
  sources.env_file = {{"PATH_OF_SOMETHING", "x"}};
  sources.environment = {{"HOME", "/"}, {"ludice_x", "1"}};
  EXPECT_TRUE(read_settings(sources, {}));
  sources.env_file = {{"LUDICE_X", "1"}};
  EXPECT_FALSE(read_settings(sources, {}));
}

TEST(SettingsSources, the_environment_comes_before_the_file_and_the_file_before_the_json) {
  SettingSources sources;
  sources.secrets_json = R"({"secret_key": "from secrets.json"})";
  EXPECT_EQ(read_settings(sources, {})->secret_key, "from secrets.json");
  sources.env_file = {{"SECRET_KEY", "from the env file"}};
  EXPECT_EQ(read_settings(sources, {})->secret_key, "from the env file");
  sources.environment = {{"SECRET_KEY", "from the environment"}};
  EXPECT_EQ(read_settings(sources, {})->secret_key, "from the environment");
}

TEST(SettingsSources, an_empty_variable_hides_the_one_in_the_file_and_is_not_set) {
  SettingSources sources;
  sources.environment = {{"TOKEN", ""}, {"LUDICE_RAKE_BPS", ""}};
  sources.env_file = {{"TOKEN", kBotToken}, {"LUDICE_RAKE_BPS", "50"}};
  const auto settings = read_settings(sources, {});
  ASSERT_TRUE(settings) << settings.error();
  EXPECT_EQ(settings->token, "");
  EXPECT_EQ(settings->rake_bps, 0);
}

TEST(SettingsSources, an_error_names_the_file_it_comes_from) {
  SettingSources sources;
  sources.env_file = {{"LUDICE_RAKE_BPS", "x"}};
  EXPECT_TRUE(error_of(read_settings(sources, {})).starts_with("LUDICE_RAKE_BPS (.env) = \"x\": "));
}

TEST(SettingsSecretsJson, what_is_no_object_or_no_key_is_refused) {
  for (const char* text : {"", "{", "[]", R"({"secret_key": 5})", R"({"secret_key": "short"})"}) {
    SettingSources sources;
    sources.secrets_json = text;
    const std::string line = error_of(read_settings(sources, {}));
    EXPECT_TRUE(line.contains("secrets.json")) << text << ": " << line;
    EXPECT_FALSE(line.contains("short")) << line;
  }
}

TEST(SettingsSecretsJson, api_keys_are_refused_unless_empty) {
  SettingSources sources;
  sources.secrets_json = R"({"secret_key": "0123456789abcdef", "api_keys": {"web": "s3cret"}})";
  const std::string line = error_of(read_settings(sources, {}));
  EXPECT_TRUE(line.starts_with("secrets.json: api_keys is not supported")) << line;
  EXPECT_FALSE(line.contains("s3cret")) << line;
  for (const char* empty :
       {R"({"api_keys": {}})", R"({"api_keys": []})", R"({"api_keys": ""})", R"({"api_keys": null})"}) {
    sources.secrets_json = empty;
    EXPECT_TRUE(read_settings(sources, {})) << empty;
  }
}

TEST(SettingsNeeds, what_a_command_needs_must_be_set) {
  EXPECT_TRUE(error_of(from({{"SECRET_KEY", kKey}}, {.token = true, .secret_key = true}))
                  .starts_with("TOKEN is not set: "));
  EXPECT_TRUE(error_of(from({{"TOKEN", kBotToken}}, {.token = true, .secret_key = true}))
                  .starts_with("SECRET_KEY is not set: "));
  EXPECT_TRUE(from({{"TOKEN", kBotToken}, {"SECRET_KEY", kKey}}, {.token = true, .secret_key = true}));
  EXPECT_TRUE(from({}));
}

TEST(SettingsNeeds, a_token_for_operators_needs_their_key) {
  EXPECT_TRUE(error_of(from({}, {.operator_key = true})).starts_with("LUDICE_OPERATOR_KEY is not set: "));
  EXPECT_TRUE(from({{"LUDICE_OPERATOR_KEY", kOperatorKey}}, {.operator_key = true}));
}

TEST(SettingsTogether, the_key_of_operators_is_neither_short_nor_that_of_front_ends) {
  const std::string shorter(31, 'x');
  EXPECT_TRUE(error_of(from({{"LUDICE_OPERATOR_KEY", shorter}})).ends_with("such as 64 random hex digits"));
  const std::string line =
      error_of(from({{"SECRET_KEY", kOperatorKey}, {"LUDICE_OPERATOR_KEY", kOperatorKey}}));
  EXPECT_TRUE(line.contains("another key than SECRET_KEY")) << line;
  EXPECT_FALSE(line.contains(kOperatorKey)) << line;
  SettingSources sources;
  sources.environment = {{"LUDICE_OPERATOR_KEY", kOperatorKey}};
  sources.secrets_json = R"({"secret_key": "0123456789abcdef0123456789abcdef"})";
  EXPECT_TRUE(error_of(read_settings(sources, {})).contains("another key than SECRET_KEY"));
}

TEST(SettingsNeeds, the_bot_plays_for_points) {
  EXPECT_EQ(error_of(from({{"LUDICE_ASSETS", "stars,points"}}, {.points_first = true})),
            "LUDICE_ASSETS = \"stars,points\": expected points first, since the bot of this version plays "
            "for points");
  EXPECT_TRUE(from({{"LUDICE_ASSETS", "points,stars,ton"}}, {.points_first = true}));
}

}  // namespace
}  // namespace ludice::ops
