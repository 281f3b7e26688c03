// Settings: read, or refused in one line that shows no secret.
#include "fuzz/targets.hpp"
#include "ops/env_file.hpp"
#include "ops/settings.hpp"

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

namespace ludice::fuzz {
namespace {

constexpr std::string_view kRule = "\n---\n";

void check_line(std::string_view line, const std::vector<std::string>& secrets) {
  require(!line.empty() && line.size() < 4'000, "an error without words or without end");
  require(std::ranges::none_of(line, [](char c) { return c >= 0 && c < ' '; }), "an error of several lines");
  for (const std::string& secret : secrets) {
    require(line.find(secret) == std::string_view::npos, "a secret in an error");
  }
}

/// What must not be seen: only texts that do not stand in our own words.
std::vector<std::string> secrets_of(const ops::Environment& variables) {
  std::vector<std::string> secrets;
  for (const char* name : {"SECRET_KEY", "TOKEN", "LUDICE_OPERATOR_KEY"}) {
    const auto found = variables.find(name);
    const bool telling =
        found != variables.end() && found->second.size() >= 6 &&
        std::ranges::all_of(found->second, [](unsigned char c) { return std::isalnum(c) != 0; }) &&
        found->second.find_first_of("0123456789") != std::string::npos &&
        found->second.find_first_of("ghjkqxz") != std::string::npos;
    if (!telling) continue;
    // What also stands elsewhere is no secret.
    const auto elsewhere = std::ranges::count_if(variables, [&](const auto& variable) {
      return variable.second.find(found->second) != std::string::npos ||
             variable.first.find(found->second) != std::string::npos;
    });
    if (elsewhere == 1) secrets.push_back(found->second);
  }
  return secrets;
}

}  // namespace

void settings(std::string_view bytes) {
  const std::size_t rule = bytes.find(kRule);
  const auto file = ops::parse_env_file(bytes.substr(0, rule));
  if (!file) {
    check_line(file.error(), {});
    return;
  }
  ops::SettingSources sources{.environment = {}, .env_file = *file, .secrets_json = {}};
  if (rule != std::string_view::npos) sources.secrets_json = bytes.substr(rule + kRule.size());
  const ops::Needs needs{.token = bytes.starts_with("#t"),
                         .secret_key = bytes.starts_with("#s"),
                         .points_first = bytes.starts_with("#p")};
  const auto read = ops::read_settings(sources, needs);
  if (!read) {
    check_line(read.error(), secrets_of(*file));
    return;
  }
  require(read->min_bet >= 1 && read->min_bet <= read->max_bet, "bets that no player can place");
  require(read->rake_bps >= 0 && read->rake_bps <= 10'000, "a rake that is no share");
  require(!read->assets.empty(), "no asset at all");
  require(read->turn_ttl > Millis(0) && read->lobby_ttl > Millis(0) && read->void_ttl > Millis(0),
          "no time at all");
  // What is read from a file is read from the environment.
  const auto again =
      ops::read_settings({.environment = *file, .env_file = {}, .secrets_json = sources.secrets_json}, needs);
  require(again && again->api_listen == read->api_listen && again->secret_key == read->secret_key,
          "another reading from the environment");
  planted(read->turn_ttl == Millis(90'000));
}

}  // namespace ludice::fuzz
