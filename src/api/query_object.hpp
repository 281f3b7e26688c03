// The parameters of a query as an object of strings, which is what the signature of a GET covers.
#pragma once

#include "net/canonical_json.hpp"

#include <optional>
#include <string_view>

namespace ludice::api {

/// Nothing where an escape is broken, the text is not UTF-8, or a name comes twice.
std::optional<net::CanonicalObject> query_object(std::string_view query);

}  // namespace ludice::api
