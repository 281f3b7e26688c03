// Reading a typed stake.
#include "bot/bet_text.hpp"

#include "base/amount.hpp"
#include "bot/utf8.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace ludice::bot {
namespace {

constexpr std::size_t kTonDigits = 9;

/// The zero of every script's digits (Unicode 14, category Nd); its nine others follow.
constexpr std::array<char32_t, 66> kZeros{
    0x0030,  0x0660,  0x06F0,  0x07C0,  0x0966,  0x09E6,  0x0A66,  0x0AE6,  0x0B66,  0x0BE6,  0x0C66,
    0x0CE6,  0x0D66,  0x0DE6,  0x0E50,  0x0ED0,  0x0F20,  0x1040,  0x1090,  0x17E0,  0x1810,  0x1946,
    0x19D0,  0x1A80,  0x1A90,  0x1B50,  0x1BB0,  0x1C40,  0x1C50,  0xA620,  0xA8D0,  0xA900,  0xA9D0,
    0xA9F0,  0xAA50,  0xABF0,  0xFF10,  0x104A0, 0x10D30, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0,
    0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0, 0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x16A60,
    0x16AC0, 0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E950, 0x1FBF0};

bool is_space(char32_t c) {
  return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200B) ||
         c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

/// Direction marks, which keyboards of right-to-left scripts add unseen.
bool is_direction_mark(char32_t c) {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

bool is_sign(char32_t c) {
  return c == '+' || c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE63 || c == 0xFF0B ||
         c == 0xFF0D;
}

bool is_separator(char32_t c) {
  return c == '.' || c == ',' || c == '\'' || c == 0x066B || c == 0x066C || c == 0x060C || c == 0x2019 ||
         c == 0xFF0C || c == 0xFF0E || c == 0x3001;
}

bool is_digit(char32_t c) {
  return digit_value(c).has_value();
}

/// What is wrong with something that is not digits alone.
BetTextError error_of(const std::u32string& text) {
  if (std::ranges::none_of(text, is_digit)) return BetTextError::not_a_number;
  std::u32string_view rest = text;
  const bool has_sign = is_sign(rest.front());
  if (has_sign) rest.remove_prefix(1);
  const auto known = [](char32_t c) { return is_digit(c) || is_separator(c); };
  if (!std::ranges::all_of(rest, known)) return BetTextError::not_a_number;
  return has_sign ? BetTextError::with_sign : BetTextError::fraction;
}

std::u32string without_spaces(std::string_view text) {
  std::u32string marks = decode_utf8(text);
  std::erase_if(marks, [](char32_t c) { return is_space(c) || is_direction_mark(c); });
  return marks;
}

std::expected<std::int64_t, BetTextError> whole_number(const std::u32string& marks) {
  if (marks.empty()) return std::unexpected(BetTextError::not_a_number);
  if (!std::ranges::all_of(marks, is_digit)) return std::unexpected(error_of(marks));
  std::int64_t bet = 0;
  for (const char32_t c : marks) {
    bet = bet * 10 + *digit_value(c);
    if (bet > Amount::kMax) return std::unexpected(BetTextError::too_big);
  }
  return bet;
}

/// Digits, or digits, one point or comma, and up to nine digits.
std::expected<std::int64_t, BetTextError> decimal_number(const std::u32string& marks) {
  const std::size_t mark = marks.find_first_of(U".,\u066B\uFF0C\uFF0E");
  std::u32string part = mark == marks.npos ? std::u32string() : marks.substr(mark + 1);
  const bool either = mark != marks.npos && marks[mark] != U'.' && part.size() == 3;
  const bool split = mark != marks.npos && mark > 0 && !part.empty() && part.size() <= kTonDigits && !either;
  if (mark != marks.npos && !split) return std::unexpected(error_of(marks));
  part.resize(kTonDigits, U'0');
  const auto whole = whole_number(marks.substr(0, mark));
  if (!whole) return whole;
  if (*whole > Amount::kMax / kNanotonsInTon) return std::unexpected(BetTextError::too_big);
  const auto nano = whole_number(part);
  if (!nano) return std::unexpected(error_of(marks));
  const std::int64_t amount = *whole * kNanotonsInTon + *nano;
  if (amount > Amount::kMax) return std::unexpected(BetTextError::too_big);
  return amount;
}

}  // namespace

std::optional<int> digit_value(char32_t code_point) {
  const auto above = std::ranges::upper_bound(kZeros, code_point);
  if (above == kZeros.begin()) return std::nullopt;
  const auto value = code_point - *(above - 1);
  if (value > 9) return std::nullopt;
  return static_cast<int>(value);
}

std::expected<std::int64_t, BetTextError> parse_bet(std::string_view text) {
  return whole_number(without_spaces(text));
}

std::expected<std::int64_t, BetTextError> parse_amount(Coin coin, std::string_view text) {
  const std::u32string marks = without_spaces(text);
  return coin == Coin::ton ? decimal_number(marks) : whole_number(marks);
}

}  // namespace ludice::bot
