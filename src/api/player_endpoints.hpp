// The calls of the game API that are about players: /register, /profile, /daily.
#pragma once

#include "api/endpoint.hpp"
#include "service/accounts.hpp"

#include <vector>

namespace ludice::api {

/// `rules` and `events` must outlive the endpoints.
std::vector<Endpoint> player_endpoints(const service::Rules& rules, const service::Events& events);

}  // namespace ludice::api
