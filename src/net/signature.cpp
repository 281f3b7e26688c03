// HMAC (RFC 2104) by two SHA-256 states that have the padded key behind them already; each request
// continues copies of them.
#include "net/signature.hpp"

#include "base/assert.hpp"
#include "base/hex.hpp"

#include <array>
#include <initializer_list>

#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace ludice::net {
namespace {

constexpr std::size_t kBlockBytes = 64;
constexpr std::size_t kDigestBytes = 32;
constexpr std::size_t kFingerprintBytes = 16;

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

struct FreeDigest {
  void operator()(EVP_MD* digest) const { EVP_MD_free(digest); }
};

// Fetched once: looking it up anew for each digest costs more than the digest.
const EVP_MD* sha256() {
  static const std::unique_ptr<EVP_MD, FreeDigest> digest(EVP_MD_fetch(nullptr, "SHA256", nullptr));
  LUDICE_ASSERT(digest != nullptr);
  return digest.get();
}

Context start() {
  Context context(EVP_MD_CTX_new());
  LUDICE_ASSERT(context && EVP_DigestInit_ex2(context.get(), sha256(), nullptr) == 1);
  return context;
}

void update(EVP_MD_CTX* context, std::string_view bytes) {
  LUDICE_ASSERT(EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1);
}

std::string finish(EVP_MD_CTX* context) {
  std::string digest(kDigestBytes, '\0');
  LUDICE_ASSERT(EVP_DigestFinal_ex(context, reinterpret_cast<unsigned char*>(digest.data()), nullptr) == 1);
  return digest;
}

Context start_with(std::string_view key_block, char pad) {
  std::string padded(key_block);
  for (char& byte : padded) byte = static_cast<char>(byte ^ pad);
  Context context = start();
  update(context.get(), padded);
  OPENSSL_cleanse(padded.data(), padded.size());
  return context;
}

}  // namespace

bool is_same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string fingerprint(std::string_view first, std::string_view second, std::string_view third) {
  const Context context = start();
  for (const std::string_view part : {first, second, third}) update(context.get(), part);
  std::string digest = finish(context.get());
  digest.resize(kFingerprintBytes);
  return digest;
}

struct SigningKey::State {
  Context inner;
  Context outer;

  std::string sign(std::initializer_list<std::string_view> parts) const {
    const Context context(EVP_MD_CTX_new());
    LUDICE_ASSERT(context && EVP_MD_CTX_copy_ex(context.get(), inner.get()) == 1);
    for (const std::string_view part : parts) update(context.get(), part);
    const std::string digest = finish(context.get());
    LUDICE_ASSERT(EVP_MD_CTX_copy_ex(context.get(), outer.get()) == 1);
    update(context.get(), digest);
    return to_hex(finish(context.get()));
  }
};

SigningKey::SigningKey(std::string_view secret) : state_(std::make_unique<State>()) {
  std::string block(secret);
  if (block.size() > kBlockBytes) {
    const Context context = start();
    update(context.get(), secret);
    block = finish(context.get());
  }
  block.resize(kBlockBytes, '\0');
  state_->inner = start_with(block, '\x36');
  state_->outer = start_with(block, '\x5c');
  OPENSSL_cleanse(block.data(), block.size());
}

SigningKey::~SigningKey() = default;
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;

std::string SigningKey::sign_v1(std::string_view canonical) const {
  return state_->sign({canonical});
}

bool SigningKey::holds_v1(std::string_view signature, std::string_view canonical) const {
  return is_same_secret(signature, sign_v1(canonical));
}

std::string SigningKey::sign_v2(std::string_view method, std::string_view path,
                                std::string_view canonical) const {
  return state_->sign({method, "\n", path, "\n", canonical});
}

bool SigningKey::holds_v2(std::string_view signature, std::string_view method, std::string_view path,
                          std::string_view canonical) const {
  return is_same_secret(signature, sign_v2(method, path, canonical));
}

}  // namespace ludice::net
