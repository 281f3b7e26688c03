// Reading members.
#include "ton/json_fields.hpp"

#include "ton/error.hpp"

#include <charconv>

#include <boost/json/string.hpp>

namespace ludice::ton {
namespace {

namespace json = boost::json;

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  const bool whole = error == std::errc() && stop == end && !text.empty();
  return whole ? std::optional(number) : std::nullopt;
}

std::optional<std::int64_t> number_of(const json::value& value) {
  if (value.is_int64()) return value.get_int64();
  if (value.is_string()) return number_in(value.get_string());
  return std::nullopt;
}

}  // namespace

Fields::Fields(const json::value& value, std::string_view place)
    : object_(value.is_object()
                  ? value.get_object()
                  : throw TonError(TonError::Kind::unreadable, std::string(place) + ": no object")),
      place_(place) {}

void Fields::fail(std::string_view name, std::string_view why) const {
  std::string text(place_);
  text.append(".").append(name).append(": ").append(why);
  throw TonError(TonError::Kind::unreadable, text);
}

const json::value* Fields::find(std::string_view name) const {
  const json::value* found = object_.if_contains(name);
  return found == nullptr || found->is_null() ? nullptr : found;
}

const json::value& Fields::need(std::string_view name) const {
  const json::value* found = find(name);
  if (found == nullptr) fail(name, "is missing");
  return *found;
}

std::int64_t Fields::integer(std::string_view name) const {
  const auto number = number_of(need(name));
  if (!number) fail(name, "is no whole number of 64 bits");
  return *number;
}

std::optional<std::int64_t> Fields::optional_integer(std::string_view name) const {
  return has(name) ? std::optional(integer(name)) : std::nullopt;
}

bool Fields::boolean(std::string_view name) const {
  const json::value& value = need(name);
  if (!value.is_bool()) fail(name, "is neither true nor false");
  return value.get_bool();
}

std::string_view Fields::text(std::string_view name) const {
  const json::value& value = need(name);
  if (!value.is_string()) fail(name, "is no text");
  return value.get_string();
}

std::optional<std::string_view> Fields::optional_text(std::string_view name) const {
  return has(name) ? std::optional(text(name)) : std::nullopt;
}

std::optional<Fields> Fields::optional_object(std::string_view name) const {
  return has(name) ? std::optional(object(name)) : std::nullopt;
}

const json::array& Fields::array(std::string_view name) const {
  const json::value& value = need(name);
  if (!value.is_array()) fail(name, "is no list");
  return value.get_array();
}

}  // namespace ludice::ton
