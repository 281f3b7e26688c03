// Telegram's Bot API as test/data/telegram-api.json describes it, to hold calls and objects against.
// Every check gives what is wrong, one line each ("text: missing"); nothing where all is right.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace ludice::telegram {

class ApiSchema {
 public:
  using Faults = std::vector<std::string>;

  /// Read from test/data once.
  static const ApiSchema& of_telegram();
  explicit ApiSchema(boost::json::value description) : description_(std::move(description)) {}

  /// The parameters of a call: known method, known fields, required ones there, types, enums, limits.
  Faults check_call(std::string_view method, const boost::json::value& parameters) const;
  /// What a method answered, against the types it returns.
  Faults check_result(std::string_view method, const boost::json::value& result) const;
  /// A value against a type: "Message", "Array of Update", "Integer".
  Faults check_object(std::string_view type, const boost::json::value& value) const;

 private:
  const boost::json::object* find(std::string_view group, std::string_view name) const;
  Faults check_any(const boost::json::array& types, const boost::json::value& value,
                   const std::string& place) const;
  Faults check_type(std::string_view type, const boost::json::value& value, const std::string& place) const;
  Faults check_array(std::string_view type, const boost::json::value& value, const std::string& place) const;
  Faults check_fields(const boost::json::object& definition, const boost::json::value& value,
                      const std::string& place) const;
  Faults check_field(const boost::json::object& field, const boost::json::value& value,
                     const std::string& place) const;

  boost::json::value description_;
};

}  // namespace ludice::telegram
