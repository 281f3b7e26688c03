// A scan from left to right that copies nothing: millions of these are read.
#include "audit/fact_line.hpp"

#include "base/hex.hpp"

#include <algorithm>
#include <charconv>

namespace ludice::audit {
namespace {

/// Where a value ends: at a blank, or behind the closing quote. Nothing where that is missing.
std::optional<std::size_t> end_of_value(std::string_view rest) {
  if (!rest.starts_with('"')) return std::min(rest.find(' '), rest.size());
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '"') return i + 1;
    if (rest[i] == '\\') ++i;
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
    if (equals == std::string_view::npos || line.count_ == kMostFields) return std::nullopt;
    const std::string_view field = text.substr(0, equals);
    if (field.find(' ') != std::string_view::npos) return std::nullopt;
    text.remove_prefix(equals + 1);
    const auto size = end_of_value(text);
    if (!size) return std::nullopt;
    line.fields_[line.count_++] = {field, text.substr(0, *size)};
    text.remove_prefix(*size);
    if (!text.empty() && text.front() != ' ') return std::nullopt;
  }
  return line;
}

const FactLine::Field* FactLine::find(std::string_view field) const {
  const auto* end = fields_.data() + count_;
  const auto* found = std::find_if(fields_.data(), end, [&](const Field& f) { return f.first == field; });
  return found == end ? nullptr : found;
}

std::int64_t FactLine::number(std::string_view field) const {
  const std::string_view digits = word(field);
  std::int64_t value = -1;
  const char* const begin = digits.data();
  const char* const end = begin + digits.size();
  const auto [stopped, error] = std::from_chars(begin, end, value);
  return !digits.empty() && error == std::errc() && stopped == end ? value : -1;
}

std::int64_t FactLine::id(std::string_view field) const {
  return from_base32(word(field)).value_or(0);
}

std::string_view FactLine::word(std::string_view field) const {
  const Field* found = find(field);
  return found == nullptr ? std::string_view() : found->second;
}

std::string FactLine::quoted(std::string_view field) const {
  std::string_view rest = word(field);
  if (rest.size() < 2) return {};
  rest = rest.substr(1, rest.size() - 2);
  std::string value;
  while (!rest.empty()) {
    const bool escaped = rest.front() == '\\' && rest.size() > 1;
    const auto byte = escaped && rest[1] == 'x' ? from_hex(rest.substr(2, 2)) : std::nullopt;
    if (byte) {
      value += *byte;
    } else {
      value.push_back(escaped ? rest[1] : rest[0]);
    }
    rest.remove_prefix(std::min(rest.size(), std::size_t{byte ? 4U : (escaped ? 2U : 1U)}));
  }
  return value;
}

}  // namespace ludice::audit
