// Proves a ledger: everything that must hold is read back from the tables and computed anew, by SQL and
// code of its own that share nothing with what wrote them. Reads one snapshot, so it runs beside a server,
// and keeps nothing per row, so its memory does not grow with the ledger.
#pragma once

#include "audit/source.hpp"

#include <functional>
#include <optional>
#include <string>

namespace ludice::audit {

/// Takes one line of the report, without its end.
using Print = std::function<void(const std::string&)>;

/// Prints a line for each check (what, how many) and one for each finding; true where nothing was found.
/// `noted_head`: 32 bytes, the head of the chain as it was noted earlier; it must have stood at a seal.
/// Throws Unreadable.
bool run(Source& source, const std::optional<std::string>& noted_head, const Print& print);

}  // namespace ludice::audit
