// Reads the text of a fact: `name field=value field="quoted \"text\"" …`.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace ludice::audit {

/// Holds views of the text it was read from.
class FactLine {
 public:
  /// Nothing for what is no such text.
  static std::optional<FactLine> parse(std::string_view text);

  std::string_view name() const { return name_; }
  bool has(std::string_view field) const { return find(field) != nullptr; }
  /// -1 where there is no such field or it is no number.
  std::int64_t number(std::string_view field) const;
  /// 0 where there is no such field: how the tables keep an instant that is not.
  std::int64_t instant(std::string_view field) const { return has(field) ? number(field) : 0; }
  /// The id that stands there in base32; 0 where there is none.
  std::int64_t id(std::string_view field) const;
  /// As it stands there; empty where there is no such field.
  std::string_view word(std::string_view field) const;
  /// A quoted field without its quotes and escapes.
  std::string quoted(std::string_view field) const;

 private:
  static constexpr std::size_t kMostFields = 16;
  using Field = std::pair<std::string_view, std::string_view>;

  const Field* find(std::string_view field) const;

  std::string_view name_;
  std::array<Field, kMostFields> fields_;
  std::size_t count_ = 0;
};

}  // namespace ludice::audit
