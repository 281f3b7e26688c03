// Decoding UTF-8.
#include "bot/utf8.hpp"

namespace ludice::bot {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

struct Lead {
  int following = -1;  ///< bytes behind this one; -1: no lead byte
  char32_t bits = 0;
  char32_t smallest = 0;  ///< what is smaller is written too long
};

Lead lead_of(unsigned char byte) {
  if (byte < 0x80) return {0, byte, 0};
  if (byte >= 0xC2 && byte < 0xE0) return {1, static_cast<char32_t>(byte & 0x1F), 0x80};
  if (byte >= 0xE0 && byte < 0xF0) return {2, static_cast<char32_t>(byte & 0x0F), 0x800};
  if (byte >= 0xF0 && byte < 0xF5) return {3, static_cast<char32_t>(byte & 0x07), 0x10000};
  return {};
}

/// The code point at the start of `text`, which is not empty; takes its bytes away.
char32_t take_code_point(std::string_view& text) {
  const Lead lead = lead_of(static_cast<unsigned char>(text.front()));
  text.remove_prefix(1);
  if (lead.following < 0) return kReplacement;
  char32_t value = lead.bits;
  for (int i = 0; i < lead.following; ++i) {
    if (text.empty() || (static_cast<unsigned char>(text.front()) & 0xC0) != 0x80) return kReplacement;
    value = (value << 6) | (static_cast<unsigned char>(text.front()) & 0x3F);
    text.remove_prefix(1);
  }
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  return value < lead.smallest || surrogate || value > 0x10FFFF ? kReplacement : value;
}

}  // namespace

std::u32string decode_utf8(std::string_view text) {
  std::u32string decoded;
  decoded.reserve(text.size());
  while (!text.empty()) decoded.push_back(take_code_point(text));
  return decoded;
}

std::size_t utf16_length(std::string_view text) {
  std::size_t length = 0;
  for (const char32_t c : decode_utf8(text)) length += c > 0xFFFF ? 2 : 1;
  return length;
}

}  // namespace ludice::bot
