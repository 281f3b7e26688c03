// Tolerant access to JSON objects.
#include "bot/json_fields.hpp"

#include <cmath>

#include <boost/json/array.hpp>

namespace ludice::bot {
namespace {

const boost::json::value* member(const boost::json::object& object, std::string_view key) {
  return object.if_contains({key.data(), key.size()});
}

}  // namespace

std::int64_t integer_of(const boost::json::value& value, std::int64_t otherwise) {
  if (value.is_int64()) return value.get_int64();
  if (value.is_uint64() && value.get_uint64() <= INT64_MAX)
    return static_cast<std::int64_t>(value.get_uint64());
  // Times may come as Unix seconds with a fraction.
  if (value.is_double() && std::abs(value.get_double()) < 9e15) {
    return static_cast<std::int64_t>(value.get_double());
  }
  return otherwise;
}

std::int64_t integer_field(const boost::json::object& object, std::string_view key, std::int64_t missing) {
  const auto* found = member(object, key);
  return found != nullptr ? integer_of(*found, missing) : missing;
}

std::optional<std::int64_t> told_integer(const boost::json::object& object, std::string_view key) {
  const auto* found = member(object, key);
  if (found == nullptr || !found->is_number()) return std::nullopt;
  return integer_of(*found);
}

std::string text_field(const boost::json::object& object, std::string_view key) {
  const auto* found = member(object, key);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

bool boolean_field(const boost::json::object& object, std::string_view key) {
  const auto* found = member(object, key);
  return found != nullptr && found->is_bool() && found->get_bool();
}

boost::json::object object_field(const boost::json::object& object, std::string_view key) {
  const auto* found = member(object, key);
  return found != nullptr && found->is_object() ? found->get_object() : boost::json::object();
}

boost::json::array array_field(const boost::json::object& object, std::string_view key) {
  const auto* found = member(object, key);
  return found != nullptr && found->is_array() ? found->get_array() : boost::json::array();
}

}  // namespace ludice::bot
