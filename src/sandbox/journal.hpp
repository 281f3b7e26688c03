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

  void write(const World::Documents& changes);

  /// Replaces the file where it has grown far beyond what the world needs.
  void compact_if_due(const World& world);
  void compact(const World& world);

 private:
  LineFile file_;
  std::size_t compact_size_ = 0;  ///< how large the file was when it last was compact
};

}  // namespace ludice::sandbox
