// Calls of operators about Stars: refunds that Telegram does not grant, money that waits in suspense since it
// has refused for good, and whether any are sold.
#pragma once

#include "api/operator_endpoint.hpp"
#include "service/events.hpp"

#include <vector>

namespace ludice::api {

/// `events` must outlive them.
std::vector<OperatorEndpoint> operator_stars_endpoints(const service::Events& events);

}  // namespace ludice::api
