// Text as code points, as far as the bot looks into what people type.
#pragma once

#include <string>
#include <string_view>

namespace ludice::bot {

/// A byte that belongs to no well-formed sequence becomes U+FFFD.
std::u32string decode_utf8(std::string_view text);

/// How Telegram counts a text's length.
std::size_t utf16_length(std::string_view text);

}  // namespace ludice::bot
