// Balances that answers of writes tell: the player's right behind what the write moved on his account; where
// it moved nothing there, one that he had in its commit.
#pragma once

#include "sim/world.hpp"

#include <cstdint>

namespace ludice::sim {

struct Call;
struct Reply;

/// Of an answer that nobody got before, while nobody has looked at its commit.
void check_told_balance(World& world, const Call& call, const Reply& reply);

/// Whether the player's account was so behind the transfer `since`, or in any step after it. `player`: the id
/// of his row, `asset`: its number.
bool stood_at(Database& database, std::int64_t player, std::int64_t asset, std::int64_t since,
              std::int64_t balance);

}  // namespace ludice::sim
