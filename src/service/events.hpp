// Events for front ends (docs/api.md, /events). `players` are the Telegram ids of those who have
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
//   payment_credited, payment_refunding, payment_refunded, payment_kept
//                  {"player":{"id","username"},"asset","amount","balance","charge"}
//                  of nobody we know: "player" and "balance" are null, "players" has the payer
//   withdrawal_asked, withdrawal_paid, withdrawal_rejected, withdrawal_returned
//                  {"player":{"id","username"},"asset","amount","balance","withdrawal","address"}
//                  amount: what left the balance, was sent, came back to it
//   withdrawals_frozen {"why"}, withdrawals_resumed {"why"}             players: nobody
#pragma once

#include "domain/ledger.hpp"
#include "domain/match.hpp"
#include "store/event_table.hpp"
#include "store/player_table.hpp"
#include "store/stars_table.hpp"
#include "store/ton_table.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

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
                    const domain::Account& account, std::int64_t amount, std::string_view reason,
                    std::string_view transaction_hash = {}) const;

  /// `type`: payment_credited, payment_refunding, payment_refunded or payment_kept.
  void tell_payment(store::Transaction& transaction, std::string_view type, const store::Player& player,
                    const domain::Account& account, const store::StarsCharge& charge) const;
  /// Of somebody whom we do not know as a player.
  void tell_unclear_payment(store::Transaction& transaction, std::string_view type,
                            const store::StarsCharge& charge) const;

  /// `type`: withdrawal_asked, withdrawal_paid, withdrawal_rejected or withdrawal_returned, with what came
  /// back. `transaction_hash`: of the wallet's transaction that did it, if one has.
  void tell_withdrawal(store::Transaction& transaction, std::string_view type, const store::Player& player,
                       const domain::Account& account, const store::TonWithdrawal& withdrawal,
                       std::string_view transaction_hash = {},
                       std::optional<Amount> returned = std::nullopt) const;
  /// Nothing leaves any more; and it does again.
  void tell_frozen(store::Transaction& transaction, const std::string& why) const;
  void tell_resumed(store::Transaction& transaction, const std::string& why) const;

 private:
  /// `players`: a JSON array of Telegram ids.
  void tell(store::Transaction& transaction, std::string_view type, const std::string& players,
            const boost::json::object& data) const;

  EventSignal signal_;
};

/// An event as /events and RabbitMQ tell it.
std::string event_json(const store::Event& event);

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
