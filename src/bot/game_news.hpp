// From a game as the API shows it to what its player is told: the card, the opponent's dice, the warning.
// Telling the same twice says nothing the second time.
#pragma once

#include "bot/api_types.hpp"
#include "bot/desk.hpp"
#include "bot/reply.hpp"
#include "bot/screens.hpp"
#include "bot/session.hpp"

namespace ludice::bot {

struct NewsStyle {
  bool fresh = false;    ///< a new card, also where the old one says the same
  bool expired = false;  ///< the game was cancelled because nobody came
};

void tell_game(Session& session, const GameView& game, const Known& known, const Stage& stage,
               NewsStyle style, Reply& reply);

/// A throw of this player that the bot has in hand.
bool throw_under_way(const Known& known, std::int64_t user_id, const GameView& game);

}  // namespace ludice::bot
