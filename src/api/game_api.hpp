// The game API (CONTRACT sections 2 to 4): every call passes the same checks in the same order, then runs
// once or reads.
#pragma once

#include "api/documents.hpp"
#include "api/endpoint.hpp"
#include "api/event_endpoint.hpp"
#include "api/face.hpp"
#include "api/openapi.hpp"
#include "api/rate_limit.hpp"
#include "api/signed_call.hpp"
#include "base/clock.hpp"
#include "service/games.hpp"

#include <expected>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace ludice::api {

struct GameApiSettings {
  std::string secret_key;
  ClientRules clients;
  SignatureV1 signature_v1 = SignatureV1::trusted;
  RateLimit address_limit{10, Millis(60'000)};
  RateLimit player_limit{1, Millis(1'000)};
  LogRequests log_requests = LogRequests::all;
  DocumentedPlace place;
};

/// All must outlive the API.
struct GameApiParts {
  store::Store& store;
  const service::Rules& rules;
  const service::GameBook& book;
  const service::Events& events;
  async::Event& new_events;  ///< notified after each commit that wrote events
  const Clock& clock;
  Random& random;
  Metrics& metrics;
};

class GameApi final : public Face {
 public:
  GameApi(GameApiSettings settings, GameApiParts parts);
  ~GameApi() override;

  /// Before the server drains: ends the long polls.
  void stop_waiting() { event_queue_.stop_waiting(); }

 protected:
  async::Task<net::HttpResponse> answer(net::HttpRequest request) override;
  std::string body_of(Problem problem, std::string_view message) const override;
  bool is_known(std::string_view path) const override {
    return endpoints_.contains(path) || documents_.has(path);
  }
  std::optional<net::HttpResponse> refuse_head(const net::HttpRequest& request) const override;

 private:
  struct Work;
  /// A request that passed every check up to the replay.
  struct Call {
    const Endpoint* endpoint = nullptr;
    net::CanonicalObject object;
    std::uint64_t address_pass = 0;
  };
  /// The call, or the answer that refuses it.
  std::expected<Call, net::HttpResponse> admit(net::HttpRequest request);
  async::Task<net::HttpResponse> write(Call call);
  async::Task<net::HttpResponse> read(Call call);

  const GameApiSettings settings_;
  const net::SigningKey key_;
  store::Store& store_;
  const Clock& clock_;
  RateLimiter address_limiter_;
  RateLimiter player_limiter_;
  EventQueue event_queue_;
  Documents documents_;
  std::map<std::string_view, Endpoint> endpoints_;
};

}  // namespace ludice::api
