// Path, method, media type, size, limit, token, JSON, fields; then the call, and its line in the log with it.
#include "api/operator_api.hpp"

#include "api/operator_endpoints.hpp"
#include "api/signed_call.hpp"
#include "base/hex.hpp"
#include "base/log.hpp"
#include "base/planted.hpp"
#include "net/ascii.hpp"
#include "net/jwt.hpp"
#include "net/trace.hpp"
#include "service/operators.hpp"

#include <algorithm>

namespace ludice::api {
namespace {

constexpr std::string_view kScheme = "Bearer ";
constexpr std::size_t kMaxRequestId = 64;

/// The token of the header, if there is exactly one.
std::string_view token_of(const net::HttpRequest& request) {
  if (request.fields.count("Authorization") != 1) return {};
  const std::string_view value = request.fields.get("Authorization");
  const bool is_bearer = net::equals_ignoring_case(value.substr(0, kScheme.size()), kScheme);
  return is_bearer ? value.substr(kScheme.size()) : std::string_view();
}

/// It stands in the log between blanks.
std::optional<std::string> request_id_of(const net::CanonicalObject& object) {
  auto text = object["request_id"].string();
  const bool fits = text && !text->empty() && text->size() <= kMaxRequestId &&
                    std::ranges::all_of(*text, [](char c) { return c > ' ' && c < '\x7F'; });
  return fits ? text : std::nullopt;
}

}  // namespace

struct OperatorApi::Call {
  const OperatorEndpoint* endpoint = nullptr;
  OperatorWork work;
  store::OperatorAct act;
  std::string content;     ///< of path and fields, 16 bytes
  std::string trace = {};  ///< of the request's traceparent

  /// The call itself and its line in the log: one of both never stands without the other.
  store::Outcome run(store::Transaction& transaction) const {
    const OperatorData data = work(transaction, act.operator_name);
    store::Outcome outcome;
    store::OperatorAct done = act;
    done.outcome = "done";
    if (data) {
      outcome.answer = {200, success_body(*data)};
    } else if (const auto* invalid = std::get_if<Invalid>(&data.error())) {
      outcome.answer = invalid_answer(*invalid);
      done.outcome = error_of(Problem::invalid_request).code;
    } else if (const auto* as_of = std::get_if<RefusedAsOf>(&data.error())) {
      const Error error = error_of(as_of->why);
      outcome.answer = {error.status, error_body(error, as_of->details)};
      done.outcome = to_string(as_of->why);
    } else {
      const Refused& refused = std::get<Refused>(data.error());
      outcome.answer = refused_answer(refused);
      done.outcome = to_string(refused.why);
    }
    if (LUDICE_PLANTED("refusal_logged_as_done")) done.outcome = "done";
    if (!LUDICE_PLANTED("act_not_logged")) store::insert_operator_act(transaction, done);
    return outcome;
  }
};

OperatorApi::OperatorApi(OperatorApiSettings settings, OperatorApiParts parts)
    : Face("operators", parts.random, parts.metrics, settings.log_requests),
      settings_(std::move(settings)),
      key_(settings_.operator_key),
      store_(parts.store),
      clock_(parts.clock),
      address_limiter_(settings_.address_limit, "operators:address", parts.shared_limits) {
  for (OperatorEndpoint& endpoint : operator_endpoints(parts.ton, parts.events)) {
    const std::string_view path = endpoint.about.path;
    endpoints_.emplace(path, std::move(endpoint));
  }
}

async::Task<net::HttpResponse> OperatorApi::answer(net::HttpRequest request) {
  if (auto refused = refuse_head(request)) co_return std::move(*refused);
  auto kept_out = co_await keep_out(request);
  if (kept_out) co_return std::move(*kept_out);
  std::expected<Call, net::HttpResponse> call = admit(std::move(request));
  if (!call) co_return std::move(call.error());
  const bool is_done_once = call->endpoint->about.writes && !call->endpoint->answered_anew;
  if (is_done_once && !LUDICE_PLANTED("act_done_again")) co_return co_await act(std::move(*call));
  co_return co_await look(std::move(*call));
}

std::optional<net::HttpResponse> OperatorApi::refuse_head(const net::HttpRequest& request) const {
  if (!endpoints_.contains(request.path())) return problem(Problem::unknown_path);
  if (request.method != "POST") return wrong_method("POST");
  if (!is_json(request.fields)) return problem(Problem::unsupported_media_type);
  return std::nullopt;
}

std::expected<std::string, net::HttpResponse> OperatorApi::identify(const net::HttpRequest& request) const {
  const Instant now = store_.clock().civil();
  const auto claims = net::read_jwt(token_of(request), key_, kOperatorAudience, now.seconds());
  if (claims && service::is_operator_name(claims->subject)) return claims->subject;
  if (LUDICE_PLANTED("token_not_checked")) return "olga";
  const std::string_view why = claims ? "wrong_subject" : net::to_string(claims.error());
  log::warning("operator_refused", {{"why", why},
                                    {"peer", request.remote_address},
                                    {"trace", net::trace_id_in(request.fields.get(net::kTraceHeader))}});
  const bool is_time =
      !claims && (claims.error() == net::JwtFault::expired || claims.error() == net::JwtFault::not_yet);
  if (is_time) {
    return std::unexpected(problem(Problem::stale_timestamp, "The token is not good at this time."));
  }
  return std::unexpected(problem(Problem::bad_signature, "The token is missing or does not hold."));
}

async::Task<std::optional<net::HttpResponse>> OperatorApi::keep_out(const net::HttpRequest& request) {
  if (request.body.size() > kMaxBody) co_return problem(Problem::body_too_large);
  const Client client = client_of(request, settings_.clients);
  if (client.trusted) co_return std::nullopt;
  std::string subscriber = to_hex(subscriber_of(client.address));
  const Limiter::Verdict verdict = co_await address_limiter_.take(std::move(subscriber), clock_.now());
  if (!verdict.passed) co_return too_many(verdict.retry_after_s);
  co_return std::nullopt;
}

std::expected<OperatorApi::Call, net::HttpResponse> OperatorApi::admit(net::HttpRequest request) {
  auto operator_name = identify(request);
  if (!operator_name) return std::unexpected(std::move(operator_name.error()));
  const std::string path(request.path());
  std::string trace = net::trace_id_in(request.fields.get(net::kTraceHeader));
  const auto object = net::CanonicalObject::read(std::move(request.body));
  if (!object) {
    return std::unexpected(
        problem(Problem::malformed_json, "The body is not a JSON object: " + object.error().reason));
  }
  const OperatorEndpoint& endpoint = endpoints_.find(path)->second;
  auto work = endpoint.prepare(*object);
  Invalid invalid = work ? Invalid() : std::move(work.error());
  const auto request_id = request_id_of(*object);
  if (!request_id) invalid.emplace_back("request_id", "must have 1 to 64 characters of ASCII, no blanks");
  if (!invalid.empty()) return std::unexpected(respond(invalid_answer(invalid)));
  const std::string fields = object->text_without({"request_id", "timestamp"});
  return Call{&endpoint,
              *std::move(work),
              {*std::move(operator_name), path, *request_id, fields, {}},
              net::fingerprint(path, "\n", fields),
              std::move(trace)};
}

/// Who asked for what, beside the line of the request; a repeat of an act is said so.
net::HttpResponse OperatorApi::told(const store::OperatorAct& act, std::string_view trace,
                                    net::HttpResponse response) {
  log::info("operator_call", {{"sub", act.operator_name},
                              {"call", act.call},
                              {"request_id", act.request_id},
                              {"status", response.status},
                              {"repeat", !response.fields.get("Idempotent-Replay").empty()},
                              {"trace", trace}});
  return response;
}

async::Task<net::HttpResponse> OperatorApi::act(Call call) {
  const store::OperatorAct asked = call.act;
  store::OnceKey key{.fingerprint = {},
                     .path = call.act.call,
                     .name = "o:" + call.act.operator_name + ":" + call.act.request_id,
                     .content = call.content,
                     .for_ever = true};
  const std::string trace = call.trace;
  key.trace = trace;
  store::Body<store::Outcome> body = [call = std::move(call)](store::Transaction& transaction) {
    return call.run(transaction);
  };
  store::Written written = co_await store_.write_once(std::move(key), std::move(body));
  if (written.replay == store::Replay::conflict)
    co_return told(asked, trace, problem(Problem::used_otherwise));
  net::HttpResponse response = respond(std::move(written.answer));
  if (written.replay == store::Replay::repeated) response.fields.set("Idempotent-Replay", "true");
  co_return told(asked, trace, std::move(response));
}

async::Task<net::HttpResponse> OperatorApi::look(Call call) {
  const store::OperatorAct asked = call.act;
  const std::string trace = call.trace;
  store::Body<store::Outcome> body = [call = std::move(call)](store::Transaction& transaction) {
    return call.run(transaction);
  };
  store::Outcome outcome = co_await store_.write(std::move(body), trace);
  co_return told(asked, trace, respond(std::move(outcome.answer)));
}

std::string OperatorApi::body_of(Problem problem, std::string_view message) const {
  return error_body(error_of(problem), {}, message);
}

}  // namespace ludice::api
