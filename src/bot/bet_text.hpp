// A stake as people type it: digits of any script, spaces within and around them. Everything else is told
// apart, so that the answer can say what would be right.
#pragma once

#include "bot/coin.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

namespace ludice::bot {

enum class BetTextError {
  not_a_number,  ///< words, nothing, or a mix
  with_sign,     ///< -5, +10
  fraction,      ///< 10.5, 1,000 (which may mean either)
  too_big,       ///< beyond every balance
};

std::expected<std::int64_t, BetTextError> parse_bet(std::string_view text);

/// The same in an asset: TON is typed with up to nine digits behind a point or comma, and is nanotons here.
/// A comma before exactly three digits may mean either, so it is a fraction.
std::expected<std::int64_t, BetTextError> parse_amount(Coin coin, std::string_view text);

/// The value of a decimal digit of any script (Unicode category Nd).
std::optional<int> digit_value(char32_t code_point);

}  // namespace ludice::bot
