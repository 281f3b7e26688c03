// The parameters of a Bot API call. They come as JSON values or as text (query, forms), and where the API
// wants a number, a truth or an object, both are understood, as Telegram does.
#pragma once

#include "sandbox/api_error.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace ludice::sandbox {

class Params {
 public:
  Params() = default;
  explicit Params(boost::json::object values) : values_(std::move(values)) {}

  void set(std::string_view name, boost::json::value value) { values_[name] = std::move(value); }
  const boost::json::object& values() const { return values_; }

  /// Given, not null and not the empty text.
  bool has(std::string_view name) const;

  /// The text; a number as its digits; "" where missing or of another kind.
  std::string text(std::string_view name) const;

  /// A whole number, also as text; nothing where missing or none.
  std::optional<std::int64_t> integer(std::string_view name) const;

  /// true, "true", "True", "yes", "1".
  bool flag(std::string_view name) const;

  /// An object or array, also as JSON text; null where missing. Refused where the text is no JSON.
  Api<boost::json::value> structure(std::string_view name) const;

 private:
  const boost::json::value* find(std::string_view name) const;

  boost::json::object values_;
};

}  // namespace ludice::sandbox
