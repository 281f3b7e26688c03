// The smallest pieces of canonical JSON (docs/api.md): strings and numbers exactly as Python's
// json.dumps writes them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ludice::net {

/// Appends `utf8` (which must be valid) in quotes: ASCII only, \uXXXX in lower-case hex, surrogate pairs.
void append_quoted(std::string& out, std::string_view utf8);

/// What stands between the quotes of a canonical string, decoded to UTF-8.
std::string unquote(std::string_view escaped);

/// Appends Python's repr of a finite double: shortest digits, an exponent below 1e-4 and from 1e16.
void append_float(std::string& out, double value);

/// A JSON number's text as Python reads and writes it: integers keep their digits (-0 is 0), others become
/// the float's repr. Nothing where it is beyond the largest double.
std::optional<std::string> canonical_number(std::string_view text);

/// The double next to a JSON number's text; nothing beyond the largest.
std::optional<double> parse_double(std::string_view text);

}  // namespace ludice::net
