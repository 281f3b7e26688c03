// /history, /leaderboard, /lobby.
#pragma once

#include "api/endpoint.hpp"
#include "service/rules.hpp"

#include <vector>

namespace ludice::api {

/// `rules` must outlive them.
std::vector<Endpoint> record_endpoints(const service::Rules& rules);

}  // namespace ludice::api
