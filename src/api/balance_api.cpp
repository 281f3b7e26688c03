// The checks before a call's fields, then the call.
#include "api/balance_api.hpp"

#include "api/balance_endpoints.hpp"
#include "api/json_writer.hpp"
#include "api/query_object.hpp"
#include "api/signed_call.hpp"
#include "base/planted.hpp"
#include "net/trace.hpp"

namespace ludice::api {
namespace {

constexpr std::string_view kIdempotencyKey = "Idempotency-Key";
constexpr std::size_t kMaxIdempotencyKey = 64;

store::Answer error_answer(int status, std::string_view text) {
  JsonWriter json;
  json.open_object().member("error", text).close_object();
  return {status, json.take()};
}

store::Answer invalid_text(const Invalid& invalid) {
  std::string text;
  for (const auto& [field, what] : invalid) {
    if (!text.empty()) text.append("; ");
    text.append(field).append(" ").append(what);
  }
  return error_answer(422, text);
}

store::Answer balance_answer_of(const Data& data) {
  if (data) return {200, *data};
  if (const auto* invalid = std::get_if<Invalid>(&data.error())) return invalid_text(*invalid);
  const Error error = balance_error_of(std::get<Refused>(data.error()).why);
  return error_answer(error.status, error.message);
}

/// Of the fields and of the Idempotency-Key, where one was sent.
Invalid faults_of(const Prepared& prepared, const std::optional<std::string>& name) {
  const auto* faults = std::get_if<Invalid>(&prepared);
  Invalid invalid = faults != nullptr ? *faults : Invalid();
  if (name && (name->empty() || name->size() > kMaxIdempotencyKey)) {
    invalid.emplace_back(kIdempotencyKey, "must have 1 to 64 characters");
  }
  return invalid;
}

/// A 422 is no answer to keep: the same key may be used with a body that is right.
store::Outcome outcome_of(const Data& data) {
  store::Answer answer = balance_answer_of(data);
  const bool recorded = answer.status != 422;
  return {.answer = std::move(answer), .refused = !data.has_value(), .recorded = recorded};
}

}  // namespace

BalanceApi::BalanceApi(BalanceApiSettings settings, BalanceApiParts parts)
    : Face("balance", parts.random, parts.metrics, settings.log_requests),
      settings_(std::move(settings)),
      key_(settings_.secret_key),
      store_(parts.store) {
  for (Endpoint& endpoint : balance_endpoints(parts.rules, parts.events)) {
    endpoints_.emplace(endpoint.path, std::move(endpoint));
  }
}

std::optional<net::HttpResponse> BalanceApi::refuse_head(const net::HttpRequest& request) const {
  const auto endpoint = endpoints_.find(request.path());
  if (endpoint == endpoints_.end()) return problem(Problem::unknown_path);
  const std::string_view method = endpoint->second.method;
  if (request.method != method) return wrong_method(std::string(method));
  if (method == "POST" && !is_json(request.fields)) return problem(Problem::unsupported_media_type);
  return std::nullopt;
}

async::Task<net::HttpResponse> BalanceApi::answer(net::HttpRequest request) {
  if (auto refused = refuse_head(request)) co_return std::move(*refused);
  const Endpoint& endpoint = endpoints_.find(request.path())->second;
  const auto object = endpoint.method == "GET" ? read_query(request) : read_body(request);
  if (!object) co_return object.error();
  if (const auto fault = fault_of_caller(request, *object)) co_return problem(*fault);
  Prepared prepared = endpoint.prepare(*object);
  std::string trace = net::trace_id_in(request.fields.get(net::kTraceHeader));
  if (auto* reading = std::get_if<Reading>(&prepared))
    co_return co_await read(std::move(reading->run), std::move(trace));

  std::optional<std::string> name;
  if (endpoint.idempotency_key && request.fields.has(kIdempotencyKey))
    name = request.fields.get(kIdempotencyKey);
  const Invalid invalid = faults_of(prepared, name);
  if (!invalid.empty()) co_return respond(invalid_text(invalid));
  WriteBody body = [run = std::move(std::get<Writing>(prepared).run)](store::Transaction& transaction) {
    return outcome_of(run(transaction));
  };
  if (!name || LUDICE_PLANTED("idempotency_key_ignored"))
    co_return co_await write(std::move(body), std::move(trace));
  store::OnceKey key;
  key.path = endpoint.path;
  key.name = "i:" + *name;
  key.content = net::fingerprint(key.path, "\n", object->text());
  key.for_ever = true;
  key.trace = std::move(trace);
  co_return co_await write_once(std::move(key), std::move(body));
}

std::optional<Problem> BalanceApi::fault_of_caller(const net::HttpRequest& request,
                                                   const net::CanonicalObject& object) const {
  if (!settings_.signed_only) return std::nullopt;
  if (!is_signed(request, object.text(), key_, false)) return Problem::bad_signature;
  return is_fresh_if_dated(object, store_.clock().civil()) ? std::nullopt
                                                           : std::optional(Problem::stale_timestamp);
}

std::expected<net::CanonicalObject, net::HttpResponse> BalanceApi::read_query(
    const net::HttpRequest& request) const {
  std::optional<net::CanonicalObject> query = query_object(request.query());
  if (!query) return std::unexpected(respond(error_answer(422, "the query cannot be read")));
  return std::move(*query);
}

std::expected<net::CanonicalObject, net::HttpResponse> BalanceApi::read_body(
    const net::HttpRequest& request) const {
  if (request.body.size() > kMaxBody) return std::unexpected(problem(Problem::body_too_large));
  auto object = net::CanonicalObject::read(request.body);
  if (object) return std::move(*object);
  return std::unexpected(
      problem(Problem::malformed_json, "The body is not a JSON object: " + object.error().reason));
}

async::Task<net::HttpResponse> BalanceApi::read(std::function<Data(store::Reader&)> run, std::string trace) {
  store::ReadBody<Data> body = std::move(run);
  const Data data = co_await store_.read(std::move(body), std::move(trace));
  co_return respond(balance_answer_of(data));
}

async::Task<net::HttpResponse> BalanceApi::write(WriteBody body, std::string trace) {
  store::Outcome outcome = co_await store_.write(std::move(body), std::move(trace));
  co_return respond(std::move(outcome.answer));
}

async::Task<net::HttpResponse> BalanceApi::write_once(store::OnceKey key, WriteBody body) {
  store::Written written = co_await store_.write_once(std::move(key), std::move(body));
  if (written.replay == store::Replay::conflict) {
    co_return respond(error_answer(409, "This Idempotency-Key was used with another body"));
  }
  net::HttpResponse response = respond(std::move(written.answer));
  if (written.replay == store::Replay::repeated) response.fields.set("Idempotent-Replay", "true");
  co_return response;
}

std::string BalanceApi::body_of(Problem problem, std::string_view message) const {
  const Error error = error_of(problem);
  return error_answer(error.status, message.empty() ? error.message : message).body;
}

}  // namespace ludice::api
