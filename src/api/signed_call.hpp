// The part of the order of checks (docs/api.md) that says whether a request is a signed object of
// somebody who holds the key, and a fresh one.
#pragma once

#include "api/client.hpp"
#include "api/form.hpp"
#include "base/instant.hpp"
#include "net/canonical_json.hpp"
#include "net/http_types.hpp"
#include "net/signature.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ludice::api {

/// Who may use the first Ludicé's signature form.
enum class SignatureV1 { trusted, anywhere, never };

inline constexpr Millis kMaxTimestampSkew{300'000};

/// application/json, in UTF-8 where a charset is named; a request that names no type passes.
bool is_json(const net::HttpFields& fields);

/// Each signature that was sent must hold, and one of them be of a form this client may use.
bool is_signed(const net::HttpRequest& request, std::string_view canonical, const net::SigningKey& key,
               bool v1_allowed);

/// Whether a request of that time, in Unix seconds, is taken at `now`.
bool is_near(double timestamp_s, Instant now);

/// Whether `timestamp` is a number near `now`.
bool is_fresh(const net::CanonicalObject& object, Instant now);

/// The same where the object has a `timestamp` at all, a number or, as in a query, its text.
bool is_fresh_if_dated(const net::CanonicalObject& object, Instant now);

/// How a call takes the field `request_id`.
enum class RequestName {
  none,      ///< ignored
  optional,  ///< kept for 48 hours
  required,  ///< kept for ever
};

/// What makes a signed object the same one again. A `request_id` that is no name is left to the check of
/// the fields.
store::OnceKey once_key(const net::CanonicalObject& object, std::string_view path,
                        RequestName name = RequestName::optional);

/// What is wrong with the object's `request_id`, if anything.
std::optional<std::string> fault_of_request_id(const net::CanonicalObject& object,
                                               RequestName name = RequestName::optional);

/// The field itself.
Property request_name(RequestName name);

/// The fields that signed objects have besides those of their call.
Outline signed_fields(RequestName name);

}  // namespace ludice::api
