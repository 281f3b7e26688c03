// How the values of settings are written. Each function reads one kind; nothing where the text is none.
#pragma once

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "net/ip_range.hpp"
#include "ops/settings.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ludice::ops {

/// Digits, a minus before them where `least` is below zero.
std::optional<std::int64_t> parse_integer(std::string_view text, std::int64_t least, std::int64_t most);

/// "120s", "15m", "2h", "500ms": above zero, at most 30 days.
std::optional<Millis> parse_duration(std::string_view text);

/// "10/minute", "1/second", "1000/hour", "5/day", "0".
std::optional<RateLimit> parse_rate_limit(std::string_view text);

/// "127.0.0.0/8,::1/128"; blanks around the commas are allowed.
std::optional<std::vector<net::IpRange>> parse_ip_ranges(std::string_view text);

/// "123456789,987654321": Telegram's numbers of people.
std::optional<std::vector<TelegramId>> parse_ids(std::string_view text);

/// "15,50,100": whole numbers from 1 to a million, at most 12; none for blanks.
std::optional<std::vector<std::int64_t>> parse_packs(std::string_view text);

/// The number of a chat: a person's, or a group's (negative).
std::optional<std::int64_t> parse_chat(std::string_view text);

/// "127.0.0.1:8080", "[::1]:8080"; names are none.
std::optional<std::string> parse_listen(std::string_view text);

/// An http or https URL with a host and without user, query and fragment; a slash at its end is left out.
std::optional<std::string> parse_http_url(std::string_view text);

/// "123456:AAE…": the bot's number and its secret.
std::optional<std::string> parse_bot_token(std::string_view text);

/// An address as people may see it: `instead` in place of user and password, and nothing from a '?' on, where
/// another password may stand.
std::string without_secrets(std::string_view url, std::string_view instead);

/// The trimmed parts between commas; nothing where one is empty.
std::optional<std::vector<std::string_view>> split_list(std::string_view text);

}  // namespace ludice::ops
