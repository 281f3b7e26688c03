// The types of request fields. Each reads a value, says what is wrong with any other, and has the schema that
// documents show: one place for each rule, so that documents and checks cannot disagree.
#pragma once

#include "api/schema.hpp"
#include "net/canonical_json.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ludice::api {

/// Amounts and other numbers that JavaScript keeps exactly.
inline constexpr std::int64_t kMaxInteger = (std::int64_t{1} << 53) - 1;
inline constexpr const char* kMissing = "is missing";

/// The value, or what is wrong with it: "must be …".
template <class Value>
using Read = std::expected<Value, std::string>;

/// Code points; `utf8` is valid.
std::size_t length_of(std::string_view utf8);
/// U+0000 to 1F, U+007F to 9F.
bool has_control_characters(std::string_view utf8);

struct Integer {
  using Value = std::int64_t;
  std::int64_t min;
  std::int64_t max;

  Read<Value> read(const net::JsonValue& value) const;
  Schema schema() const { return schema::integer(min, max); }
};

/// In a query, where all values are strings.
struct IntegerText {
  using Value = std::int64_t;
  std::int64_t min;
  std::int64_t max;

  Read<Value> read(const net::JsonValue& value) const;
  Schema schema() const { return schema::integer(min, max); }
};

/// 1 to `max` code points. U+0000, which PostgreSQL keeps in no text, is read as U+FFFD.
struct Text {
  using Value = std::string;
  std::size_t max;
  bool control_characters = true;  ///< are allowed

  Read<Value> read(const net::JsonValue& value) const;
  Schema schema() const;
};

struct Boolean {
  using Value = bool;

  Read<Value> read(const net::JsonValue& value) const;
  Schema schema() const { return schema::boolean(); }
};

/// An id as we write it.
struct IdText {
  using Value = std::int64_t;

  Read<Value> read(const net::JsonValue& value) const;
  Schema schema() const { return schema::id(); }
};

/// A list of ids as we write them (base/hex.hpp, base32).
struct Ids {
  using Value = std::vector<std::int64_t>;
  std::size_t max_count;

  Read<Value> read(const net::JsonValue& value) const;
  Schema schema() const { return schema::list_of(schema::id(), max_count); }
};

/// What a page gave to bring the next one: an id.
struct PageCursor {
  using Value = std::string;

  Read<Value> read(const net::JsonValue& value) const;
  Schema schema() const { return schema::id(); }
};

/// "must be a, b or c"
std::string must_be_one_of(const std::vector<std::string_view>& names);

/// One of some values of an enumeration, by the name that its to_string() gives.
template <class Enum>
struct Choice {
  using Value = Enum;
  std::vector<Enum> offered;

  Read<Enum> read(const net::JsonValue& value) const {
    const std::optional<std::string> name = value.string();
    for (const Enum one : offered) {
      if (name && to_string(one) == *name) return one;
    }
    return std::unexpected(must_be_one_of(names()));
  }
  Schema schema() const { return schema::words(names()); }

 private:
  std::vector<std::string_view> names() const {
    std::vector<std::string_view> names;
    for (const Enum one : offered) names.push_back(to_string(one));
    return names;
  }
};
template <class Enum>
Choice(std::vector<Enum>) -> Choice<Enum>;

}  // namespace ludice::api
