// One counter for each fact that ends a game.
#include "service/ended_games.hpp"

#include <variant>

namespace ludice::service {
namespace {

Counter& ended(Metrics& metrics, const char* end) {
  return metrics.counter("ludice_games_ended_total", "Games that have ended, by how", {{"end", end}});
}

}  // namespace

EndedGames::EndedGames(Metrics& metrics)
    : won_(ended(metrics, "won")),
      void_(ended(metrics, "void")),
      cancelled_(ended(metrics, "cancelled")),
      expired_(ended(metrics, "expired")) {}

void EndedGames::count(store::Transaction& transaction, const domain::Step& step) const {
  for (const domain::Fact& fact : step.facts) {
    Counter* end = find_end(fact.what);
    if (end != nullptr) transaction.after_commit([end] { end->add(1); });
  }
}

Counter* EndedGames::find_end(const domain::FactBody& what) const {
  if (std::holds_alternative<domain::GameSettled>(what)) return &won_;
  if (std::holds_alternative<domain::GameVoid>(what)) return &void_;
  if (std::holds_alternative<domain::GameCancelled>(what)) return &cancelled_;
  if (std::holds_alternative<domain::LobbyExpired>(what)) return &expired_;
  return nullptr;
}

}  // namespace ludice::service
