// The form of a `.env` file: NAME=VALUE a line, `#` begins a comment, `export` may stand before, a value
// may stand in quotes. In double quotes \n, \" and \\ are what they are in C; in single quotes nothing is.
#pragma once

#include "ops/environment.hpp"

#include <expected>
#include <string>
#include <string_view>

namespace ludice::ops {

/// The last of several lines for one name counts. An error names the line and never shows it, for a
/// secret may stand there.
std::expected<Environment, std::string> parse_env_file(std::string_view text);

}  // namespace ludice::ops
