// Reads the values of settings.
#include "ops/setting_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace ludice::ops {
namespace {

constexpr std::int64_t kMaxTelegramId = (std::int64_t{1} << 52) - 1;
constexpr std::int64_t kMaxRate = 1'000'000'000;
constexpr Millis kMaxDuration{30LL * 24 * 3600 * 1000};

struct Unit {
  std::string_view name;
  std::int64_t ms;
};
constexpr std::array<Unit, 5> kDurationUnits{
    {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
constexpr std::array<Unit, 4> kWindows{
    {{"second", 1000}, {"minute", 60'000}, {"hour", 3'600'000}, {"day", 86'400'000}}};

template <std::size_t N>
std::optional<std::int64_t> unit_ms(const std::array<Unit, N>& units, std::string_view name) {
  const auto found = std::ranges::find(units, name, &Unit::name);
  return found == units.end() ? std::nullopt : std::optional(found->ms);
}

std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

template <class T, class Parse>
std::optional<std::vector<T>> parse_each(std::string_view text, Parse parse) {
  const auto parts = split_list(text);
  if (!parts) return std::nullopt;
  std::vector<T> values;
  for (const std::string_view part : *parts) {
    std::optional<T> value = parse(part);
    if (!value) return std::nullopt;
    values.push_back(*std::move(value));
  }
  return values;
}

}  // namespace

std::optional<std::int64_t> parse_integer(std::string_view text, std::int64_t least, std::int64_t most) {
  std::int64_t value = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value);
  if (error != std::errc() || end != last || value < least || value > most) return std::nullopt;
  return value;
}

std::optional<Millis> parse_duration(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto unit = unit_ms(kDurationUnits, text.substr(digits));
  if (!unit) return std::nullopt;
  const auto count = parse_integer(text.substr(0, digits), 1, kMaxDuration.count() / *unit);
  return count ? std::optional(Millis{*count * *unit}) : std::nullopt;
}

std::optional<RateLimit> parse_rate_limit(std::string_view text) {
  if (text == "0") return RateLimit{};
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto count = parse_integer(text.substr(0, slash), 1, kMaxRate);
  const auto window = unit_ms(kWindows, text.substr(slash + 1));
  if (!count || !window) return std::nullopt;
  return RateLimit{*count, Millis{*window}};
}

std::optional<std::vector<net::IpRange>> parse_ip_ranges(std::string_view text) {
  return parse_each<net::IpRange>(text, &net::IpRange::parse);
}

std::optional<std::vector<TelegramId>> parse_ids(std::string_view text) {
  return parse_each<TelegramId>(text, [](std::string_view part) -> std::optional<TelegramId> {
    const auto id = parse_integer(part, 1, kMaxTelegramId);
    return id ? std::optional(TelegramId{*id}) : std::nullopt;
  });
}

std::optional<std::vector<std::int64_t>> parse_packs(std::string_view text) {
  constexpr std::int64_t kBiggest = 1'000'000;
  constexpr std::size_t kMost = 12;
  const auto parts = split_list(text);
  if (!parts || parts->size() > kMost) return std::nullopt;
  std::vector<std::int64_t> packs;
  for (const std::string_view part : *parts) {
    const auto pack = parse_integer(part, 1, kBiggest);
    if (!pack) return std::nullopt;
    packs.push_back(*pack);
  }
  return packs;
}

std::optional<std::int64_t> parse_chat(std::string_view text) {
  const auto id = parse_integer(text, -kMaxTelegramId, kMaxTelegramId);
  return id == 0 ? std::nullopt : id;
}

std::optional<std::string> parse_listen(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || !parse_integer(text.substr(colon + 1), 0, 65535))
    return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const bool in_brackets = host.starts_with('[') && host.ends_with(']');
  if (in_brackets) host = host.substr(1, host.size() - 2);
  if (!net::IpAddress::parse(host) || in_brackets != host.contains(':')) return std::nullopt;
  return std::string(text);
}

std::optional<std::string> parse_http_url(std::string_view text) {
  const auto url = boost::urls::parse_uri({text.data(), text.size()});
  if (!url || (url->scheme() != "http" && url->scheme() != "https") || url->host().empty())
    return std::nullopt;
  if (url->has_userinfo() || url->has_query() || url->has_fragment()) return std::nullopt;
  if (url->has_port() && !parse_integer({url->port().data(), url->port().size()}, 1, 65535))
    return std::nullopt;
  while (text.ends_with('/')) text.remove_suffix(1);
  return std::string(text);
}

std::optional<std::string> parse_bot_token(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || !parse_integer(text.substr(0, colon), 1, kMaxTelegramId))
    return std::nullopt;
  const std::string_view secret = text.substr(colon + 1);
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  if (secret.empty() || !std::ranges::all_of(secret, allowed)) return std::nullopt;
  return std::string(text);
}

std::string without_secrets(std::string_view url, std::string_view instead) {
  constexpr auto kNone = std::string_view::npos;
  const std::size_t user_end = url.rfind('@');
  const std::size_t query = url.find('?');
  if (user_end == kNone) return std::string(url.substr(0, query));
  const std::size_t slashes = url.find("//");
  const std::string_view scheme = url.substr(0, slashes < user_end ? slashes + 2 : 0);
  // A password with a '?', or a parameter with an '@': nobody can tell, so nothing is shown.
  if (query < user_end) return std::string(scheme).append("***");
  return std::string(scheme).append(instead).append(url.substr(0, query).substr(user_end + 1));
}

std::optional<std::vector<std::string_view>> split_list(std::string_view text) {
  std::vector<std::string_view> parts;
  if (without_blanks(text).empty()) return parts;
  while (true) {
    const std::size_t comma = text.find(',');
    const std::string_view part = without_blanks(text.substr(0, comma));
    if (part.empty()) return std::nullopt;
    parts.push_back(part);
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace ludice::ops
