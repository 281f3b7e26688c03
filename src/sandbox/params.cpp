// Reading parameters leniently, as Telegram does.
#include "sandbox/params.hpp"

#include "sandbox/text.hpp"

#include <charconv>

#include <boost/json/parse.hpp>

namespace ludice::sandbox {

const boost::json::value* Params::find(std::string_view name) const {
  const auto* value = values_.if_contains(name);
  return value && !value->is_null() ? value : nullptr;
}

bool Params::has(std::string_view name) const {
  const auto* value = find(name);
  return value && !(value->is_string() && value->get_string().empty());
}

std::string Params::text(std::string_view name) const {
  const auto* value = find(name);
  if (!value) return {};
  if (value->is_string()) return std::string(value->get_string());
  if (value->is_int64()) return std::to_string(value->get_int64());
  if (value->is_uint64()) return std::to_string(value->get_uint64());
  return {};
}

std::optional<std::int64_t> Params::integer(std::string_view name) const {
  const std::string digits = text(name);
  std::int64_t number = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool whole = read.ec == std::errc() && read.ptr == digits.data() + digits.size();
  return whole ? std::optional(number) : std::nullopt;
}

bool Params::flag(std::string_view name) const {
  const auto* value = find(name);
  if (value && value->is_bool()) return value->get_bool();
  const std::string word = ascii_lower(text(name));
  return word == "true" || word == "yes" || word == "1";
}

Api<boost::json::value> Params::structure(std::string_view name) const {
  if (!has(name)) return boost::json::value();
  const auto& value = *find(name);
  if (!value.is_string()) return value;
  boost::system::error_code failed;
  auto parsed = boost::json::parse(value.get_string(), failed);
  if (failed) return bad_request("can't parse " + std::string(name) + " JSON object");
  return parsed;
}

}  // namespace ludice::sandbox
