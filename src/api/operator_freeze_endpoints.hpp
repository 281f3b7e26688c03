// The calls by which operators stop all that leaves the wallet of TON, and let it go again.
#pragma once

#include "api/operator_endpoint.hpp"
#include "service/events.hpp"

namespace ludice::api {

/// `events` must outlive them.
OperatorEndpoint freeze_withdrawals(const service::Events& events);
OperatorEndpoint resume_withdrawals(const service::Events& events);

}  // namespace ludice::api
