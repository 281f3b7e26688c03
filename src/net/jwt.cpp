// Three parts: what it is signed with, what it says, the signature over both.
#include "net/jwt.hpp"

#include "base/assert.hpp"
#include "base/base64.hpp"
#include "base/hex.hpp"
#include "net/canonical_json.hpp"

#include <array>
#include <optional>

#include <boost/json/object.hpp>

namespace ludice::net {
namespace {

constexpr std::size_t kSignatureBytes = 32;
constexpr std::string_view kHeader = R"({"alg":"HS256","typ":"JWT"})";

std::string encoded(std::string_view bytes) {
  std::string text = to_base64(bytes, Base64::url);
  while (text.ends_with('=')) text.pop_back();
  return text;
}

/// Without padding, as RFC 7515 has it.
std::optional<std::string> decoded(std::string_view text) {
  if (text.empty() || text.contains('=')) return std::nullopt;
  return from_base64(text, Base64::url);
}

struct Parts {
  std::string_view header;
  std::string_view claims;
  std::string_view signed_text;  ///< both of them
  std::string signature;
};

std::optional<Parts> split(std::string_view token) {
  const std::size_t first = token.find('.');
  const std::size_t last = token.rfind('.');
  if (token.size() > kLongestJwt || first == std::string_view::npos || first == last) return std::nullopt;
  auto signature = decoded(token.substr(last + 1));
  const std::string_view claims = token.substr(first + 1, last - first - 1);
  if (!signature || signature->size() != kSignatureBytes || claims.contains('.')) return std::nullopt;
  return Parts{token.substr(0, first), claims, token.substr(0, last), *std::move(signature)};
}

std::optional<CanonicalObject> object_in(std::string_view part) {
  auto text = decoded(part);
  if (!text) return std::nullopt;
  auto object = CanonicalObject::read(*std::move(text));
  return object ? std::optional(*std::move(object)) : std::nullopt;
}

bool is_hs256(std::string_view header) {
  const auto object = object_in(header);
  if (!object || (*object)["alg"].string() != "HS256") return false;
  const JsonValue type = (*object)["typ"];
  const bool is_jwt = type.kind() == JsonKind::missing || type.string() == "JWT";
  return is_jwt && (*object)["crit"].kind() == JsonKind::missing;
}

std::optional<Jwt> claims_in(std::string_view part) {
  const auto object = object_in(part);
  if (!object) return std::nullopt;
  auto subject = (*object)["sub"].string();
  auto audience = (*object)["aud"].string();
  const auto issued_s = (*object)["iat"].integer();
  const auto expires_s = (*object)["exp"].integer();
  const JsonValue not_before = (*object)["nbf"];
  const bool is_whole = subject && audience && issued_s && expires_s && *issued_s >= 0 &&
                        *expires_s > *issued_s && not_before.kind() == JsonKind::missing;
  if (!is_whole) return std::nullopt;
  return Jwt{*std::move(subject), *std::move(audience), *issued_s, *expires_s};
}

}  // namespace

std::string_view to_string(JwtFault fault) {
  constexpr std::array<std::string_view, 8> names = {"malformed",        "wrong_signature", "wrong_algorithm",
                                                     "malformed_claims", "wrong_audience",  "not_yet",
                                                     "expired",          "too_long"};
  return names.at(static_cast<std::size_t>(fault));
}

std::string write_jwt(const SigningKey& key, const Jwt& claims) {
  LUDICE_ASSERT(claims.expires_s > claims.issued_s &&
                claims.expires_s - claims.issued_s <= kLongestJwtLife_s);
  const std::string body = canonical_json({{"aud", claims.audience},
                                           {"exp", claims.expires_s},
                                           {"iat", claims.issued_s},
                                           {"sub", claims.subject}});
  const std::string text = encoded(kHeader) + "." + encoded(body);
  return text + "." + encoded(from_hex(key.sign_v1(text)).value());
}

std::expected<Jwt, JwtFault> read_jwt(std::string_view token, const SigningKey& key,
                                      std::string_view audience, std::int64_t now_s) {
  const auto parts = split(token);
  if (!parts) return std::unexpected(JwtFault::malformed);
  if (!key.holds_v1(to_hex(parts->signature), parts->signed_text)) {
    return std::unexpected(JwtFault::wrong_signature);
  }
  if (!is_hs256(parts->header)) return std::unexpected(JwtFault::wrong_algorithm);
  auto claims = claims_in(parts->claims);
  if (!claims) return std::unexpected(JwtFault::malformed_claims);
  if (claims->audience != audience) return std::unexpected(JwtFault::wrong_audience);
  if (claims->issued_s > now_s + kJwtLeeway_s) return std::unexpected(JwtFault::not_yet);
  if (claims->expires_s <= now_s) return std::unexpected(JwtFault::expired);
  // Neither can overflow: issued and expires lie between 0 and 2^63 - 1.
  if (claims->expires_s - claims->issued_s > kLongestJwtLife_s) return std::unexpected(JwtFault::too_long);
  return *std::move(claims);
}

}  // namespace ludice::net
