// Signing, sending, repeating, and reading the envelope.
#include "bot/signed_channel.hpp"

#include "async/deadline.hpp"
#include "base/log.hpp"
#include "bot/json_fields.hpp"
#include "net/canonical_json.hpp"
#include "net/jwt.hpp"
#include "net/trace.hpp"

#include <charconv>
#include <utility>

#include <boost/json/parse.hpp>

namespace ludice::bot {
namespace {

/// A signed object is good for 300 s; well before that it is signed anew.
constexpr Millis kSignatureLife{200'000};

/// What a call belongs to: what an update causes has request ids "bot:UPDATE:what". A call without one is
/// alone.
std::string_view cause_of(const boost::json::object& fields, std::string_view body) {
  const auto* id = fields.if_contains("request_id");
  if (id == nullptr || !id->is_string()) return body;
  const std::string_view text = id->get_string();
  const auto first = text.find(':');
  return text.substr(0, first == std::string_view::npos ? first : text.find(':', first + 1));
}

void set_trace(net::HttpRequest& request, std::string_view trace) {
  request.fields.set(std::string(net::kTraceHeader), net::traceparent(trace, request.body));
}

constexpr const char* kOperatorAudience = "ludice-operator";
/// As long as a signature is used, and a little.
constexpr std::int64_t kTokenLife_s = 260;

std::optional<Millis> retry_after_of(const net::HttpResponse& response) {
  const auto text = response.fields.get("Retry-After");
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end == text.data() || seconds < 0 || seconds > 86'400) return std::nullopt;
  return Millis{seconds * 1000};
}

ApiRefusal refusal_of(const net::HttpResponse& response, const boost::json::object& envelope) {
  const boost::json::object error = object_field(envelope, "error");
  const boost::json::object details = object_field(error, "details");
  return {.status = response.status,
          .code = text_field(error, "code"),
          .balance = integer_field(details, "balance"),
          .required = integer_field(details, "required"),
          .retry_after = retry_after_of(response).value_or(Millis{1000})};
}

ApiResult<boost::json::object> result_of(const net::HttpResponse& response) {
  boost::system::error_code error;
  const boost::json::value body = boost::json::parse(response.body, error);
  if (error || !body.is_object())
    throw ApiUnavailable("the game API answered something that is no JSON object");
  const auto& envelope = body.get_object();
  if (response.status == 200) return object_field(envelope, "data");
  return std::unexpected(refusal_of(response, envelope));
}

}  // namespace

SignedChannel::SignedChannel(net::HttpClient& http, const net::SigningKey& key, const Clock& clock,
                             Random& random, ChannelOptions options)
    : http_(http), key_(key), clock_(clock), random_(random), options_(options) {}

net::HttpRequest SignedChannel::signed_request(const std::string& path, boost::json::object fields,
                                               std::string trace) const {
  fields["timestamp"] = static_cast<double>(clock_.civil().ms) / 1000.0;
  net::HttpRequest request;
  request.method = "POST";
  request.target = path;
  request.body = net::canonical_json(fields);
  request.fields.set("Content-Type", "application/json");
  request.fields.set("X-Signature-V2", key_.sign_v2(request.method, path, request.body));
  if (trace.empty()) trace = net::trace_id_for(cause_of(fields, request.body));
  set_trace(request, trace);
  return request;
}

/// An answer whose status is no 5xx, or status 0 where none came.
async::Task<net::HttpResponse> SignedChannel::send(net::HttpRequest request, Millis deadline) {
  net::HttpResponse response;
  response.status = 0;
  const std::string path = request.target;
  const std::string trace = net::trace_id_in(request.fields.get(net::kTraceHeader));
  try {
    response = co_await http_.send(std::move(request), deadline, true);
  } catch (const net::HttpUnavailable& failure) {
    log::warning("api_call_failed", {{"path", path}, {"why", failure.what()}, {"trace", trace}});
    co_return response;
  }
  if (response.status >= 500) {
    log::warning("api_call_failed", {{"path", path}, {"status", response.status}, {"trace", trace}});
    response.status = 0;
  }
  co_return response;
}

async::Task<ApiResult<boost::json::object>> SignedChannel::call(std::string path, boost::json::object fields,
                                                                std::string trace) {
  Make make = [this, path = std::move(path), fields = std::move(fields), trace = std::move(trace)] {
    return signed_request(path, fields, trace);
  };
  return insist(std::move(make), options_.deadline);
}

async::Task<ApiResult<boost::json::object>> SignedChannel::call_waiting(std::string path,
                                                                        boost::json::object fields,
                                                                        Millis extra_wait) {
  Make make = [this, path = std::move(path), fields = std::move(fields)] {
    return signed_request(path, fields, {});
  };
  return insist(std::move(make), options_.deadline + extra_wait);
}

net::HttpRequest SignedChannel::request_as(const std::string& operator_name, const std::string& path,
                                           const boost::json::object& fields, std::string trace) const {
  const std::int64_t now_s = clock_.civil().seconds();
  const net::Jwt token{operator_name, kOperatorAudience, now_s, now_s + kTokenLife_s};
  net::HttpRequest request;
  request.method = "POST";
  request.target = path;
  request.body = net::canonical_json(fields);
  request.fields.set("Content-Type", "application/json");
  request.fields.set("Authorization", "Bearer " + net::write_jwt(key_, token));
  if (trace.empty()) trace = net::trace_id_for(cause_of(fields, request.body));
  set_trace(request, trace);
  return request;
}

async::Task<ApiResult<boost::json::object>> SignedChannel::call_as(std::string operator_name,
                                                                   std::string path,
                                                                   boost::json::object fields,
                                                                   std::string trace) {
  Make make = [this, name = std::move(operator_name), path = std::move(path), fields = std::move(fields),
               trace = std::move(trace)] { return request_as(name, path, fields, trace); };
  return insist(std::move(make), options_.deadline);
}

async::Task<ApiResult<boost::json::object>> SignedChannel::insist(Make make, Millis deadline) {
  Instant signed_at = clock_.civil();
  net::HttpRequest request = make();
  for (int failure = 1;; ++failure) {
    if (clock_.civil() - signed_at > kSignatureLife) {
      signed_at = clock_.civil();
      request = make();
    }
    const net::HttpResponse response = co_await send(request, deadline);
    Millis pause = async::backoff_delay(options_.patience, failure, random_);
    if (response.status == 429) pause = retry_after_of(response).value_or(Millis{1000});
    const bool again =
        response.status == 0 || (response.status == 429 && pause <= options_.longest_retry_after);
    if (!again) co_return result_of(response);
    if (failure >= options_.patience.attempts) {
      if (response.status == 429) co_return result_of(response);
      throw ApiUnavailable("no answer from the game API to " + request.target);
    }
    co_await async::sleep_for(pause);
  }
}

}  // namespace ludice::bot
