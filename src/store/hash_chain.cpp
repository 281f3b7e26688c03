// SHA-256 by OpenSSL.
#include "store/hash_chain.hpp"

#include <openssl/sha.h>

namespace ludice::store {

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
  return place;
}

std::string HashChain::sealed() const {
  const std::string text = hash_ + pending_;
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
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
}

}  // namespace ludice::store
