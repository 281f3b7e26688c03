// A game as one of its players sees it (docs/api.md, /game).
#pragma once

#include "domain/match_view.hpp"
#include "store/transaction.hpp"

#include <optional>
#include <string>

namespace ludice::service {

struct GameAnswer {
  GameId game_id;
  domain::GameKind kind = domain::GameKind::dice;
  domain::Asset asset = domain::Asset::points;
  Amount bet;
  domain::MatchView view;
  std::optional<std::string> opponent;
  Amount balance;                     ///< of this player, in the game's asset
  std::optional<std::string> invite;  ///< the code, in the answer to who opened it
};

/// What the player at `seat` may see of a stored game.
GameAnswer answer_for(store::Reader& reader, const domain::Match& match, int seat);

}  // namespace ludice::service
