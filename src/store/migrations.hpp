// Brings a database to the schema of this program: numbered files in migrations/, never edited once
// released, each run in a transaction of its own.
#pragma once

#include "store/sqlite_connection.hpp"

namespace ludice::store {

/// Throws Unavailable where the schema is newer than this program, or older and `allowed` is false.
void migrate_sqlite(SqliteConnection& connection, bool allowed);

}  // namespace ludice::store
