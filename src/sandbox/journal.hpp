// The world on disk: one file of lines, each with the documents that one act changed; now and then it is
// replaced by one with every document once.
#pragma once

#include "sandbox/line_file.hpp"
#include "sandbox/world.hpp"

namespace ludice::sandbox {

class Journal {
 public:
  explicit Journal(std::filesystem::path path) : file_(std::move(path)) {}

  /// Reads the world back. Throws std::runtime_error where the file is none of ours.
  void load(World& world);

  /// Appends what an act changed in `world`. Where the disk once refused, the next call writes the whole
  /// world instead, since nobody knows what of the refused line is there.
  void write(const World::Documents& changes, const World& world);

  /// Replaces the file by one that holds the world and nothing else; write() does so now and then.
  void compact(const World& world);

 private:
  LineFile file_;
  std::size_t compact_size_ = 0;  ///< how large the file was when it last was compact
  bool in_doubt_ = false;         ///< a write has begun and not ended well
};

}  // namespace ludice::sandbox
