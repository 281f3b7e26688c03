// Its calls from their files.
#include "api/finance_api.hpp"

#include "api/stars_endpoints.hpp"
#include "api/ton_endpoints.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ludice::api {
namespace {

SignedApiSettings with_second_form_only(SignedApiSettings settings) {
  settings.signature_v1 = SignatureV1::never;
  return settings;
}

}  // namespace

std::vector<Endpoint> finance_endpoints(const service::Rules& rules, const service::TonRules* ton,
                                        const service::Events& events, Random& random) {
  std::vector<Endpoint> endpoints = stars_endpoints(rules, events);
  if (ton != nullptr) std::ranges::move(ton_endpoints(*ton, events, random), std::back_inserter(endpoints));
  return endpoints;
}

FinanceApi::FinanceApi(SignedApiSettings settings, FinanceApiParts parts)
    : SignedApi("finance", with_second_form_only(std::move(settings)),
                {parts.store, parts.clock, parts.random, parts.metrics, parts.shared_limits}) {
  add(finance_endpoints(parts.rules, parts.ton, parts.events, parts.random));
}

}  // namespace ludice::api
