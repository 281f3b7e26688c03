// What the game and the finance API have in common (docs/api.md): every call passes the same checks in
// the same order, then runs once or reads.
#pragma once

#include "api/endpoint.hpp"
#include "api/face.hpp"
#include "api/limiter.hpp"
#include "api/signed_call.hpp"
#include "base/clock.hpp"

#include <expected>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ludice::api {

struct SignedApiSettings {
  std::string secret_key;
  ClientRules clients;
  SignatureV1 signature_v1 = SignatureV1::trusted;
  RateLimit address_limit{10, Millis(60'000)};
  RateLimit player_limit{1, Millis(1'000)};
  LogRequests log_requests = LogRequests::all;
};

/// All must outlive the API.
struct SignedApiParts {
  store::Store& store;
  const Clock& clock;
  Random& random;
  Metrics& metrics;
  redis::SharedWindows* shared_limits = nullptr;  ///< where replicas share them
};

class SignedApi : public Face {
 public:
  /// `name` stands in logs and metrics. A derived class adds its calls when it is made.
  SignedApi(std::string name, SignedApiSettings settings, SignedApiParts parts);
  ~SignedApi() override;

 protected:
  void add(std::vector<Endpoint> endpoints);

  async::Task<net::HttpResponse> answer(net::HttpRequest request) override;
  std::string body_of(Problem problem, std::string_view message) const override;
  bool is_known(std::string_view path) const override { return endpoints_.contains(path); }
  std::optional<net::HttpResponse> refuse_head(const net::HttpRequest& request) const override;

 private:
  struct Work;
  class Held;
  /// A request that passed every check up to the replay.
  struct Call {
    const Endpoint* endpoint = nullptr;
    net::CanonicalObject object;
    Limiter::Verdict address{};
    net::LogNotes notes = {};
    std::string trace = {};  ///< of the request's traceparent
  };
  /// Size and the limit per address: the answer that refuses it, or what the limit said.
  async::Task<std::expected<Limiter::Verdict, net::HttpResponse>> let_in(const net::HttpRequest& request,
                                                                         const Client& client);
  /// The call, or the answer that refuses it.
  std::expected<Call, net::HttpResponse> admit(net::HttpRequest request, const Client& client);
  async::Task<net::HttpResponse> write(Call call);
  /// Asks the replicas' limit per player, before the unit of work in which nobody may wait for it.
  async::Task<Limiter::Verdict> take_for_player(std::string_view path, service::PlayerRef who,
                                                std::string trace);
  async::Task<net::HttpResponse> read(Call call);

  const SignedApiSettings settings_;
  const net::SigningKey key_;
  store::Store& store_;
  const Clock& clock_;
  Limiter address_limiter_;
  Limiter player_limiter_;
  std::map<std::string_view, Endpoint> endpoints_;
};

}  // namespace ludice::api
