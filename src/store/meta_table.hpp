// What a database says of itself: which bot it belongs to; and the removal of records whose time is over.
#pragma once

#include "store/transaction.hpp"

#include <optional>
#include <string>

namespace ludice::store {

std::optional<std::string> find_meta(Reader& reader, std::string_view name);
void set_meta(Transaction& transaction, std::string_view name, std::string_view value);

/// The latest time that the database has recorded, as a restart finds it.
Instant recorded_time(Reader& reader);

/// Deletes up to `limit` once-only records of each kind whose time is over, by the latest time that the
/// database has recorded; returns how many went.
std::int64_t forget_old_answers(Transaction& transaction, int limit);

}  // namespace ludice::store
