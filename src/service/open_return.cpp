// Looks at the open game.
#include "service/open_return.hpp"

#include "base/assert.hpp"
#include "store/game_table.hpp"

#include <algorithm>

namespace ludice::service {

Amount open_return(store::Reader& reader, const store::Player& player, domain::Asset asset) {
  if (!player.game) return {};
  const auto game = store::find_game(reader, player.game);
  LUDICE_ASSERT(game.has_value());
  if (game->match.asset != asset) return {};
  return std::max(domain::win_of(game->match), game->match.bet);
}

}  // namespace ludice::service
