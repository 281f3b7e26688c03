// A scan from left to right.
#include "audit/fact_line.hpp"

#include "base/hex.hpp"

#include <charconv>

namespace ludice::audit {
namespace {

/// Takes a value off the front: up to a blank, or up to the closing quote.
std::optional<std::string> take_value(std::string_view& rest) {
  if (!rest.starts_with('"')) {
    const auto end = std::min(rest.find(' '), rest.size());
    std::string value(rest.substr(0, end));
    rest.remove_prefix(end);
    return value;
  }
  std::string value;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      rest.remove_prefix(i + 1);
      return value;
    }
    if (rest[i] == '\\') ++i;
    if (i < rest.size()) value.push_back(rest[i]);
  }
  return std::nullopt;
}

}  // namespace

std::optional<FactLine> FactLine::parse(std::string_view text) {
  FactLine line;
  const auto end = std::min(text.find(' '), text.size());
  line.name_ = text.substr(0, end);
  text.remove_prefix(end);
  while (!text.empty()) {
    text.remove_prefix(1);  // the blank
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    std::string field(text.substr(0, equals));
    text.remove_prefix(equals + 1);
    auto value = take_value(text);
    if (!value || (!text.empty() && text.front() != ' ')) return std::nullopt;
    line.fields_[std::move(field)] = *std::move(value);
  }
  return line;
}

std::int64_t FactLine::number(const std::string& field) const {
  const auto found = fields_.find(field);
  if (found == fields_.end()) return -1;
  std::int64_t value = -1;
  const char* end = found->second.data() + found->second.size();
  const auto [stopped, error] = std::from_chars(found->second.data(), end, value);
  return error == std::errc() && stopped == end ? value : -1;
}

std::string FactLine::word(const std::string& field) const {
  const auto found = fields_.find(field);
  return found == fields_.end() ? std::string() : found->second;
}

std::int64_t FactLine::id(const std::string& field) const {
  const auto found = fields_.find(field);
  return found == fields_.end() ? 0 : from_base32(found->second).value_or(0);
}

}  // namespace ludice::audit
