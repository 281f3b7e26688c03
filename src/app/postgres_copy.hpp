// Copies of a PostgreSQL database by PostgreSQL's own tools, which must be installed beside this program.
#pragma once

#include <string>

namespace ludice::app {

/// Writes what is committed now into `file` (pg_dump's custom format), as store::backup_sqlite does. Failure:
/// refused where `file` exists or the database is none of ours, unavailable where a tool is missing or fails.
void backup_postgres(const std::string& url, const std::string& file);

/// Brings a copy into the database at `url`, which must have no tables, whole or not at all. Failure: refused
/// also where `file` is none of ours or of a newer version.
void restore_postgres(const std::string& file, const std::string& url);

}  // namespace ludice::app
