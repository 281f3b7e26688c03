// Six bits a character.
#include "base/base64.hpp"

#include <cstdint>
#include <utility>

namespace ludice {
namespace {

constexpr std::string_view kStandard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrl = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string_view digits_of(Base64 alphabet) {
  return alphabet == Base64::standard ? kStandard : kUrl;
}

/// Nothing where there is some padding and not all of it.
std::optional<std::string_view> without_padding(std::string_view text) {
  const std::size_t end = text.find('=');
  if (end == std::string_view::npos) return text;
  const std::string_view padding = text.substr(end);
  const bool whole = text.size() % 4 == 0 && (padding == "=" || padding == "==");
  return whole ? std::optional(text.substr(0, end)) : std::nullopt;
}

}  // namespace

std::string to_base64(std::string_view bytes, Base64 alphabet) {
  const std::string_view digits = digits_of(alphabet);
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : bytes) {
    held = held << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6) text.push_back(digits[held >> (bits - 6) & 63]);
  }
  if (bits > 0) text.push_back(digits[held << (6 - bits) & 63]);
  while (text.size() % 4 != 0) text.push_back('=');
  return text;
}

std::optional<std::string> from_base64(std::string_view text, Base64 alphabet) {
  const auto body = without_padding(text);
  if (!body || body->size() % 4 == 1) return std::nullopt;
  const std::string_view digits = digits_of(alphabet);
  std::string bytes;
  bytes.reserve(body->size() * 3 / 4);
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : *body) {
    const auto digit = digits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    held = held << 6 | static_cast<std::uint32_t>(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<char>(held >> bits & 255));
  }
  const bool clean_end = (held & ((1U << bits) - 1)) == 0;
  return clean_end ? std::optional(std::move(bytes)) : std::nullopt;
}

}  // namespace ludice
