// SHA-256 by OpenSSL. A commit with very many records is digested as it grows.
#include "store/hash_chain.hpp"

#include "base/assert.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

namespace ludice::store {
namespace {

constexpr std::size_t kMostPending_bytes = 256 * 1024;

void add(EVP_MD_CTX* context, std::string_view bytes) {
  LUDICE_ASSERT(EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1);
}

}  // namespace

void HashChain::FreeContext::operator()(evp_md_ctx_st* context) const {
  EVP_MD_CTX_free(context);
}

const std::string& HashChain::origin() {
  static const std::string zeros(SHA256_DIGEST_LENGTH, '\0');
  return zeros;
}

std::int64_t HashChain::append(std::string_view record) {
  const std::int64_t place = position() + 1;
  pending_ += std::to_string(place);
  pending_ += '|';
  pending_ += std::to_string(record.size());  // so that no record can look like two
  pending_ += '|';
  pending_ += record;
  pending_ += '\n';
  ++pending_count_;
  if (pending_.size() > kMostPending_bytes) {
    context_ = digested();
    pending_.clear();
  }
  return place;
}

HashChain::Context HashChain::digested() const {
  Context context(EVP_MD_CTX_new());
  LUDICE_ASSERT(context != nullptr);
  if (context_ != nullptr) {
    LUDICE_ASSERT(EVP_MD_CTX_copy_ex(context.get(), context_.get()) == 1);
  } else {
    LUDICE_ASSERT(EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1);
    add(context.get(), hash_);
  }
  add(context.get(), pending_);
  return context;
}

std::string HashChain::sealed() const {
  const Context context = digested();
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  LUDICE_ASSERT(EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(digest.data()), nullptr) ==
                1);
  return digest;
}

void HashChain::committed(std::string seal) {
  hash_ = std::move(seal);
  position_ += pending_count_;
  rolled_back();
}

void HashChain::rolled_back() {
  pending_.clear();
  pending_count_ = 0;
  context_.reset();
}

}  // namespace ludice::store
