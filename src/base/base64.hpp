// Bytes in base64 (RFC 4648): the standard alphabet and the one for addresses on the web.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ludice {

enum class Base64 {
  standard,  ///< + and /
  url,       ///< - and _
};

/// Padded with `=` to a multiple of four characters, as both alphabets allow.
std::string to_base64(std::string_view bytes, Base64 alphabet = Base64::standard);

/// Exactly what to_base64 writes in that alphabet, with or without its padding; anything else is nothing,
/// also text whose unused last bits are not zero.
std::optional<std::string> from_base64(std::string_view text, Base64 alphabet = Base64::standard);

}  // namespace ludice
