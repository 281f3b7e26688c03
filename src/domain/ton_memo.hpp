// The memo that a player writes into a payment so that we know it is his: `LD-` and ten characters, of which
// the last is a check character. It never expires.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ludice::domain {

/// Of nine characters with five of the lowest 45 bits each, and their check character. Characters as in
/// base/hex.hpp, so none is taken for another.
std::string make_ton_memo(std::uint64_t random_bits);

/// The memo that a payer's comment is, as we keep it: upper case, without spaces, line ends and invisible
/// characters, with 0 for O and 1 for I and L. Nothing where the comment is anything else than a memo, so
/// that one with more text is never guessed at. Its length and its check character are not looked at: whether
/// a memo is known, only the table of memos says. `comment` is valid UTF-8.
std::optional<std::string> normal_ton_memo(std::string_view comment);

/// Whether a memo in its normal form has its length and its check character: a single wrong character, and
/// two that changed places, are always found. It only shapes what an operator is told.
bool is_sound_ton_memo(std::string_view memo);

}  // namespace ludice::domain
