// A player as operators see him, stopped and let go.
#pragma once

#include "api/operator_endpoint.hpp"

#include <vector>

namespace ludice::api {

std::vector<OperatorEndpoint> operator_player_endpoints();

}  // namespace ludice::api
