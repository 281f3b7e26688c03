// mkostemp, fsync, renameat2; and the folder's own entry is synced last.
#include "store/new_file.hpp"

#include "store/store.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

namespace ludice::store {
namespace {

[[noreturn]] void fail(const std::string& doing) {
  throw Unavailable(Unavailable::Kind::failed, doing + ": " + std::strerror(errno));
}

void sync(const std::string& path, int flags) {
  const int file = ::open(path.c_str(), flags | O_CLOEXEC);
  if (file < 0) fail("cannot open " + path);
  const int result = ::fsync(file);
  ::close(file);
  if (result != 0) fail("cannot sync " + path);
}

}  // namespace

NewFile::NewFile(std::string path) : path_(std::move(path)), draft_(path_ + ".XXXXXX") {
  const int file = ::mkostemp(draft_.data(), O_CLOEXEC);  // mode 600
  if (file < 0) fail("cannot make a file beside " + path_);
  ::close(file);
}

NewFile::~NewFile() {
  if (!draft_.empty()) ::unlink(draft_.c_str());
}

bool NewFile::publish() {
  sync(draft_, O_RDWR);
  if (::renameat2(AT_FDCWD, draft_.c_str(), AT_FDCWD, path_.c_str(), RENAME_NOREPLACE) != 0) {
    if (errno == EEXIST) return false;
    // Some file systems do not know the flag; a link does not replace anything either.
    if (errno != EINVAL) fail("cannot name " + path_);
    if (::link(draft_.c_str(), path_.c_str()) != 0) {
      if (errno == EEXIST) return false;
      fail("cannot name " + path_);
    }
    ::unlink(draft_.c_str());
  }
  draft_.clear();
  const auto folder = std::filesystem::absolute(path_).parent_path();
  sync(folder.string(), O_RDONLY | O_DIRECTORY);
  return true;
}

}  // namespace ludice::store
