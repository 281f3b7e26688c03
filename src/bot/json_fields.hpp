// Members of JSON objects that may be missing or of another kind: such read as nothing, zero or empty.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

namespace ludice::bot {

std::int64_t integer_field(const boost::json::object& object, std::string_view key, std::int64_t missing = 0);
/// Nothing where it is null, too.
std::optional<std::int64_t> told_integer(const boost::json::object& object, std::string_view key);
std::string text_field(const boost::json::object& object, std::string_view key);
bool boolean_field(const boost::json::object& object, std::string_view key);
boost::json::object object_field(const boost::json::object& object, std::string_view key);
boost::json::array array_field(const boost::json::object& object, std::string_view key);
std::int64_t integer_of(const boost::json::value& value, std::int64_t otherwise = 0);

}  // namespace ludice::bot
