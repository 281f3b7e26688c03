// The once-only records on PostgreSQL: the first answer is found by its unique key, and of two equal requests
// in two processes the key decides which one was first; the other is run again and finds its answer.
#pragma once

#include "store/postgres_unit.hpp"
#include "store/store.hpp"

#include <optional>

namespace ludice::store {

/// Nothing where the key is new. A named request counts by its name alone.
std::optional<Written> find_once(PostgresConnection& connection, const OnceKey& key);

/// Sent ahead; fails as a conflict where the key is there by now.
void add_once(PostgresConnection& connection, std::int64_t id, const OnceKey& key, const Answer& answer,
              Instant now);

}  // namespace ludice::store
