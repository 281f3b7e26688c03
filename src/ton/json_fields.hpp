// Members of the provider's objects, read with forgiveness for how a number is written and for what is left
// out, and with none for what is needed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace ludice::ton {

/// An object somewhere in an answer. All throw TonError(unreadable), whose text names the member and never a
/// value. `null` counts as left out.
class Fields {
 public:
  /// `place`: what people call it in messages. Both must outlive this.
  Fields(const boost::json::value& value, std::string_view place);
  Fields(const boost::json::object& object, std::string_view place) : object_(object), place_(place) {}

  bool has(std::string_view name) const { return find(name) != nullptr; }

  /// A number, or text that is one: the provider writes amounts as text.
  std::int64_t integer(std::string_view name) const;
  std::optional<std::int64_t> optional_integer(std::string_view name) const;
  bool boolean(std::string_view name) const;
  /// False where it is left out.
  bool flag(std::string_view name) const { return has(name) && boolean(name); }
  std::string_view text(std::string_view name) const;
  std::optional<std::string_view> optional_text(std::string_view name) const;
  /// `name` must be static: it names the place.
  Fields object(std::string_view name) const { return {need(name), name}; }
  std::optional<Fields> optional_object(std::string_view name) const;
  const boost::json::array& array(std::string_view name) const;

  [[noreturn]] void fail(std::string_view name, std::string_view why) const;

 private:
  const boost::json::value* find(std::string_view name) const;
  const boost::json::value& need(std::string_view name) const;

  const boost::json::object& object_;
  std::string_view place_;
};

}  // namespace ludice::ton
