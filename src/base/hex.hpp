// Bytes as text: lower-case hex, and the 13 characters in which ids are shown (Crockford's base32,
// which sorts like the number and has no letters that look like digits).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ludice {

std::string to_hex(std::string_view bytes);

/// Nothing where the length is odd or a character is not 0-9 a-f.
std::optional<std::string> from_hex(std::string_view hex);

/// 13 characters, upper case.
std::string to_base32(std::int64_t value);

/// Exactly what to_base32 writes; anything else is nothing.
std::optional<std::int64_t> from_base32(std::string_view text);

}  // namespace ludice
