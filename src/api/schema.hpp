// JSON Schemas (2020-12, which OpenAPI 3.1 speaks), written as text. They are made once, at start, by what
// reads and writes the values they describe.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace ludice::api {

struct Schema {
  std::string type{};                  ///< "integer"; empty where `rest` says all
  std::string rest{};                  ///< further members, each with a comma before it
  std::vector<std::string> choices{};  ///< the only values there are, as JSON
  bool nullable = false;

  /// As JSON; `more` are further members, each with a comma before it.
  std::string text(std::string_view more = {}) const;
};

/// A member of an object. `example` is JSON; without one it is left out of examples.
struct Property {
  std::string name;
  Schema schema;
  std::string_view description{};
  std::string example{};
  bool required = true;

  /// The member's schema with its description and example.
  std::string text() const;
};

/// What an answer is called in documents, and what it is like.
struct NamedSchema {
  std::string_view name;
  Schema schema;
};

namespace schema {

/// Unicode's control characters, which names must not have.
inline constexpr std::string_view kControlCharacters = R"([\\u0000-\\u001f\\u007f-\\u009f])";

Schema integer(std::int64_t min, std::int64_t max);
Schema boolean();
/// In code points.
Schema text(std::size_t min, std::size_t max);
/// Ids as we write them (base/hex.hpp, base32).
Schema id();
Schema words(std::initializer_list<std::string_view> words);
Schema words(const std::vector<std::string_view>& words);
Schema list_of(const Schema& element);
Schema list_of(const Schema& element, std::size_t max_count);
Schema object_of(const std::vector<Property>& properties);
/// An object with any names, all of whose members are like this.
Schema map_of(const Schema& element);
Schema or_null(Schema schema);

}  // namespace schema
}  // namespace ludice::api
