// Adds to a view what the tables know: the opponent's name, the balance.
#include "service/game_answer.hpp"

#include "base/assert.hpp"
#include "service/players.hpp"
#include "store/ledger_table.hpp"

namespace ludice::service {

GameAnswer answer_for(store::Reader& reader, const domain::Match& match, int seat) {
  GameAnswer answer{match.id,     match.kind, match.asset, match.bet, domain::view_for(match, seat),
                    std::nullopt, {},         std::nullopt};
  if (answer.view.opponent) {
    const auto opponent = store::find_player(reader, answer.view.opponent);
    LUDICE_ASSERT(opponent.has_value());
    answer.opponent = shown_name(*opponent);
  }
  // Told by other people's clocks.
  const Millis lead = reader.civil() - reader.now();
  if (answer.view.deadline) *answer.view.deadline += std::chrono::round<std::chrono::seconds>(lead).count();
  const PlayerId player = match.seats[static_cast<std::size_t>(seat)].player;
  answer.balance = store::load_player_account(reader, player, match.asset).balance;
  return answer;
}

}  // namespace ludice::service
