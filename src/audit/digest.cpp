// SHA-256 by OpenSSL.
#include "audit/digest.hpp"

#include "audit/source.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

namespace ludice::audit {

void Digest::FreeContext::operator()(EVP_MD_CTX* context) const {
  EVP_MD_CTX_free(context);
}

Digest::Digest() : context_(EVP_MD_CTX_new()) {}

void Digest::begin(std::string_view head) {
  const bool begun = context_ != nullptr && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1;
  if (!begun) throw Unreadable("SHA-256 is not there");
  add_bytes(head);
}

void Digest::add(std::int64_t place, std::string_view record) {
  add_bytes(fmt::format("{}|{}|", place, record.size()));
  add_bytes(record);
  add_bytes("\n");
}

std::string Digest::finish() {
  std::string hash(kHashBytes, '\0');
  if (EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(hash.data()), nullptr) != 1)
    throw Unreadable("SHA-256 failed");
  return hash;
}

void Digest::add_bytes(std::string_view bytes) {
  if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1) throw Unreadable("SHA-256 failed");
}

}  // namespace ludice::audit
