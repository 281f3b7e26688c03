// A stream, and a sync at the end.
#include "legacy/old_file_writer.hpp"

#include "legacy/export.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

#include <boost/json/serialize.hpp>

namespace ludice::legacy {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, int error) {
  throw ExportRefused(path.string() + " cannot be written: " + std::strerror(error));
}

void sync(const std::filesystem::path& path, int how) {
  const int file = ::open(path.c_str(), how | O_CLOEXEC);
  if (file < 0) fail(path, errno);
  const int synced = ::fsync(file);
  const int error = errno;
  ::close(file);
  if (synced != 0) fail(path, error);
}

}  // namespace

std::string json_text(std::string_view text) {
  return boost::json::serialize(boost::json::string_view(text.data(), text.size()));
}

OldFileWriter::OldFileWriter(std::filesystem::path path)
    : path_(std::move(path)), file_(path_, std::ios::binary) {
  if (!file_) fail(path_, errno);
  file_ << '{';
}

void OldFileWriter::entry(std::string_view key, std::string_view value) {
  file_ << (first_ ? "\n    " : ",\n    ") << json_text(key) << ": " << value;
  first_ = false;
  if (!file_) fail(path_, errno);
}

void OldFileWriter::finish() {
  file_ << (first_ ? "}" : "\n}");
  file_.close();
  if (!file_) fail(path_, errno);
  sync(path_, O_RDONLY);
}

void sync_folder(const std::filesystem::path& folder) {
  sync(folder, O_RDONLY | O_DIRECTORY);
}

}  // namespace ludice::legacy
