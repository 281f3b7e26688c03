// The calls of operators.
#pragma once

#include "api/operator_endpoint.hpp"
#include "service/events.hpp"
#include "service/ton_rules.hpp"

#include <vector>

namespace ludice::api {

/// Those about TON where there is a wallet. Both must outlive them.
std::vector<OperatorEndpoint> operator_endpoints(const service::TonRules* ton, const service::Events& events);

}  // namespace ludice::api
