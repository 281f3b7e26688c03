// Keeps a second process away from an embedded database, for as long as the object lives.
#pragma once

#include <string>

namespace ludice::store {

/// The path of the lock of an embedded database, the same by whatever link it is reached; makes its folder.
std::string lock_of(const std::string& database);

class LockFile {
 public:
  /// Throws Unavailable where another process holds it or the file cannot be made.
  explicit LockFile(const std::string& path);
  ~LockFile();
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;

 private:
  int descriptor_;
};

}  // namespace ludice::store
