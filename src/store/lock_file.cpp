// An advisory lock of the kernel: it goes with the process, however that ends.
#include "store/lock_file.hpp"

#include "store/store.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace ludice::store {

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
