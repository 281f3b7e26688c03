// SHA-256 of bytes that every seal of the program begins with and of records, each as `place|size|record` and
// a line end.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;  // of OpenSSL

namespace ludice::audit {

inline constexpr std::size_t kHashBytes = 32;

class Digest {
 public:
  /// Throws Unreadable where there is no SHA-256.
  Digest();

  /// Forgets what was added.
  void begin(std::string_view head);
  void add(std::int64_t place, std::string_view record);
  /// What it comes to; begin() before anything else.
  std::string finish();

 private:
  struct FreeContext {
    void operator()(evp_md_ctx_st* context) const;
  };
  void add_bytes(std::string_view bytes);

  std::unique_ptr<evp_md_ctx_st, FreeContext> context_;
};

}  // namespace ludice::audit
