// Proves in one pass over a text that it is canonical JSON, and notes where its values lie.
#pragma once

#include "net/canonical_json.hpp"

namespace ludice::net {

/// Nothing where `text` is no canonical form of an object; it may still be JSON then.
std::optional<std::vector<CanonicalObject::Node>> scan_canonical(std::string_view text);

}  // namespace ludice::net
