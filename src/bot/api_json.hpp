// From the API's JSON to the bot's types. What has no usable shape throws ApiUnavailable.
#pragma once

#include "bot/api_types.hpp"

#include <boost/json/object.hpp>

namespace ludice::bot {

GameState game_state_from(const std::string& name);
GameView game_from(const boost::json::object& data);
Registered registered_from(const boost::json::object& data);
Attempt attempt_from(const boost::json::object& data);
Left left_from(const boost::json::object& data);
Profile profile_from(const boost::json::object& data);
Daily daily_from(const boost::json::object& data);
std::vector<ApiEvent> events_from(const boost::json::object& data);

}  // namespace ludice::bot
