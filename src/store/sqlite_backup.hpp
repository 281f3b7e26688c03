// Copies of an SQLite database: out of it while a server writes it, and back into an empty place.
#pragma once

#include <stdexcept>
#include <string>

namespace ludice::store {

/// A copy that must not be made: something is in its way, or it would be of something else.
class CopyRefused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What a copy holds.
struct Copied {
  std::string schema;
  std::string chain_head;  ///< 32 bytes
};

/// Copies the last committed state of `database` into `file`, one plain file that is readable by its owner
/// alone and appears when it is whole, checked and on the disk. Reads only, so a server may be running.
/// CopyRefused where `file` exists or the database is none of ours; Unavailable where something fails.
Copied backup_sqlite(const std::string& database, const std::string& file);

/// The way back: `database` must not exist, and nobody may be using the place (Unavailable). CopyRefused also
/// where `file` is none of ours, damaged, or of a newer version of this program.
Copied restore_sqlite(const std::string& file, const std::string& database);

}  // namespace ludice::store
