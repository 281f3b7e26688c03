// Signed, fresh, known.
#include "api/signed_call.hpp"

#include "base/planted.hpp"
#include "net/ascii.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace ludice::api {
namespace {

constexpr std::string_view kV1 = "X-Signature";
constexpr std::string_view kV2 = "X-Signature-V2";
constexpr std::string_view kCharset = "charset=";
constexpr Text kRequestId{64};

Instant time_of(const net::CanonicalObject& object) {
  constexpr double kLatest_s = 1e11;
  const double timestamp_s = object["timestamp"].number().value_or(0);
  const bool is_dated = timestamp_s > 0 && timestamp_s < kLatest_s;
  return is_dated ? Instant{static_cast<std::int64_t>(timestamp_s * 1000)} : Instant{};
}

}  // namespace

bool is_json(const net::HttpFields& fields) {
  // A page of another site can send a body without a type, but not without saying where it comes from.
  if (!fields.has("Content-Type")) return !fields.has("Origin");
  const std::string_view type = fields.get("Content-Type");
  const std::size_t semicolon = std::min(type.find(';'), type.size());
  if (!net::equals_ignoring_case(net::trimmed(type.substr(0, semicolon)), "application/json")) return false;
  const std::string_view parameter = net::trimmed(type.substr(std::min(semicolon + 1, type.size())));
  if (!net::equals_ignoring_case(parameter.substr(0, kCharset.size()), kCharset)) return true;
  const std::string_view charset = parameter.substr(kCharset.size());
  return net::equals_ignoring_case(charset, "utf-8") || net::equals_ignoring_case(charset, "\"utf-8\"");
}

bool is_signed(const net::HttpRequest& request, std::string_view canonical, const net::SigningKey& key,
               bool v1_allowed) {
  const std::size_t v1 = request.fields.count(kV1);
  const std::size_t v2 = request.fields.count(kV2);
  if (v1 > 1 || v2 > 1 || (v2 == 0 && (v1 == 0 || !v1_allowed))) return false;
  if (v1 == 1 && !key.holds_v1(request.fields.get(kV1), canonical)) return false;
  return v2 == 0 || LUDICE_PLANTED("signature_not_checked") ||
         key.holds_v2(request.fields.get(kV2), request.method, request.path(), canonical);
}

bool is_near(double timestamp_s, Instant now) {
  if (LUDICE_PLANTED("stale_request_taken")) return true;
  return std::abs(timestamp_s * 1000 - static_cast<double>(now.ms)) <=
         static_cast<double>(kMaxTimestampSkew.count());
}

bool is_fresh(const net::CanonicalObject& object, Instant now) {
  const std::optional<double> timestamp_s = object["timestamp"].number();
  return timestamp_s && is_near(*timestamp_s, now);
}

bool is_fresh_if_dated(const net::CanonicalObject& object, Instant now) {
  const net::JsonValue value = object["timestamp"];
  if (!is_given(value)) return true;
  const std::optional<std::string> text = value.string();
  if (!text) return is_fresh(object, now);
  double timestamp_s = 0;
  const char* end = text->data() + text->size();
  const auto [stopped, error] = std::from_chars(text->data(), end, timestamp_s);
  return error == std::errc() && stopped == end && is_near(timestamp_s, now);
}

store::OnceKey once_key(const net::CanonicalObject& object, std::string_view path, RequestName name) {
  store::OnceKey key;
  key.fingerprint = net::fingerprint(object.text());
  key.path = path;
  key.signed_at = time_of(object);
  const auto request_id = kRequestId.read(object["request_id"]);
  if (request_id) {
    key.name = "r:" + *request_id;
    key.content = net::fingerprint(path, "\n", object.text_without({"request_id", "timestamp"}));
    key.for_ever = name == RequestName::required;
  }
  return key;
}

std::optional<std::string> fault_of_request_id(const net::CanonicalObject& object, RequestName name) {
  const net::JsonValue request_id = object["request_id"];
  if (!is_given(request_id)) {
    return name == RequestName::required ? std::optional<std::string>(kMissing) : std::nullopt;
  }
  const auto read = kRequestId.read(request_id);
  return read ? std::nullopt : std::optional(read.error());
}

Property request_name(RequestName name) {
  if (name == RequestName::required) {
    return property("request_id", kRequestId.schema(),
                    {"Names the request for ever: the same fields again, `timestamp` apart, get the first "
                     "answer, others 409 `conflict`.",
                     R"("w-7-1")"},
                    true);
  }
  return property("request_id", kRequestId.schema(),
                  {"Names the request for 48 hours: the same fields again, `timestamp` apart, "
                   "get the first answer, others 409 `conflict`."},
                  false);
}

Outline signed_fields(RequestName name) {
  Outline outline;
  outline.fields.push_back(property("timestamp", {.type = "number"},
                                    {"Unix seconds, within 300 s of the server's clock; otherwise 401. A "
                                     "fraction makes each call another one.",
                                     "1700000000.25"},
                                    true));
  if (name != RequestName::none) outline.fields.push_back(request_name(name));
  return outline;
}

}  // namespace ludice::api
