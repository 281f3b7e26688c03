// Carries out what the match decided: stakes, refunds, payouts and rake, the players' counters, the lobby,
// the stored game and its events, all in the transaction at hand. The only place where a game moves money.
#pragma once

#include "base/metrics.hpp"
#include "domain/match.hpp"
#include "service/ended_games.hpp"
#include "service/events.hpp"
#include "store/game_table.hpp"
#include "store/player_table.hpp"

#include <optional>
#include <vector>

namespace ludice::service {

class GameBook {
 public:
  /// `metrics` must outlive the store.
  GameBook(domain::Timing timing, const Events& events, Metrics& metrics = no_metrics())
      : timing_(timing), events_(events), ended_(metrics) {}

  const domain::Timing& timing() const { return timing_; }

  /// `before` is the game as stored, or nothing for a new one. A step without facts writes nothing.
  void carry_out(store::Transaction& transaction, const std::optional<store::StoredGame>& before,
                 const domain::Step& step) const;

 private:
  domain::Timing timing_;
  const Events& events_;
  EndedGames ended_;
};

}  // namespace ludice::service
