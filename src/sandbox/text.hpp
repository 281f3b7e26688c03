// Texts as Telegram counts and cleans them: UTF-8 in, lengths and offsets in UTF-16 code units.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ludice::sandbox {

bool is_utf8(std::string_view text);

/// Length in UTF-16 code units of valid UTF-8 (four-byte characters count twice).
std::size_t utf16_length(std::string_view text);

/// Carriage returns dropped, other control characters but newlines turned into spaces.
std::string clean_text(std::string_view text);

void append_code_point(std::string& text, std::uint32_t code_point);

/// A to Z in lower case; everything else untouched.
std::string ascii_lower(std::string_view text);

inline bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}
inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
inline bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
/// What commands, mentions and hashtags consist of, ASCII only.
inline bool is_word(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}

}  // namespace ludice::sandbox
