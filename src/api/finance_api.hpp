// The finance API (docs/api.md): payments. As the game API, but for the second signature form only.
#pragma once

#include "api/signed_api.hpp"
#include "service/events.hpp"
#include "service/rules.hpp"
#include "service/ton_rules.hpp"

#include <vector>

namespace ludice::api {

/// All must outlive the API.
struct FinanceApiParts {
  store::Store& store;
  const service::Rules& rules;
  const service::Events& events;
  const Clock& clock;
  Random& random;
  Metrics& metrics;
  const service::TonRules* ton = nullptr;         ///< where there is a wallet of TON
  redis::SharedWindows* shared_limits = nullptr;  ///< where replicas share them
};

/// Its calls; those about TON where there is a wallet.
std::vector<Endpoint> finance_endpoints(const service::Rules& rules, const service::TonRules* ton,
                                        const service::Events& events, Random& random);

class FinanceApi final : public SignedApi {
 public:
  /// `settings.signature_v1` counts for nothing here.
  FinanceApi(SignedApiSettings settings, FinanceApiParts parts);
};

}  // namespace ludice::api
