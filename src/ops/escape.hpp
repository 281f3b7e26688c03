// Text of others made harmless for a line of a log or an error: control characters (also U+007F to U+009F,
// and those that turn the direction of text) are written as escapes, broken UTF-8 as U+FFFD.
#pragma once

#include <string>
#include <string_view>

namespace ludice::ops {

/// Appends what stands between the quotes of a JSON string.
void append_escaped(std::string& out, std::string_view text);

/// In quotes, cut to its first `most` bytes.
std::string in_quotes(std::string_view text, std::size_t most = 120);

}  // namespace ludice::ops
