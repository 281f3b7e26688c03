// Counts games by how they ended, for those who watch: many that end void mean that people cannot throw.
#pragma once

#include "base/metrics.hpp"
#include "domain/match.hpp"
#include "store/transaction.hpp"

namespace ludice::service {

class EndedGames {
 public:
  /// `metrics` must outlive the store.
  explicit EndedGames(Metrics& metrics);

  /// Counts the game where this step ends it, once the step is committed.
  void count(store::Transaction& transaction, const domain::Step& step) const;

 private:
  /// Nothing where it ends no game.
  Counter* find_end(const domain::FactBody& what) const;

  Counter& won_;
  Counter& void_;
  Counter& cancelled_;
  Counter& expired_;
};

}  // namespace ludice::service
