// Reads the text of a fact: `name field=value field="quoted \"text\"" …`.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ludice::audit {

class FactLine {
 public:
  /// Nothing for what is no such text.
  static std::optional<FactLine> parse(std::string_view text);

  const std::string& name() const { return name_; }
  /// -1 where there is no such field or it is no number.
  std::int64_t number(const std::string& field) const;
  /// The id that stands there in base32; 0 where there is none.
  std::int64_t id(const std::string& field) const;
  /// Empty where there is no such field.
  std::string word(const std::string& field) const;

 private:
  std::string name_;
  std::map<std::string, std::string> fields_;
};

}  // namespace ludice::audit
