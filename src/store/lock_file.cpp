// An advisory lock of the kernel: it goes with the process, however that ends.
#include "store/lock_file.hpp"

#include "store/store.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <unistd.h>

namespace ludice::store {

std::string lock_of(const std::string& database) {
  const auto folder = std::filesystem::path(database).parent_path();
  std::error_code ignored;  // opening says what is wrong
  if (!folder.empty()) std::filesystem::create_directories(folder, ignored);
  const auto file = std::filesystem::weakly_canonical(database, ignored);
  return (file.empty() ? database : file.string()) + ".lock";
}

LockFile::LockFile(const std::string& path)
    : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (descriptor_ < 0) {
    throw Unavailable(Unavailable::Kind::failed, "cannot make " + path + ": " + std::strerror(errno));
  }
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor_);
    throw Unavailable(Unavailable::Kind::failed,
                      "another process uses this database (" + path + " is locked)");
  }
}

LockFile::~LockFile() {
  ::close(descriptor_);
}

}  // namespace ludice::store
