// Hex and base32.
#include "base/hex.hpp"

namespace ludice {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase32Digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kBase32Length = 13;

}  // namespace

std::string to_hex(std::string_view bytes) {
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex.push_back(kHexDigits[byte >> 4]);
    hex.push_back(kHexDigits[byte & 15]);
  }
  return hex;
}

std::optional<std::string> from_hex(std::string_view hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(hex.size() / 2);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const auto high = kHexDigits.find(hex[i]);
    const auto low = kHexDigits.find(hex[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    bytes.push_back(static_cast<char>(high << 4 | low));
  }
  return bytes;
}

std::string to_base32(std::int64_t value) {
  std::string text(kBase32Length, '0');
  auto rest = static_cast<std::uint64_t>(value);
  for (std::size_t i = kBase32Length; i-- > 0; rest >>= 5) text[i] = kBase32Digits[rest & 31];
  return text;
}

std::optional<std::int64_t> from_base32(std::string_view text) {
  if (text.size() != kBase32Length) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text) {
    const auto digit = kBase32Digits.find(c);
    // 63 bits are in use: the first character carries at most three of them.
    if (digit == std::string_view::npos || value >> 58 != 0) return std::nullopt;
    value = value << 5 | digit;
  }
  return static_cast<std::int64_t>(value);
}

}  // namespace ludice
