// Any JSON object in its canonical form: the slow path, for bodies that are formatted otherwise.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace ludice::net {

/// Containers inside one another, the object itself counted.
inline constexpr std::size_t kMaxJsonDepth = 16;

/// Refuses, with a reason for people, what docs/api.md calls malformed_json.
std::expected<std::string, std::string> rewrite_canonical(std::string_view body);

}  // namespace ludice::net
