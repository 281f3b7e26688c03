// What a database says of itself: which bot it belongs to, what its exports call it; and the removal of
// records whose time is over.
#pragma once

#include "store/transaction.hpp"

#include <optional>
#include <string>

namespace ludice::store {

std::optional<std::string> find_meta(Reader& reader, std::string_view name);
void set_meta(Transaction& transaction, std::string_view name, std::string_view value);
/// Sets what was never set; returns what stands there now.
std::string keep_meta(Transaction& transaction, std::string_view name, std::string_view value);

/// The latest times that the database has recorded, as a restart finds them: of a first answer that is kept,
/// in civil time, and of a seal, in game time.
Instant latest_answer_at(Reader& reader);
Instant latest_seal_at(Reader& reader);

/// Deletes up to `limit` once-only records of each kind whose time is over, by the latest of them; returns
/// how many went.
std::int64_t forget_old_answers(Transaction& transaction, int limit);

}  // namespace ludice::store
