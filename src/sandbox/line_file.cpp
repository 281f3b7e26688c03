// Lines on disk, by plain POSIX calls.
#include "sandbox/line_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace ludice::sandbox {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const char* what) {
  throw std::system_error(errno, std::generic_category(), path.string() + ": " + what);
}

int open_locked(const std::filesystem::path& path, int flags) {
  const int file = ::open(path.c_str(), flags | O_CREAT | O_RDWR | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) fail(path, "cannot be opened");
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    const int why = errno;
    ::close(file);
    errno = why;
    fail(path, "is in use by another process");
  }
  return file;
}

void write_all(int file, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(path, "cannot be written");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void sync_folder(const std::filesystem::path& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) fail(folder, "cannot be opened");
  ::fsync(file);
  ::close(file);
}

}  // namespace

LineFile::LineFile(std::filesystem::path path) : path_(std::move(path)), file_(open_locked(path_, 0)) {}

LineFile::~LineFile() {
  ::close(file_);
}

std::vector<std::string> LineFile::read() {
  std::string content;
  std::string block(1 << 16, '\0');
  for (off_t offset = 0;; offset = static_cast<off_t>(content.size())) {
    const ssize_t got = ::pread(file_, block.data(), block.size(), offset);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(path_, "cannot be read");
    if (got == 0) break;
    content.append(block, 0, static_cast<std::size_t>(got));
  }
  std::vector<std::string> lines;
  std::size_t begin = 0;
  for (std::size_t end; (end = content.find('\n', begin)) != std::string::npos; begin = end + 1) {
    lines.push_back(content.substr(begin, end - begin));
  }
  if (begin < content.size() && ::ftruncate(file_, static_cast<off_t>(begin)) != 0) {
    fail(path_, "cannot be cut to its last whole line");
  }
  size_ = begin;
  return lines;
}

void LineFile::append(std::string_view line) {
  std::string bytes(line);
  bytes += '\n';
  write_all(file_, bytes, path_);
  size_ += bytes.size();
}

void LineFile::replace(std::span<const std::string> lines) {
  std::string bytes;
  for (const std::string& line : lines) {
    bytes += line;
    bytes += '\n';
  }
  const std::filesystem::path beside = path_.string() + ".new";
  const int file = open_locked(beside, O_TRUNC);
  try {
    write_all(file, bytes, beside);
    if (::fsync(file) != 0) fail(beside, "cannot be synced");
    std::filesystem::rename(beside, path_);
  } catch (...) {
    ::close(file);
    throw;
  }
  ::close(std::exchange(file_, file));
  size_ = bytes.size();
  sync_folder(path_.has_parent_path() ? path_.parent_path() : ".");
}

}  // namespace ludice::sandbox
