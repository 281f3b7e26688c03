// The calls of operators, beside the finance API under /operator/: who calls says so with a short-lived token
// (net/jwt.hpp) made with LUDICE_OPERATOR_KEY, and every call is logged in the hash chain, refused or not.
#pragma once

#include "api/client.hpp"
#include "api/face.hpp"
#include "api/limiter.hpp"
#include "api/operator_endpoint.hpp"
#include "base/clock.hpp"
#include "net/signature.hpp"
#include "service/events.hpp"
#include "service/ton_rules.hpp"
#include "store/operator_table.hpp"

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ludice::api {

/// Whom the tokens must be for.
inline constexpr std::string_view kOperatorAudience = "ludice-operator";
/// Where its paths begin.
inline constexpr std::string_view kOperatorPaths = "/operator/";

struct OperatorApiSettings {
  std::string operator_key;
  ClientRules clients;
  RateLimit address_limit{10, Millis(60'000)};
  LogRequests log_requests = LogRequests::all;
};

/// All must outlive the API.
struct OperatorApiParts {
  store::Store& store;
  const service::Events& events;
  const Clock& clock;
  Random& random;
  Metrics& metrics;
  const service::TonRules* ton = nullptr;         ///< where there is a wallet of TON
  redis::SharedWindows* shared_limits = nullptr;  ///< where replicas share them
};

class OperatorApi final : public Face {
 public:
  OperatorApi(OperatorApiSettings settings, OperatorApiParts parts);

 protected:
  async::Task<net::HttpResponse> answer(net::HttpRequest request) override;
  std::string body_of(Problem problem, std::string_view message) const override;
  bool is_known(std::string_view path) const override { return endpoints_.contains(path); }
  std::optional<net::HttpResponse> refuse_head(const net::HttpRequest& request) const override;

 private:
  struct Call;
  /// The operator's name, or the answer that refuses him.
  std::expected<std::string, net::HttpResponse> identify(const net::HttpRequest& request) const;
  /// Size and the limit per address: the answer that refuses it, if any.
  async::Task<std::optional<net::HttpResponse>> keep_out(const net::HttpRequest& request);
  std::expected<Call, net::HttpResponse> admit(net::HttpRequest request);
  async::Task<net::HttpResponse> act(Call call);
  async::Task<net::HttpResponse> look(Call call);
  /// Logs who called what, and how it was answered.
  static net::HttpResponse told(const store::OperatorAct& act, std::string_view trace,
                                net::HttpResponse response);

  const OperatorApiSettings settings_;
  const net::SigningKey key_;
  store::Store& store_;
  const Clock& clock_;
  Limiter address_limiter_;
  std::map<std::string_view, OperatorEndpoint> endpoints_;
};

}  // namespace ludice::api
