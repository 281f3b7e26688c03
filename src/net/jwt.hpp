// JSON Web Tokens (RFC 7519) of one kind: HMAC-SHA256, short-lived, for one audience. Whatever else a token
// may be (another algorithm, none, encrypted, for somebody else) is refused, and nothing in it is looked at
// before its signature holds.
#pragma once

#include "net/signature.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace ludice::net {

struct Jwt {
  std::string subject;  ///< who acts
  std::string audience;
  std::int64_t issued_s = 0;  ///< Unix time
  std::int64_t expires_s = 0;

  friend bool operator==(const Jwt&, const Jwt&) = default;
};

/// The longest time that a token may be good for.
inline constexpr std::int64_t kLongestJwtLife_s = 3'600;
/// The longest token that is read, in bytes; with an operator's name in it none comes near.
inline constexpr std::size_t kLongestJwt = 1'024;
/// How far a clock that issues tokens may be ahead of ours.
inline constexpr std::int64_t kJwtLeeway_s = 60;

/// Why a token is refused, in the order in which it is checked.
enum class JwtFault {
  malformed,        ///< not three parts of base64url, or longer than kLongestJwt
  wrong_signature,  ///< of another key, or changed
  wrong_algorithm,  ///< another one than HS256, or with extensions that must be understood
  malformed_claims,
  wrong_audience,
  not_yet,  ///< issued, or good, only in the future
  expired,
  too_long,  ///< good for longer than any of ours
};
std::string_view to_string(JwtFault fault);

std::string write_jwt(const SigningKey& key, const Jwt& claims);

/// Good at `now_s`. Takes the same time wherever a wrong signature differs.
std::expected<Jwt, JwtFault> read_jwt(std::string_view token, const SigningKey& key,
                                      std::string_view audience, std::int64_t now_s);

}  // namespace ludice::net
