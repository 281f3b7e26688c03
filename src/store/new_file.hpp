// A file that appears whole or not at all: written beside its place under another name, and put there when it
// is on the disk. Only its owner can read it.
#pragma once

#include <string>

namespace ludice::store {

class NewFile {
 public:
  /// Makes an empty file beside `path`. Throws Unavailable where that cannot be.
  explicit NewFile(std::string path);
  /// Removes what was not published.
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  /// Where it is written.
  const std::string& draft() const { return draft_; }
  /// Syncs it and puts it into its place. False where something stands there by now; Unavailable where the
  /// disk fails.
  [[nodiscard]] bool publish();

 private:
  std::string path_;
  std::string draft_;
};

}  // namespace ludice::store
