// A file of lines that is appended to and, now and then, replaced as a whole. What append() returned from
// survives the end of the process; what replace() returned from also the end of power.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ludice::sandbox {

/// Every function throws std::system_error where the file system refuses.
class LineFile {
 public:
  /// Opens or makes the file and locks it: a second process is refused.
  explicit LineFile(std::filesystem::path path);
  LineFile(const LineFile&) = delete;
  LineFile& operator=(const LineFile&) = delete;
  ~LineFile();

  /// The whole lines. A last line that was cut short is dropped, from the file too.
  std::vector<std::string> read();

  /// `line` has no newline of its own.
  void append(std::string_view line);

  /// Atomically: after a crash there are either the old lines or these.
  void replace(std::span<const std::string> lines);

  std::size_t size() const { return size_; }  ///< in bytes

 private:
  std::filesystem::path path_;
  int file_ = -1;
  std::size_t size_ = 0;
};

}  // namespace ludice::sandbox
