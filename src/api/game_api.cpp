// Its calls from their files, and the documents of all faces.
#include "api/game_api.hpp"

#include "api/balance_endpoints.hpp"
#include "api/finance_api.hpp"
#include "api/game_endpoints.hpp"
#include "api/operator_endpoints.hpp"
#include "api/player_endpoints.hpp"
#include "api/record_endpoints.hpp"

#include <algorithm>
#include <iterator>

namespace ludice::api {

GameApi::GameApi(const GameApiSettings& settings, GameApiParts parts)
    : SignedApi("game", settings,
                {parts.store, parts.clock, parts.random, parts.metrics, parts.shared_limits}),
      event_queue_(parts.store, parts.new_events) {
  std::vector<Endpoint> endpoints = player_endpoints(parts.rules, parts.events);
  std::ranges::move(game_endpoints(parts.rules, parts.book, parts.random), std::back_inserter(endpoints));
  std::ranges::move(record_endpoints(parts.rules), std::back_inserter(endpoints));
  endpoints.push_back(event_queue_.endpoint());
  std::vector<Endpoint> operators;
  if (settings.place.has_operators) {
    for (OperatorEndpoint& endpoint : operator_endpoints(parts.ton, parts.events)) {
      operators.push_back(std::move(endpoint.about));
    }
  }
  documents_ = Documents(openapi_document(
      settings.place, {endpoints, finance_endpoints(parts.rules, parts.ton, parts.events, parts.random),
                       std::move(operators), balance_endpoints(parts.rules, parts.events)}));
  add(std::move(endpoints));
}

async::Task<net::HttpResponse> GameApi::answer(net::HttpRequest request) {
  if (!documents_.has(request.path())) co_return co_await SignedApi::answer(std::move(request));
  if (auto refused = refuse_head(request)) co_return std::move(*refused);
  co_return documents_.answer(request);
}

std::optional<net::HttpResponse> GameApi::refuse_head(const net::HttpRequest& request) const {
  if (!documents_.has(request.path())) return SignedApi::refuse_head(request);
  if (request.method != "GET" && request.method != "HEAD") return wrong_method("GET, HEAD");
  return std::nullopt;
}

}  // namespace ludice::api
