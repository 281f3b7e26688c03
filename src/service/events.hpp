// Events for front ends (CONTRACT section 4, /events). `players` are the Telegram ids of those who have
// one; without consumers nothing is written.

// Data, besides what the type says:
//   game_waiting   {"game","asset","bet"}, of an invite "invite":true besides (never its code)
//   game_started   {"game","asset","bet","pot","rake","deadline"}       deadline in Unix seconds
//   throw_made     {"player":{"id","username"},"round","throw"}
//   throw_overdue  {"player":{"id","username"},"round","throw","deadline"}
//   round_tied     {"round","faces":[[…],[…]]}                          opener's and joiner's
//   game_settled   {"winner":{"id","username"},"payout","rake"}
//   game_void      {"reason":"tied_rounds|throw_lost|no_throw"}
//   game_cancelled, lobby_expired {"refunded"}
//   balance_changed {"player":{"id","username"},"asset","amount","balance","reason":"daily|adjustment"}
#pragma once

#include "domain/ledger.hpp"
#include "domain/match.hpp"
#include "store/event_table.hpp"
#include "store/player_table.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ludice::service {

/// Wakes those who wait for events in this process; called on the store's thread after the commit.
using EventSignal = std::function<void()>;

class Events {
 public:
  explicit Events(EventSignal signal) : signal_(std::move(signal)) {}

  /// What a step of a game tells. `players`: opener, and joiner where there is one.
  void tell_step(store::Transaction& transaction, const domain::Step& step,
                 const std::vector<const store::Player*>& players) const;

  void tell_balance(store::Transaction& transaction, const store::Player& player,
                    const domain::Account& account, std::int64_t amount, std::string_view reason) const;

 private:
  EventSignal signal_;
};

/// Lends events to a consumer, making it on its first call.
class TakeEvents {
 public:
  static constexpr int kMost = 100;
  /// True where run() would write: something to acknowledge or to lend, or the consumer is not fresh.
  static bool has_work(store::Reader& reader, const std::string& consumer);
  static std::vector<store::Event> run(store::Transaction& transaction, const std::string& consumer,
                                       const std::vector<std::int64_t>& acknowledged);
};

}  // namespace ludice::service
