// One JSON file as the first Ludicé writes them: an object, its entries one to a line.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace ludice::legacy {

/// `text` in quotes, as JSON.
std::string json_text(std::string_view text);

class OldFileWriter {
 public:
  /// Throws ExportRefused where it cannot be written, as do all.
  explicit OldFileWriter(std::filesystem::path path);

  /// `value` is JSON.
  void entry(std::string_view key, std::string_view value);
  /// Ends the object and waits until it is on the disk.
  void finish();

 private:
  std::filesystem::path path_;
  std::ofstream file_;
  bool first_ = true;
};

/// Waits until the names in a folder are on the disk.
void sync_folder(const std::filesystem::path& folder);

}  // namespace ludice::legacy
