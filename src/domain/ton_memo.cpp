// Memos: made, recognised in what people write, checked.
#include "domain/ton_memo.hpp"

#include "base/planted.hpp"

#include <algorithm>
#include <array>

namespace ludice::domain {
namespace {

constexpr std::string_view kPrefix = "LD-";
constexpr std::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kCarrying = 9;
constexpr std::size_t kLongest = 32;

/// What may stand in a comment without being seen, in UTF-8: spaces, line ends, and characters of no width,
/// such as those that apps put around what was copied out of lines that run both ways.
constexpr std::array<std::string_view, 64> kUnseen = {" ",
                                                      "\t",
                                                      "\n",
                                                      "\v",
                                                      "\f",
                                                      "\r",
                                                      "\xC2\xA0",
                                                      "\xC2\xAD",
                                                      "\xE1\x9A\x80",
                                                      "\xE2\x80\x80",
                                                      "\xE2\x80\x81",
                                                      "\xE2\x80\x82",
                                                      "\xE2\x80\x83",
                                                      "\xE2\x80\x84",
                                                      "\xE2\x80\x85",
                                                      "\xE2\x80\x86",
                                                      "\xE2\x80\x87",
                                                      "\xE2\x80\x88",
                                                      "\xE2\x80\x89",
                                                      "\xE2\x80\x8A",
                                                      "\xE2\x80\x8B",
                                                      "\xE2\x80\x8C",
                                                      "\xE2\x80\x8D",
                                                      "\xE2\x80\x8E",
                                                      "\xE2\x80\x8F",
                                                      "\xE2\x80\xAF",
                                                      "\xE2\x81\xA0",
                                                      "\xE3\x80\x80",
                                                      "\xEF\xBB\xBF",
                                                      "\xCD\x8F",
                                                      "\xD8\x9C",
                                                      "\xE1\xA0\x8B",
                                                      "\xE1\xA0\x8C",
                                                      "\xE1\xA0\x8D",
                                                      "\xE1\xA0\x8E",
                                                      "\xE2\x80\xAA",
                                                      "\xE2\x80\xAB",
                                                      "\xE2\x80\xAC",
                                                      "\xE2\x80\xAD",
                                                      "\xE2\x80\xAE",
                                                      "\xE2\x81\xA1",
                                                      "\xE2\x81\xA2",
                                                      "\xE2\x81\xA3",
                                                      "\xE2\x81\xA4",
                                                      "\xE2\x81\xA6",
                                                      "\xE2\x81\xA7",
                                                      "\xE2\x81\xA8",
                                                      "\xE2\x81\xA9",
                                                      "\xEF\xB8\x80",
                                                      "\xEF\xB8\x81",
                                                      "\xEF\xB8\x82",
                                                      "\xEF\xB8\x83",
                                                      "\xEF\xB8\x84",
                                                      "\xEF\xB8\x85",
                                                      "\xEF\xB8\x86",
                                                      "\xEF\xB8\x87",
                                                      "\xEF\xB8\x88",
                                                      "\xEF\xB8\x89",
                                                      "\xEF\xB8\x8A",
                                                      "\xEF\xB8\x8B",
                                                      "\xEF\xB8\x8C",
                                                      "\xEF\xB8\x8D",
                                                      "\xEF\xB8\x8E",
                                                      "\xEF\xB8\x8F"};

std::string without_unseen(std::string_view text) {
  std::string seen;
  while (!text.empty()) {
    const auto* unseen =
        std::ranges::find_if(kUnseen, [&](std::string_view c) { return text.starts_with(c); });
    if (unseen != kUnseen.end()) {
      text.remove_prefix(unseen->size());
      continue;
    }
    seen.push_back(text.front());
    text.remove_prefix(1);
  }
  return seen;
}

char upper_case(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

char as_digit(char c) {
  if (c == 'O') return '0';
  if (c == 'I' || c == 'L') return '1';
  return c;
}

/// The product with x in the field of 32 elements (x^5 + x^2 + 1).
std::size_t times_x(std::size_t element) {
  element <<= 1;
  return (element & 32) != 0 ? element ^ 0b100101 : element;
}

/// The sum of the digits, each times another power of x: no single change and no exchange keeps it.
std::size_t weighed(std::string_view digits) {
  std::size_t sum = 0;
  // Horner's way: the first digit has the highest power, the last x itself.
  for (const char c : digits) sum = times_x(sum ^ kDigits.find(c));
  return sum;
}

}  // namespace

std::string make_ton_memo(std::uint64_t random_bits) {
  std::string digits;
  for (std::size_t i = 0; i < kCarrying; ++i, random_bits >>= 5) digits.push_back(kDigits[random_bits & 31]);
  digits.push_back(kDigits[weighed(digits)]);
  return std::string(kPrefix) + digits;
}

std::optional<std::string> normal_ton_memo(std::string_view comment) {
  std::string memo = without_unseen(comment);
  std::ranges::transform(memo, memo.begin(), upper_case);
  const bool fits = memo.starts_with(kPrefix) && memo.size() > kPrefix.size() && memo.size() <= kLongest;
  if (!fits) return std::nullopt;
  const auto digits = std::ranges::subrange(memo.begin() + kPrefix.size(), memo.end());
  std::ranges::transform(digits, digits.begin(), as_digit);
  const bool all_digits =
      std::ranges::all_of(digits, [](char c) { return kDigits.find(c) != std::string_view::npos; });
  if (LUDICE_PLANTED("memo_check_ignored") && all_digits && memo.size() == kPrefix.size() + kCarrying + 1)
    memo.back() = kDigits[weighed(std::string_view(memo).substr(kPrefix.size(), kCarrying))];
  return all_digits ? std::optional(std::move(memo)) : std::nullopt;
}

bool is_sound_ton_memo(std::string_view memo) {
  if (!memo.starts_with(kPrefix)) return false;
  const std::string_view digits = memo.substr(kPrefix.size());
  const auto known = [](char c) { return kDigits.find(c) != std::string_view::npos; };
  if (digits.size() != kCarrying + 1 || !std::ranges::all_of(digits, known)) return false;
  return weighed(digits.substr(0, kCarrying)) == kDigits.find(digits.back());
}

}  // namespace ludice::domain
