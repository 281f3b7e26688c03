// The calls of operators about TON: withdrawals, suspense, and whether anything leaves.
#pragma once

#include "api/operator_endpoint.hpp"
#include "service/events.hpp"
#include "service/ton_rules.hpp"

#include <vector>

namespace ludice::api {

/// Both must outlive them.
std::vector<OperatorEndpoint> operator_ton_endpoints(const service::TonRules& rules,
                                                     const service::Events& events);

}  // namespace ludice::api
