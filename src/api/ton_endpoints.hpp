// Calls about payments in TON: where to pay, and what leaves.
#pragma once

#include "api/endpoint.hpp"
#include "base/random.hpp"
#include "service/events.hpp"
#include "service/ton_rules.hpp"

#include <vector>

namespace ludice::api {

/// An address in either form; only of this network.
struct TonAddressField {
  using Value = domain::TonAddress;
  bool testnet = false;

  Read<Value> read(const net::JsonValue& value) const;
  Schema schema() const;
};

/// All references must outlive the endpoints.
std::vector<Endpoint> ton_endpoints(const service::TonRules& rules, const service::Events& events,
                                    Random& random);

}  // namespace ludice::api
