// The query of /get_balance as an object of strings, which is what its signature covers.
#pragma once

#include "api/errors.hpp"
#include "domain/asset.hpp"
#include "net/canonical_json.hpp"
#include "service/players.hpp"

#include <optional>
#include <string_view>

namespace ludice::api {

/// Nothing where an escape is broken, the text is not UTF-8, or a name comes twice.
std::optional<net::CanonicalObject> query_object(std::string_view query);

struct BalanceQuery {
  service::PlayerRef who;
  Invalid invalid;  ///< empty: `who` can be used
};

/// `asset` is the only one there is.
BalanceQuery read_balance_query(const net::CanonicalObject& query, domain::Asset asset);

}  // namespace ludice::api
