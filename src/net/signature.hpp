// Signatures of requests (docs/api.md) and the fingerprints by which a request is known again.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace ludice::net {

/// 16 bytes: the first half of the SHA-256 over the parts, one behind the other.
std::string fingerprint(std::string_view first, std::string_view second = {}, std::string_view third = {});

/// Takes the same time wherever they differ; their lengths are no secret.
bool is_same_secret(std::string_view a, std::string_view b);

/// HMAC-SHA256 with one key, prepared once. Thread safe. Signatures are lower-case hex; checking takes the
/// same time wherever a wrong one differs.
class SigningKey {
 public:
  explicit SigningKey(std::string_view secret);
  ~SigningKey();
  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;

  /// `X-Signature`: the first Ludicé's form, over the canonical object alone.
  std::string sign_v1(std::string_view canonical) const;
  bool holds_v1(std::string_view signature, std::string_view canonical) const;

  /// `X-Signature-V2`: over METHOD, PATH and the canonical object, each on a line of its own.
  std::string sign_v2(std::string_view method, std::string_view path, std::string_view canonical) const;
  bool holds_v2(std::string_view signature, std::string_view method, std::string_view path,
                std::string_view canonical) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ludice::net
