// Strings and numbers of canonical JSON.
#include "net/canonical_text.hpp"

#include "base/assert.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>

namespace ludice::net {
namespace {

void append_escape(std::string& out, std::uint32_t unit) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  const std::array<char, 6> escape{
      '\\', 'u', kHex[unit >> 12 & 15], kHex[unit >> 8 & 15], kHex[unit >> 4 & 15], kHex[unit & 15]};
  out.append(escape.data(), escape.size());
}

/// The letter behind the backslash, or 0 where \uXXXX is needed.
char short_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
      return c;
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return 0;
  }
}

/// Decodes the code point that starts at `at` and moves behind it.
std::uint32_t next_code_point(std::string_view utf8, std::size_t& at) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(utf8[i]));
  };
  const std::uint32_t lead = byte(at);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  LUDICE_ASSERT(at + length <= utf8.size());
  std::uint32_t point = length == 1 ? lead : lead & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) point = point << 6 | (byte(at + i) & 0x3f);
  at += length;
  return point;
}

void append_utf8(std::string& out, std::uint32_t point) {
  const auto push = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (point < 0x80) {
    push(point);
  } else if (point < 0x800) {
    push(0xc0 | point >> 6);
    push(0x80 | (point & 0x3f));
  } else if (point < 0x10000) {
    push(0xe0 | point >> 12);
    push(0x80 | (point >> 6 & 0x3f));
    push(0x80 | (point & 0x3f));
  } else {
    push(0xf0 | point >> 18);
    push(0x80 | (point >> 12 & 0x3f));
    push(0x80 | (point >> 6 & 0x3f));
    push(0x80 | (point & 0x3f));
  }
}

std::uint32_t parse_hex4(std::string_view hex) {
  std::uint32_t unit = 0;
  std::from_chars(hex.data(), hex.data() + 4, unit, 16);
  return unit;
}

char unescape_short(char letter) {
  switch (letter) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return letter;
  }
}

/// "1234" with the point behind its first digit and that power of ten, laid out as Python does.
void append_digits(std::string& out, std::string_view digits, int exponent) {
  const int count = static_cast<int>(digits.size());
  if (exponent < -4 || exponent >= 16) {
    out.push_back(digits[0]);
    if (count > 1) out.append(".").append(digits.substr(1));
    out.append(exponent < 0 ? "e-" : "e+");
    const std::string power = std::to_string(std::abs(exponent));
    if (power.size() < 2) out.push_back('0');
    out.append(power);
  } else if (exponent < 0) {
    out.append("0.").append(static_cast<std::size_t>(-exponent - 1), '0').append(digits);
  } else if (count <= exponent + 1) {
    out.append(digits).append(static_cast<std::size_t>(exponent + 1 - count), '0').append(".0");
  } else {
    const auto whole = static_cast<std::size_t>(exponent) + 1;
    out.append(digits.substr(0, whole)).append(".").append(digits.substr(whole));
  }
}

/// True where the number is too small for a double rather than too large: the power of ten of its first
/// digit that is not 0 is negative.
bool is_tiny(std::string_view text) {
  const auto e = text.find_first_of("eE");
  const std::string_view mantissa = text.substr(0, e);
  const auto first = mantissa.find_first_of("123456789");
  if (first == std::string_view::npos) return true;
  const auto point = std::min(mantissa.find('.'), mantissa.size());
  long long power = static_cast<long long>(point) - static_cast<long long>(first);
  if (e == std::string_view::npos) return power <= 0;
  std::string_view exponent = text.substr(e + 1);
  const bool negative = exponent.starts_with('-');
  if (negative || exponent.starts_with('+')) exponent.remove_prefix(1);
  long long value = 0;
  const auto [end, error] = std::from_chars(exponent.data(), exponent.data() + exponent.size(), value);
  if (error != std::errc()) return negative;
  return power + (negative ? -value : value) <= 0;
}

}  // namespace

void append_quoted(std::string& out, std::string_view utf8) {
  out.push_back('"');
  for (std::size_t at = 0; at < utf8.size();) {
    const char c = utf8[at];
    if (c >= ' ' && c < '\x7f' && c != '"' && c != '\\') {
      out.push_back(c);
      ++at;
    } else if (const char letter = short_escape(c); letter != 0) {
      out.push_back('\\');
      out.push_back(letter);
      ++at;
    } else if (const std::uint32_t point = next_code_point(utf8, at); point < 0x10000) {
      append_escape(out, point);
    } else {
      append_escape(out, 0xd800 + ((point - 0x10000) >> 10));
      append_escape(out, 0xdc00 + ((point - 0x10000) & 0x3ff));
    }
  }
  out.push_back('"');
}

std::string unquote(std::string_view escaped) {
  std::string out;
  out.reserve(escaped.size());
  for (std::size_t at = 0; at < escaped.size();) {
    if (escaped[at] != '\\') {
      out.push_back(escaped[at++]);
    } else if (escaped[at + 1] != 'u') {
      out.push_back(unescape_short(escaped[at + 1]));
      at += 2;
    } else {
      std::uint32_t point = parse_hex4(escaped.substr(at + 2));
      at += 6;
      if (point >= 0xd800 && point < 0xdc00) {
        point = 0x10000 + ((point - 0xd800) << 10) + (parse_hex4(escaped.substr(at + 2)) - 0xdc00);
        at += 6;
      }
      append_utf8(out, point);
    }
  }
  return out;
}

void append_float(std::string& out, double value) {
  LUDICE_ASSERT(std::isfinite(value));
  std::array<char, 32> buffer{};
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
  LUDICE_ASSERT(error == std::errc());
  std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  if (text.starts_with('-')) {
    out.push_back('-');
    text.remove_prefix(1);
  }
  const auto e = text.find('e');
  std::string digits(1, text[0]);
  if (e > 2) digits.append(text.substr(2, e - 2));
  int exponent = 0;
  const auto power = text.substr(text[e + 1] == '+' ? e + 2 : e + 1);
  std::from_chars(power.data(), power.data() + power.size(), exponent);
  append_digits(out, digits, exponent);
}

std::optional<double> parse_double(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc()) return value;
  if (!is_tiny(text)) return std::nullopt;
  return text.starts_with('-') ? -0.0 : 0.0;
}

std::optional<std::string> canonical_number(std::string_view text) {
  if (text.find_first_of(".eE") == std::string_view::npos) {
    return text == "-0" ? std::string("0") : std::string(text);
  }
  const std::optional<double> value = parse_double(text);
  if (!value) return std::nullopt;
  std::string out;
  append_float(out, *value);
  return out;
}

}  // namespace ludice::net
