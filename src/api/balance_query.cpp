// Parameters of a query, and numbers that come as text.
#include "api/balance_query.hpp"

#include "api/fields.hpp"
#include "api/json_writer.hpp"
#include "net/url.hpp"

#include <charconv>

#include <fmt/format.h>

namespace ludice::api {
namespace {

std::optional<TelegramId> parse_id(std::string_view text) {
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && id >= 1 && id <= kMaxTelegramId ? std::optional(TelegramId{id}) : std::nullopt;
}

}  // namespace

std::optional<net::CanonicalObject> query_object(std::string_view query) {
  const std::optional<net::Parameters> parameters = net::parse_query(query);
  if (!parameters) return std::nullopt;
  JsonWriter json;
  json.open_object();
  for (const auto& [name, value] : *parameters) json.member(name, value);
  // Reading it back refuses what is not UTF-8, and names that come twice.
  auto object = net::CanonicalObject::read(json.close_object().take());
  return object ? std::optional(std::move(*object)) : std::nullopt;
}

BalanceQuery read_balance_query(const net::CanonicalObject& query, domain::Asset asset) {
  BalanceQuery read;
  const auto id = query["id"].string();
  if (id) {
    read.who.id = parse_id(*id);
    if (!read.who.id)
      read.invalid.emplace_back("id", fmt::format("must be an integer from 1 to {}", kMaxTelegramId));
  }
  if (auto username = query["username"].string()) {
    if (auto fault = fault_of_username(*username, read.who.id)) {
      read.invalid.emplace_back("username", std::move(*fault));
    }
    read.who.username = std::move(*username);
  } else if (!id) {
    read.invalid.emplace_back("username", "is missing");
  }
  const auto name = query["asset"].string();
  if (name && domain::parse_asset(*name) != asset) {
    read.invalid.emplace_back("asset", fmt::format("must be {}", domain::to_string(asset)));
  }
  return read;
}

}  // namespace ludice::api
