// Says what broke on standard error and aborts.
#include "base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace ludice {

void assertion_failed(const char* expression, const char* file, int line) {
  std::fprintf(stderr, "ludice: assertion failed: %s (%s:%d)\n", expression, file, line);
  std::fflush(stderr);
  std::abort();
}

}  // namespace ludice
