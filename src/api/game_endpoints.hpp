// The calls of the game API that are about games: /start/game, /write/res, /throw, /throw/void, /leave,
// /game.
#pragma once

#include "api/endpoint.hpp"
#include "base/random.hpp"
#include "service/games.hpp"

#include <vector>

namespace ludice::api {

/// `rules`, `book` and `random` must outlive the endpoints.
std::vector<Endpoint> game_endpoints(const service::Rules& rules, const service::GameBook& book,
                                     Random& random);

}  // namespace ludice::api
