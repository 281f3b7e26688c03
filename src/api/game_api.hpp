// The game API (docs/api.md): its calls, and what it says about itself and the other faces.
#pragma once

#include "api/documents.hpp"
#include "api/event_endpoint.hpp"
#include "api/openapi.hpp"
#include "api/signed_api.hpp"
#include "service/games.hpp"
#include "service/ton_rules.hpp"

#include <string>
#include <string_view>

namespace ludice::api {

struct GameApiSettings : SignedApiSettings {
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
  const service::TonRules* ton = nullptr;         ///< where the finance API has a wallet of TON
  redis::SharedWindows* shared_limits = nullptr;  ///< where replicas share them
};

class GameApi final : public SignedApi {
 public:
  GameApi(const GameApiSettings& settings, GameApiParts parts);

  /// Before the server drains: ends the long polls.
  void stop_waiting() { event_queue_.stop_waiting(); }

 protected:
  async::Task<net::HttpResponse> answer(net::HttpRequest request) override;
  bool is_known(std::string_view path) const override {
    return SignedApi::is_known(path) || documents_.has(path);
  }
  std::optional<net::HttpResponse> refuse_head(const net::HttpRequest& request) const override;

 private:
  EventQueue event_queue_;
  Documents documents_;
};

}  // namespace ludice::api
