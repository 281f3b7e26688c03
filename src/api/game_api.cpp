// The order of checks, in order.
#include "api/game_api.hpp"

#include "api/balance_endpoints.hpp"
#include "api/game_endpoints.hpp"
#include "api/player_endpoints.hpp"
#include "api/record_endpoints.hpp"

#include <algorithm>
#include <iterator>

namespace ludice::api {
namespace {

/// By what a player's calls are counted: Telegram's id where it is known, whatever name was used.
std::string limit_key(store::Reader& reader, std::string_view path, const service::PlayerRef& who) {
  std::optional<TelegramId> id = who.id ? who.id : service::parse_numbered_name(who.username);
  if (!id) {
    const auto player = service::find_player(reader, who);
    if (player && player->telegram_id) id = player->telegram_id;
  }
  std::string key(path);
  return id ? key.append("#").append(std::to_string(id->value)) : key.append("=").append(who.username);
}

store::Answer answer_of(const Data& data) {
  if (data) return {200, success_body(*data)};
  if (const auto* invalid = std::get_if<Invalid>(&data.error())) return invalid_answer(*invalid);
  return refused_answer(std::get<Refused>(data.error()));
}

}  // namespace

/// What runs on the store's thread for one call, perhaps more than once.
struct GameApi::Work {
  const Endpoint& endpoint;
  Prepared prepared;
  RateLimiter& limiter;
  int retry_after_s = 0;  ///< above 0: refused by the limit

  void refuse(std::string field, std::string what) {
    if (!std::holds_alternative<Invalid>(prepared)) prepared = Invalid();
    std::get<Invalid>(prepared).emplace_back(std::move(field), std::move(what));
  }

  store::Outcome run(store::Transaction& transaction) {
    retry_after_s = 0;
    if (const auto* invalid = std::get_if<Invalid>(&prepared)) {
      return {.answer = invalid_answer(*invalid), .refused = true, .recorded = false};
    }
    const Writing& writing = std::get<Writing>(prepared);
    if (!endpoint.limited || !limiter.is_on()) return outcome_of(writing.run(transaction));
    const std::string key = limit_key(transaction, endpoint.path, writing.limited);
    const RateLimiter::Verdict verdict = limiter.take(key, transaction.now());
    if (!verdict.passed) {
      retry_after_s = verdict.retry_after_s;
      return {.answer = {429, {}}, .refused = true, .recorded = false};
    }
    return counted(writing, transaction, verdict.pass);
  }

  /// Whatever undoes the effect gives the pass back.
  store::Outcome counted(const Writing& writing, store::Transaction& transaction, std::uint64_t pass) {
    try {
      store::Outcome outcome = outcome_of(writing.run(transaction));
      transaction.after_rollback([&limiter = limiter, pass] { limiter.give_back(pass); });
      return outcome;
    } catch (...) {
      limiter.give_back(pass);
      throw;
    }
  }

  static store::Outcome outcome_of(const Data& data) {
    store::Answer answer = answer_of(data);
    const bool recorded = answer.status != 422;
    return {.answer = std::move(answer), .refused = !data.has_value(), .recorded = recorded};
  }
};

GameApi::GameApi(GameApiSettings settings, GameApiParts parts)
    : Face("game", parts.random, parts.metrics, settings.log_requests),
      settings_(std::move(settings)),
      key_(settings_.secret_key),
      store_(parts.store),
      clock_(parts.clock),
      address_limiter_(settings_.address_limit),
      player_limiter_(settings_.player_limit),
      event_queue_(parts.store, parts.new_events) {
  std::vector<Endpoint> endpoints = player_endpoints(parts.rules, parts.events);
  std::ranges::move(game_endpoints(parts.rules, parts.book, parts.random), std::back_inserter(endpoints));
  std::ranges::move(record_endpoints(parts.rules), std::back_inserter(endpoints));
  endpoints.push_back(event_queue_.endpoint());
  documents_ =
      Documents(openapi_document(settings_.place, endpoints, balance_endpoints(parts.rules, parts.events)));
  for (Endpoint& endpoint : endpoints) endpoints_.emplace(endpoint.path, std::move(endpoint));
}

GameApi::~GameApi() = default;

async::Task<net::HttpResponse> GameApi::answer(net::HttpRequest request) {
  if (auto refused = refuse_head(request)) co_return std::move(*refused);
  if (!endpoints_.contains(request.path())) co_return documents_.answer(request);
  std::expected<Call, net::HttpResponse> call = admit(std::move(request));
  if (!call) co_return std::move(call.error());
  if (call->endpoint->writes) co_return co_await write(std::move(*call));
  co_return co_await read(std::move(*call));
}

std::optional<net::HttpResponse> GameApi::refuse_head(const net::HttpRequest& request) const {
  if (endpoints_.contains(request.path())) {
    if (request.method != "POST") return wrong_method("POST");
    if (!is_json(request.fields)) return problem(Problem::unsupported_media_type);
    return std::nullopt;
  }
  if (!documents_.has(request.path())) return problem(Problem::unknown_path);
  if (request.method != "GET" && request.method != "HEAD") return wrong_method("GET, HEAD");
  return std::nullopt;
}

std::expected<GameApi::Call, net::HttpResponse> GameApi::admit(net::HttpRequest request) {
  const auto refuse_with = [this](Problem what, std::string_view message = {}) {
    return std::unexpected(problem(what, message));
  };
  if (request.body.size() > kMaxBody) return refuse_with(Problem::body_too_large);

  const Client client = client_of(request, settings_.clients);
  RateLimiter::Verdict verdict;
  if (!client.trusted) verdict = address_limiter_.take(subscriber_of(client.address), clock_.now());
  if (!verdict.passed) return std::unexpected(too_many(verdict.retry_after_s));

  auto object = net::CanonicalObject::read(std::move(request.body));
  if (!object)
    return refuse_with(Problem::malformed_json, "The body is not a JSON object: " + object.error().reason);
  const bool v1_allowed = settings_.signature_v1 == SignatureV1::anywhere ||
                          (settings_.signature_v1 == SignatureV1::trusted && client.trusted);
  if (!is_signed(request, object->text(), key_, v1_allowed)) return refuse_with(Problem::bad_signature);
  const Instant now = std::max(clock_.now(), store_.latest_time());
  if (!is_fresh(*object, now)) return refuse_with(Problem::stale_timestamp);
  return Call{&endpoints_.find(request.path())->second, std::move(*object), verdict.pass};
}

async::Task<net::HttpResponse> GameApi::write(Call call) {
  store::OnceKey key = once_key(call.object, call.endpoint->path);
  const auto work =
      std::make_shared<Work>(*call.endpoint, call.endpoint->prepare(call.object), player_limiter_);
  if (auto fault = fault_of_request_id(call.object)) work->refuse("request_id", std::move(*fault));
  store::Body<store::Outcome> body = [work](store::Transaction& transaction) {
    return work->run(transaction);
  };
  store::Written written = co_await store_.write_once(std::move(key), std::move(body));
  if (written.replay == store::Replay::conflict) co_return problem(Problem::used_otherwise);
  if (written.replay == store::Replay::first && work->retry_after_s > 0)
    co_return too_many(work->retry_after_s);
  net::HttpResponse response = respond(std::move(written.answer));
  if (written.replay == store::Replay::repeated) {
    address_limiter_.give_back(call.address_pass);
    response.fields.set("Idempotent-Replay", "true");
  }
  co_return response;
}

async::Task<net::HttpResponse> GameApi::read(Call call) {
  Prepared prepared = call.endpoint->prepare(call.object);
  if (const auto* invalid = std::get_if<Invalid>(&prepared)) co_return respond(invalid_answer(*invalid));
  if (const auto* waiting = std::get_if<Waiting>(&prepared)) {
    const Data data = co_await waiting->run();
    co_return respond(answer_of(data));
  }
  store::ReadBody<Data> body = std::get<Reading>(prepared).run;
  const Data data = co_await store_.read(std::move(body));
  co_return respond(answer_of(data));
}

std::string GameApi::body_of(Problem problem, std::string_view message) const {
  return error_body(error_of(problem), {}, message);
}

}  // namespace ludice::api
