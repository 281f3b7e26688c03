// The calls about payments in Stars.
#pragma once

#include "api/endpoint.hpp"
#include "service/events.hpp"
#include "service/rules.hpp"

#include <vector>

namespace ludice::api {

std::vector<Endpoint> stars_endpoints(const service::Rules& rules, const service::Events& events);

}  // namespace ludice::api
