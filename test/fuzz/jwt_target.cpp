// Tokens of operators, as anybody may send them; and, since nobody guesses a signature, header and claims
// that are signed here and may say anything.
#include "base/base64.hpp"
#include "base/hex.hpp"
#include "fuzz/targets.hpp"
#include "net/jwt.hpp"

#include <string>

namespace ludice::fuzz {
namespace {

using namespace net;

constexpr std::int64_t kNow = 1'700'000'000;
constexpr std::string_view kAudience = "ludice-operator";

const SigningKey& key() {
  static const SigningKey key("the key of the fuzzer, of 32 bytes or more");
  return key;
}

std::string part(std::string_view bytes) {
  std::string text = to_base64(bytes, Base64::url);
  while (text.ends_with('=')) text.pop_back();
  return text;
}

std::string signed_token(std::string_view bytes) {
  const std::size_t end = bytes.find('\n');
  const std::string_view claims = end == std::string_view::npos ? std::string_view() : bytes.substr(end + 1);
  const std::string text = part(bytes.substr(0, end)) + "." + part(claims);
  return text + "." + part(from_hex(key().sign_v1(text)).value());
}

void check(const std::string& token) {
  const auto read = read_jwt(token, key(), kAudience, kNow);
  if (!read) return require(!to_string(read.error()).empty(), "refused without a reason");
  require(read->audience == kAudience, "for somebody else");
  require(read->issued_s >= 0 && read->issued_s <= kNow + kJwtLeeway_s, "of the future");
  require(read->expires_s > kNow && read->expires_s - read->issued_s <= kLongestJwtLife_s, "for too long");
  const std::string again = write_jwt(key(), *read);  // longer, where what was escaped is escaped in full
  require(again.size() > kLongestJwt || read_jwt(again, key(), kAudience, kNow) == *read,
          "not what was written");
  require(!read_jwt(token, key(), "somebody-else", kNow), "good for two");
  require(!read_jwt(token, key(), kAudience, read->expires_s), "good for ever");
  require(!read_jwt(token, SigningKey("another key of 32 bytes or more, too"), kAudience, kNow),
          "good with any key");
  require(!read_jwt(token + "=", key(), kAudience, kNow), "written in two ways");
  planted(read->subject.contains('#'));
}

}  // namespace

void jwt(std::string_view bytes) {
  if (bytes.empty()) return;
  const std::string_view rest = bytes.substr(1);
  check(bytes.front() == 't' ? std::string(rest) : signed_token(rest));
}

}  // namespace ludice::fuzz
