// Assertions that stay on in release builds: a broken assumption about money ends the process,
// and the restart recovers from what is on disk. Never used for anything a caller can bring about.
#pragma once

namespace ludice {

[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

}  // namespace ludice

#define LUDICE_ASSERT(expression) \
  (static_cast<bool>(expression) ? void(0) : ::ludice::assertion_failed(#expression, __FILE__, __LINE__))
