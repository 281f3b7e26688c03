// Goes through the sources in their order and says in one line what is wrong.
#include "ops/settings.hpp"

#include "domain/ton_address.hpp"
#include "ops/escape.hpp"
#include "ops/setting_table.hpp"
#include "ops/setting_values.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fmt/ranges.h>

namespace ludice::ops {
namespace {

using Problem = std::optional<std::string>;

constexpr std::string_view kPrefix = "LUDICE_";
constexpr std::size_t kNearEnough = 3;

std::string shown_value(const Variable& variable, std::string_view value) {
  switch (variable.shown) {
    case Shown::whole:
      return in_quotes(value);
    case Shown::without_user:
      return in_quotes(without_secrets(value, "***@"));
    case Shown::never:
      break;
  }
  return "\"***\" (" + std::to_string(value.size()) + " bytes)";
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = std::exchange(row[j + 1], std::min({row[j] + 1, row[j + 1] + 1, changed}));
    }
  }
  return row.back();
}

std::string unknown_variable(std::string_view name, std::string_view value) {
  const auto distance = [&](const Variable& variable) { return edit_distance(name, variable.name); };
  const Variable& nearest = *std::ranges::min_element(setting_table(), {}, distance);
  std::string line = std::string(name) + " = " + in_quotes(value, 40) + ": there is no such setting";
  if (distance(nearest) <= kNearEnough) return line + "; did you mean " + std::string(nearest.name) + "?";
  return line + "; leave it out";
}

/// A misspelt name may hold a secret, so only the values of LUDICE_ variables without such a word are shown.
Problem find_unknown(const Environment& variables) {
  for (const auto& [name, value] : variables) {
    if (!name.starts_with(kPrefix)) continue;
    if (std::ranges::find(setting_table(), name, &Variable::name) != setting_table().end()) continue;
    const bool secret = name.contains("SECRET") || name.contains("KEY") || name.contains("TOKEN");
    return unknown_variable(name, secret ? "***" : value);
  }
  return std::nullopt;
}

Problem apply(const Variable& variable, Settings& settings, std::string_view value, std::string_view origin) {
  const Verdict verdict = variable.apply(settings, value);
  if (verdict == Verdict::good) return std::nullopt;
  std::string line =
      std::string(variable.name) + std::string(origin) + " = " + shown_value(variable, value) + ": ";
  if (verdict == Verdict::refused) return line + std::string(variable.instead);
  return line + "expected " + std::string(variable.expected);
}

/// The environment first, `.env` second; a variable set to nothing hides the one in the file.
Problem apply_variables(const SettingSources& sources, Settings& settings) {
  for (const Variable& variable : setting_table()) {
    std::string_view origin;
    auto found = sources.environment.find(variable.name);
    if (found == sources.environment.end()) {
      found = sources.env_file.find(variable.name);
      if (found == sources.env_file.end()) continue;
      origin = " (.env)";
    }
    if (found->second.empty() && !variable.empty_counts) continue;
    if (Problem problem = apply(variable, settings, found->second, origin)) return problem;
  }
  return std::nullopt;
}

bool is_empty(const boost::json::value& value) {
  if (const auto* array = value.if_array()) return array->empty();
  if (const auto* object = value.if_object()) return object->empty();
  if (const auto* text = value.if_string()) return text->empty();
  return value.is_null();
}

Problem apply_secrets_json(std::string_view text, Settings& settings) {
  boost::system::error_code error;
  const boost::json::value parsed = boost::json::parse({text.data(), text.size()}, error);
  const boost::json::object* const object = error ? nullptr : parsed.if_object();
  if (object == nullptr)
    return "secrets.json: cannot be read; expected an object such as {\"secret_key\": \"…\"}";
  if (const auto* keys = object->if_contains("api_keys"); keys != nullptr && !is_empty(*keys)) {
    return "secrets.json: api_keys is not supported (whoever holds secret_key is a front end of ours); leave "
           "it out";
  }
  const boost::json::value* const key = object->if_contains("secret_key");
  if (key == nullptr || is_empty(*key) || !settings.secret_key.empty()) return std::nullopt;
  const Variable& variable = *std::ranges::find(setting_table(), "SECRET_KEY", &Variable::name);
  if (!key->is_string())
    return "secrets.json: secret_key = \"***\": expected text of " + std::string(variable.expected);
  const auto& value = key->get_string();
  return apply(variable, settings, {value.data(), value.size()}, " (secret_key in secrets.json)");
}

/// The fee is taken from what is withdrawn, so something of it must be left; and an address that is written
/// for the test network is none of the main one's.
Problem check_ton(const Settings& settings) {
  if (settings.ton_withdrawal_fee >= settings.ton_min_withdrawal) {
    return fmt::format(
        "LUDICE_TON_WITHDRAWAL_FEE = \"{}\": expected less than LUDICE_TON_MIN_WITHDRAWAL, which is {}",
        settings.ton_withdrawal_fee, settings.ton_min_withdrawal);
  }
  const auto wallet = domain::parse_ton_address(settings.ton_wallet);
  if (wallet && wallet->flags.testnet && !settings.ton_testnet) {
    return fmt::format(
        "LUDICE_TON_WALLET = \"{}\": expected a wallet of the main network, or LUDICE_TON_NETWORK=testnet",
        settings.ton_wallet);
  }
  return std::nullopt;
}

Problem check_together(const Settings& settings) {
  const auto crossed = [](std::string_view least, std::int64_t min, std::string_view most, std::int64_t max) {
    return std::string(least) + " = \"" + std::to_string(min) + "\": expected at most " + std::string(most) +
           ", which is " + std::to_string(max);
  };
  if (settings.min_bet > settings.max_bet) {
    return crossed("LUDICE_MIN_BET", settings.min_bet, "LUDICE_MAX_BET", settings.max_bet);
  }
  if (!settings.operator_key.empty() && settings.operator_key == settings.secret_key) {
    return "LUDICE_OPERATOR_KEY = \"***\": expected another key than SECRET_KEY, which front ends hold";
  }
  if (settings.ton_min_bet > settings.ton_max_bet) {
    return crossed("LUDICE_TON_MIN_BET", settings.ton_min_bet, "LUDICE_TON_MAX_BET", settings.ton_max_bet);
  }
  return check_ton(settings);
}

Problem check_needs(const Settings& settings, Needs needs) {
  if (needs.token && settings.token.empty()) {
    return "TOKEN is not set: expected a bot token as @BotFather gives it, in the environment or in .env";
  }
  if (needs.secret_key && settings.secret_key.empty()) {
    return "SECRET_KEY is not set: expected at least 16 bytes, in the environment, in .env or in "
           "secrets.json";
  }
  if (needs.operator_key && settings.operator_key.empty()) {
    return "LUDICE_OPERATOR_KEY is not set: expected at least 32 bytes, in the environment or in .env";
  }
  if (needs.points_first && settings.assets.front() != "points") {
    return fmt::format(
        "LUDICE_ASSETS = \"{}\": expected points first, since the bot of this version plays for points",
        fmt::join(settings.assets, ","));
  }
  return std::nullopt;
}

}  // namespace

std::expected<Settings, std::string> read_settings(const SettingSources& sources, Needs needs) {
  Settings settings;
  settings.assets = needs.assets;
  settings.trusted_clients = parse_ip_ranges("127.0.0.0/8,::1/128").value();
  Problem problem = find_unknown(sources.environment);
  if (!problem) problem = find_unknown(sources.env_file);
  if (!problem) problem = apply_variables(sources, settings);
  if (!problem && sources.secrets_json) problem = apply_secrets_json(*sources.secrets_json, settings);
  if (!problem) problem = check_together(settings);
  if (!problem) problem = check_needs(settings, needs);
  if (problem) return std::unexpected(*std::move(problem));
  return settings;
}

}  // namespace ludice::ops
