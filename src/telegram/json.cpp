// The mapping, written once over Boost.Describe and instantiated for every type here.
#include "telegram/json.hpp"

#include "telegram/calls.hpp"
#include "telegram/types.hpp"

#include <algorithm>
#include <concepts>

#include <boost/describe/members.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/mp11/algorithm.hpp>

namespace ludice::telegram {
namespace {

namespace json = boost::json;

/// Where in the document we are: a chain on the stack, made text only when something is wrong.
struct Place {
  const Place* outer = nullptr;
  std::string_view member = {};
  std::size_t index = 0;

  std::string text() const {
    const std::string before = outer == nullptr ? "" : outer->text();
    if (member.empty()) return outer == nullptr ? before : before + "[" + std::to_string(index) + "]";
    return before.empty() ? std::string(member) : before + "." + std::string(member);
  }
};

[[noreturn]] void fail(const Place& place, const std::string& what) {
  const std::string where = place.text();
  throw FormatError(where.empty() ? what : where + ": " + what);
}

std::string_view kind_name(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "null";
    case json::kind::bool_:
      return "a boolean";
    case json::kind::int64:
      return "an integer";
    case json::kind::uint64:
      return "an integer above 2^63";
    case json::kind::double_:
      return "a number with a fraction or exponent";
    case json::kind::string:
      return "a string";
    case json::kind::array:
      return "an array";
    case json::kind::object:
      return "an object";
  }
  return "something else";
}

[[noreturn]] void fail_kind(const Place& place, const json::value& found, std::string_view wanted) {
  fail(place, std::string(kind_name(found)) + " where " + std::string(wanted) + " belongs");
}

template <class T>
concept Described = boost::describe::has_describe_members<T>::value;

template <class T>
using MembersOf = boost::describe::describe_members<T, boost::describe::mod_public>;

template <class T>
constexpr bool is_needed(std::string_view member) {
  if constexpr (requires { T::kNeeded; }) {
    return std::ranges::find(T::kNeeded, member) != T::kNeeded.end();
  } else {
    return false;
  }
}

/// How one C++ type is read and written.
template <class T>
struct Mapping;

template <>
struct Mapping<std::int64_t> {
  static void read(const json::value& from, std::int64_t& to, const Place& place) {
    if (!from.is_int64()) fail_kind(place, from, "an integer");
    to = from.get_int64();
  }
  static json::value write(std::int64_t value) { return value; }
};

template <>
struct Mapping<bool> {
  static void read(const json::value& from, bool& to, const Place& place) {
    if (!from.is_bool()) fail_kind(place, from, "a boolean");
    to = from.get_bool();
  }
  static json::value write(bool value) { return value; }
};

template <>
struct Mapping<std::string> {
  static void read(const json::value& from, std::string& to, const Place& place) {
    if (!from.is_string()) fail_kind(place, from, "a string");
    to = from.get_string();
  }
  static json::value write(const std::string& value) { return json::value(value); }
};

template <class T>
struct Mapping<std::optional<T>> {
  static void read(const json::value& from, std::optional<T>& to, const Place& place) {
    Mapping<T>::read(from, to.emplace(), place);
  }
};

template <class T>
struct Mapping<std::vector<T>> {
  static void read(const json::value& from, std::vector<T>& to, const Place& place) {
    if (!from.is_array()) fail_kind(place, from, "an array");
    to.reserve(from.get_array().size());
    for (const json::value& item : from.get_array()) {
      const Place inner{.outer = &place, .index = to.size()};
      Mapping<T>::read(item, to.emplace_back(), inner);
    }
  }
  static json::value write(const std::vector<T>& items) {
    json::array array;
    array.reserve(items.size());
    for (const T& item : items) array.push_back(Mapping<T>::write(item));
    return array;
  }
};

/// Member by member; null counts as missing.
template <Described T>
struct Mapping<T> {
  static void read(const json::value& from, T& to, const Place& place) {
    if (!from.is_object()) fail_kind(place, from, "an object");
    const json::object& object = from.get_object();
    boost::mp11::mp_for_each<MembersOf<T>>([&](auto member) {
      const Place inner{.outer = &place, .member = member.name};
      const json::value* found = object.if_contains(member.name);
      auto& target = to.*member.pointer;
      if (found != nullptr && !found->is_null()) {
        Mapping<std::remove_reference_t<decltype(target)>>::read(*found, target, inner);
      } else if (is_needed<T>(member.name)) {
        fail(inner, "missing");
      }
    });
  }

  static json::value write(const T& from) {
    json::object object;
    boost::mp11::mp_for_each<MembersOf<T>>(
        [&](auto member) { write_member(object, member.name, from.*member.pointer); });
    return object;
  }

 private:
  template <class M>
  static void write_member(json::object& object, std::string_view name, const M& value) {
    object.emplace(name, Mapping<M>::write(value));
  }
  template <class M>
  static void write_member(json::object& object, std::string_view name, const std::optional<M>& value) {
    if (value) object.emplace(name, Mapping<M>::write(*value));
  }
};

/// The first alternative whose needed member is there.
template <class... Ts>
struct Mapping<std::variant<Ts...>> {
  static void read(const json::value& from, std::variant<Ts...>& to, const Place& place) {
    if (!from.is_object()) fail_kind(place, from, "an object");
    const bool known = (read_if<Ts>(from, to, place) || ...);
    if (!known) fail(place, "an object of no known kind");
  }
  static json::value write(const std::variant<Ts...>& value) {
    return std::visit([]<class T>(const T& chosen) { return Mapping<T>::write(chosen); }, value);
  }

 private:
  template <class T>
  static bool read_if(const json::value& from, std::variant<Ts...>& to, const Place& place) {
    if (!from.get_object().contains(T::kNeeded.front())) return false;
    Mapping<T>::read(from, to.template emplace<T>(), place);
    return true;
  }
};

}  // namespace

template <class T>
T from_json(const json::value& value) {
  T object;
  Mapping<T>::read(value, object, Place{});
  return object;
}

template <class T>
json::value to_json(const T& object) {
  return Mapping<T>::write(object);
}

#define LUDICE_MAPPED(Type)                          \
  template Type from_json<Type>(const json::value&); \
  template json::value to_json<Type>(const Type&);

LUDICE_MAPPED(User)
LUDICE_MAPPED(Chat)
LUDICE_MAPPED(MessageEntity)
LUDICE_MAPPED(Dice)
LUDICE_MAPPED(MessageOrigin)
LUDICE_MAPPED(InlineKeyboardMarkup)
LUDICE_MAPPED(ReplyKeyboardMarkup)
LUDICE_MAPPED(ReplyKeyboardRemove)
LUDICE_MAPPED(ReplyMarkup)
LUDICE_MAPPED(Message)
LUDICE_MAPPED(CallbackQuery)
LUDICE_MAPPED(Update)
LUDICE_MAPPED(WebhookInfo)
LUDICE_MAPPED(SuccessfulPayment)
LUDICE_MAPPED(RefundedPayment)
LUDICE_MAPPED(PreCheckoutQuery)
LUDICE_MAPPED(StarTransactions)
LUDICE_MAPPED(StarAmount)
LUDICE_MAPPED(BotCommand)
LUDICE_MAPPED(ResponseParameters)
LUDICE_MAPPED(GetUpdates)
LUDICE_MAPPED(SetWebhook)
LUDICE_MAPPED(DeleteWebhook)
LUDICE_MAPPED(SendMessage)
LUDICE_MAPPED(EditMessageText)
LUDICE_MAPPED(EditMessageReplyMarkup)
LUDICE_MAPPED(DeleteMessage)
LUDICE_MAPPED(AnswerCallbackQuery)
LUDICE_MAPPED(SendDice)
LUDICE_MAPPED(ForwardMessage)
LUDICE_MAPPED(SendPhoto)
LUDICE_MAPPED(SendInvoice)
LUDICE_MAPPED(AnswerPreCheckoutQuery)
LUDICE_MAPPED(RefundStarPayment)
LUDICE_MAPPED(GetStarTransactions)
LUDICE_MAPPED(SetMyCommands)

#undef LUDICE_MAPPED

}  // namespace ludice::telegram
