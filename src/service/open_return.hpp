// What raises a balance from outside must leave room for what the player's open game may bring back.
#pragma once

#include "base/amount.hpp"
#include "domain/asset.hpp"
#include "store/player_table.hpp"

namespace ludice::service {

/// The most that the player's open game may bring back to this account: the win, or (with a rake above half
/// of the pot) the stake, if it comes to nothing.
Amount open_return(store::Reader& reader, const store::Player& player, domain::Asset asset);

}  // namespace ludice::service
