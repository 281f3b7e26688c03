// Reads a `.env` file line by line.
#include "ops/env_file.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace ludice::ops {
namespace {

constexpr std::string_view kBlanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

bool is_name(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !text.empty() && letter(text.front()) &&
         std::ranges::all_of(text, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

bool is_nothing_or_comment(std::string_view rest) {
  const std::string_view text = trimmed(rest);
  return text.empty() || text.front() == '#';
}

char unescaped(char c) {
  return c == 'n' ? '\n' : c;
}

/// `text` begins with a quote; nothing where that has no end, or something follows it.
std::optional<std::string> quoted_value(std::string_view text) {
  const char quote = text.front();
  std::string value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == quote) {
      return is_nothing_or_comment(text.substr(i + 1)) ? std::optional(std::move(value)) : std::nullopt;
    }
    if (quote == '"' && text[i] == '\\' && i + 1 < text.size()) {
      value += unescaped(text[++i]);
    } else {
      value += text[i];
    }
  }
  return std::nullopt;
}

/// A comment begins at a `#` with a blank before it.
std::string plain_value(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '#' && (i == 0 || kBlanks.contains(text[i - 1]))) {
      text = text.substr(0, i);
      break;
    }
  }
  return std::string(trimmed(text));
}

std::optional<std::string> value_of(std::string_view text) {
  if (!text.empty() && (text.front() == '"' || text.front() == '\'')) return quoted_value(text);
  return plain_value(text);
}

/// NAME and value; nothing where the line is neither that nor empty.
std::optional<std::pair<std::string, std::string>> parse_line(std::string_view line) {
  constexpr std::string_view kExport = "export";
  if (line.starts_with(kExport) && line.size() > kExport.size() && kBlanks.contains(line[kExport.size()])) {
    line = trimmed(line.substr(kExport.size()));
  }
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  const std::string_view name = trimmed(line.substr(0, equals));
  std::optional<std::string> value = value_of(trimmed(line.substr(equals + 1)));
  if (!is_name(name) || !value) return std::nullopt;
  return std::pair(std::string(name), *std::move(value));
}

}  // namespace

std::expected<Environment, std::string> parse_env_file(std::string_view text) {
  Environment variables;
  int number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (is_nothing_or_comment(line)) continue;
    auto entry = parse_line(line);
    if (!entry) {
      return std::unexpected(".env line " + std::to_string(number) +
                             ": cannot be read; expected NAME=VALUE, with a value in quotes closed");
    }
    variables.insert_or_assign(std::move(entry->first), std::move(entry->second));
  }
  return variables;
}

}  // namespace ludice::ops
