// Whole staked games, each answer held against what it has to be; also while the program or its database is
// killed under them.
#pragma once

#include "scripts.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

namespace ludice::bench {

/// What became of requests without an answer, of all connections together. Any thread may read it.
struct Losses {
  std::atomic<bool> are_errors{false};     ///< from now on; any thread may set it
  std::atomic<std::int64_t> games{0};      ///< played to their end
  std::atomic<std::int64_t> whole{0};      ///< requests that had had their effect
  std::atomic<std::int64_t> absent{0};     ///< those that had had none
  std::atomic<int> looking{0};             ///< connections that have not got over theirs yet
  std::atomic<std::int64_t> looked_at{0};  ///< games whose answered end was looked at behind a loss
};

/// In points, what each player has between games, by his number. Whoever plays keeps it.
using Money = std::vector<std::int64_t>;

/// Games between two and two of `players`, each of start, start, result, result. `bet` must be no other
/// connection's, or strangers meet. Each answer has to tell the state, the throws and the balance that follow
/// from those before it.
/// With `losses` a request may be lost. Then both players' balances, their game and all games that have ended
/// since the last such look are asked for: they have to be as the answers left them, or, both of them alike,
/// as the lost request makes them. The last request that was answered, sent again, has to bring the same
/// bytes. Then the lost one is sent again as it was, and play goes on. When no games are left, there is one
/// more look. Without `losses` a loss is an error.
std::unique_ptr<Script> make_games(Players players, std::int64_t bet, Budget& games,
                                   const net::SigningKey& key, Money& money, Losses* losses = nullptr);

}  // namespace ludice::bench
