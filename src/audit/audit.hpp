// Proves a ledger: everything that must hold is read back from the tables and computed anew, by SQL and
// code of its own that share nothing with what wrote them. Opens SQLite read-only, in one snapshot, so it
// runs beside a server.
#pragma once

#include <functional>
#include <string>

namespace ludice::audit {

/// Takes one line of the report, without its end.
using Print = std::function<void(const std::string&)>;

/// Prints a line for each check (what, how many) and one for each finding; true where nothing was found.
/// Throws store::SqliteError where the database cannot be read.
bool run(const std::string& database_path, const Print& print);

}  // namespace ludice::audit
