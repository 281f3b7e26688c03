// What operators see of the house and of players, and the card of an order on its way.
#pragma once

#include "bot/operator_client.hpp"
#include "bot/order.hpp"
#include "bot/screens.hpp"

#include <string>

namespace ludice::bot {

/// With a button for whatever the API says can be stopped.
Screen house_screen(const Stage& stage, const HouseView& house);
Button house_button(const Stage& stage);
Screen fund_screen(const Stage& stage, const HouseView& house);
Screen player_file_screen(const Stage& stage, const PlayerFile& file);

/// Stars that wait for a decision, and those that do no more.
Screen stars_file_screen(const Stage& stage, const StarsFile& file);
Screen stars_decided_screen(const Stage& stage, const std::string& payment);

/// What it will do, or has done, in words.
std::string order_html(const Stage& stage, const Order& order);
/// What the API calls so; whatever has no words of its own has the API's name.
std::string scope_name(const Stage& stage, const std::string& scope);
std::string stopped_by_html(const Stage& stage, const Stop& stop);
/// Shown once more; `id` is what its buttons name it by.
Screen order_screen(const Stage& stage, const Order& order, const std::string& id);
/// `balance`: what the owner or the player has in the coin now.
Screen order_done_screen(const Stage& stage, const Order& order, std::int64_t balance);
Screen order_refused_screen(const Stage& stage, const Order& order, const ApiRefusal& refusal);
Screen order_dropped_screen(const Stage& stage, const Order& order);

}  // namespace ludice::bot
