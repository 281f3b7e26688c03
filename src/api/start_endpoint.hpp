// /start/game: a public game, an invite to open, or the code of one to join.
#pragma once

#include "api/endpoint.hpp"
#include "base/random.hpp"
#include "service/games.hpp"

namespace ludice::api {

/// All three must outlive the endpoint; codes of invites come from `random`.
Endpoint start_endpoint(const service::Rules& rules, const service::GameBook& book, Random& random);

}  // namespace ludice::api
