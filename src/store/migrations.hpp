// Brings a database to the schema of this program: numbered files in migrations/, never edited once
// released, each run in a transaction of its own.
#pragma once

#include "store/postgres_connection.hpp"
#include "store/sqlite_connection.hpp"

#include <cstddef>

namespace ludice::store {

/// The schema of this program: how many migrations there are.
std::size_t newest_schema();

/// Throws Unavailable where the schema is newer than this program, or older and `allowed` is false.
void migrate_sqlite(SqliteConnection& connection, bool allowed);
/// The same; several processes may do so at once.
void migrate_postgres(PostgresConnection& connection, bool allowed);

}  // namespace ludice::store
