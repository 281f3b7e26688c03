// Types and ranges.
#include "api/value_types.hpp"

#include "base/hex.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace ludice::api {
namespace {

using net::JsonKind;
using net::JsonValue;

Read<std::int64_t> in_range(std::optional<std::int64_t> number, std::int64_t min, std::int64_t max) {
  if (number && *number >= min && *number <= max) return *number;
  return std::unexpected(fmt::format("must be an integer from {} to {}", min, max));
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

std::string without_nul(std::string text) {
  constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD
  for (auto at = text.find('\0'); at != std::string::npos; at = text.find('\0', at + kReplacement.size()))
    text.replace(at, 1, kReplacement);
  return text;
}

}  // namespace

std::size_t length_of(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return (c & 0xc0) != 0x80; }));
}

bool has_control_characters(std::string_view utf8) {
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if (byte < 0x20 || byte == 0x7f) return true;
    // U+0080 to U+009F are C2 80 to C2 9F.
    if (byte == 0xc2 && i + 1 < utf8.size() && static_cast<unsigned char>(utf8[i + 1]) < 0xa0) return true;
  }
  return false;
}

Read<std::int64_t> Integer::read(const JsonValue& value) const {
  return in_range(value.integer(), min, max);
}

Read<std::int64_t> IntegerText::read(const JsonValue& value) const {
  const std::optional<std::string> text = value.string();
  return in_range(text ? parse_integer(*text) : std::nullopt, min, max);
}

Read<std::string> Text::read(const JsonValue& value) const {
  std::optional<std::string> text = value.string();
  if (!text || text->empty() || length_of(*text) > max) {
    return std::unexpected(fmt::format("must be a string of 1 to {} characters", max));
  }
  if (!control_characters && has_control_characters(*text)) {
    return std::unexpected("must not have control characters");
  }
  return without_nul(*std::move(text));
}

Schema Text::schema() const {
  Schema schema = schema::text(1, max);
  if (!control_characters) {
    schema.rest += fmt::format(R"(,"not":{{"pattern":"{}"}})", schema::kControlCharacters);
  }
  return schema;
}

Read<bool> Boolean::read(const JsonValue& value) const {
  const std::optional<bool> truth = value.boolean();
  if (!truth) return std::unexpected("must be true or false");
  return *truth;
}

Read<std::vector<std::int64_t>> Ids::read(const JsonValue& value) const {
  const std::vector<JsonValue> elements = value.elements();
  std::vector<std::int64_t> ids;
  for (const JsonValue& element : elements) {
    const std::optional<std::string> text = element.string();
    const std::optional<std::int64_t> id = text ? from_base32(*text) : std::nullopt;
    if (id) ids.push_back(*id);
  }
  if (value.kind() == JsonKind::array && elements.size() <= max_count && ids.size() == elements.size())
    return ids;
  return std::unexpected(fmt::format("must be a list of at most {} ids", max_count));
}

Read<std::int64_t> IdText::read(const JsonValue& value) const {
  const std::optional<std::string> text = value.string();
  const std::optional<std::int64_t> id = text ? from_base32(*text) : std::nullopt;
  if (!id) return std::unexpected("must be an id of 13 characters");
  return *id;
}

Read<std::string> PageCursor::read(const JsonValue& value) const {
  std::optional<std::string> text = value.string();
  if (text && from_base32(*text)) return *std::move(text);
  return std::unexpected("must be a cursor from an answer");
}

std::string must_be_one_of(const std::vector<std::string_view>& names) {
  std::string text = "must be ";
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text.append(i + 1 == names.size() ? " or " : ", ");
    text.append(names[i]);
  }
  return text;
}

}  // namespace ludice::api
