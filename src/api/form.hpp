// The fields of a request, declared once: what reads them into a command also says what is wrong with them
// and describes them. A field that is null counts as not given.
#pragma once

#include "api/errors.hpp"
#include "api/schema.hpp"
#include "api/value_types.hpp"

#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

namespace ludice::api {

/// How documents show a field. Without an example (JSON) it is left out of examples.
struct About {
  std::string_view description;
  std::string_view example{};
};

/// What documents show of a form.
struct Outline {
  std::vector<Property> fields;
  std::vector<std::string> rules{};  ///< about several fields at once, each a JSON Schema

  Schema schema() const;
};

/// Fields that are read together into one value.
template <class Value>
struct Fields {
  Outline outline;
  std::function<void(const net::JsonValue& object, Value& value, Invalid& invalid)> read;
};

inline bool is_given(const net::JsonValue& value) {
  return value.kind() != net::JsonKind::missing && value.kind() != net::JsonKind::null;
}

/// `invalid` in the words of the object it is a member of: "proof.date".
void take_faults(std::string_view member, Invalid inner, Invalid& outer);
Property property(std::string_view name, Schema schema, About about, bool required);

///   Form<LeaveGameCommand> form;
///   form.add(player_fields(), &LeaveGameCommand::who)
///       .optional("game_id", Text{64}, &LeaveGameCommand::game_id, {"The game.", R"("0G3M9QW4T1A7K")"});
template <class Command>
class Form {
 public:
  /// What is not given stays as it is in `start`.
  explicit Form(Command start = {}) : start_(std::move(start)) {}

  /// `member` is a pointer to a member, of the type's value or what that converts to, or an optional of it.
  template <class Type, class Member>
  Form& required(std::string_view name, Type type, Member Command::* member, About about) {
    add_property(property(name, type.schema(), about, true));
    read_.push_back([name, type, member](const net::JsonValue& object, Command& command, Invalid& invalid) {
      const net::JsonValue value = object[name];
      if (is_given(value)) {
        set(type.read(value), name, command.*member, invalid);
      } else {
        invalid.emplace_back(name, kMissing);
      }
    });
    return *this;
  }
  template <class Type, class Member>
  Form& optional(std::string_view name, Type type, Member Command::* member, About about) {
    add_property(property(name, type.schema(), about, false));
    read_.push_back([name, type, member](const net::JsonValue& object, Command& command, Invalid& invalid) {
      const net::JsonValue value = object[name];
      if (is_given(value)) set(type.read(value), name, command.*member, invalid);
    });
    return *this;
  }
  /// A member that is an object with fields of its own.
  template <class Inner>
  Form& optional_object(std::string_view name, Form<Inner> inner, std::optional<Inner> Command::* member,
                        About about) {
    add_property(property(name, inner.outline().schema(), about, false));
    read_.push_back([name, inner = std::move(inner), member](const net::JsonValue& object, Command& command,
                                                             Invalid& invalid) {
      const net::JsonValue value = object[name];
      if (!is_given(value)) return;
      if (value.kind() != net::JsonKind::object) {
        invalid.emplace_back(name, "must be an object");
        return;
      }
      Invalid faults;
      command.*member = inner.read(value, faults);
      take_faults(name, std::move(faults), invalid);
    });
    return *this;
  }
  /// Fields that need each other; `where` takes a Command to what they are read into.
  template <class Value, class Where>
  Form& add(Fields<Value> fields, Where where) {
    outline_.fields.insert(outline_.fields.end(), fields.outline.fields.begin(), fields.outline.fields.end());
    outline_.rules.insert(outline_.rules.end(), fields.outline.rules.begin(), fields.outline.rules.end());
    read_.push_back([read = std::move(fields.read), where](const net::JsonValue& object, Command& command,
                                                           Invalid& invalid) {
      read(object, std::invoke(where, command), invalid);
    });
    return *this;
  }
  /// As they are the whole command.
  Form& add(Fields<Command> fields) { return add(std::move(fields), std::identity()); }

  /// To be used only where `invalid` is empty behind it.
  Command read(const net::JsonValue& object, Invalid& invalid) const {
    Command command = start_;
    for (const auto& read : read_) read(object, command, invalid);
    return command;
  }

  const Outline& outline() const { return outline_; }

 private:
  template <class Value, class Member>
  static void set(Read<Value> value, std::string_view name, Member& member, Invalid& invalid) {
    if (!value) {
      invalid.emplace_back(name, std::move(value.error()));
    } else if constexpr (requires {
                           typename Member::value_type;
                           requires std::is_same_v<Member, std::optional<typename Member::value_type>>;
                         }) {
      member = static_cast<typename Member::value_type>(std::move(*value));
    } else {
      member = static_cast<Member>(std::move(*value));
    }
  }
  void add_property(Property property) { outline_.fields.push_back(std::move(property)); }

  Command start_;
  Outline outline_;
  std::vector<std::function<void(const net::JsonValue&, Command&, Invalid&)>> read_;
};

}  // namespace ludice::api
