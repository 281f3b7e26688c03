// The calls of the game API that are about games: /start/game, /write/res, /throw, /throw/void, /leave,
// /game.
#pragma once

#include "api/endpoint.hpp"
#include "service/games.hpp"

#include <vector>

namespace ludice::api {

/// `rules` and `book` must outlive the endpoints.
std::vector<Endpoint> game_endpoints(const service::Rules& rules, const service::GameBook& book);

}  // namespace ludice::api
