// What Telegram took, and what goes back. What it took is never refused: it is booked once, wherever the news
// comes from, to its payer or to suspense.
#pragma once

#include "base/result.hpp"
#include "service/events.hpp"
#include "service/players.hpp"
#include "store/legacy_table.hpp"
#include "store/stars_table.hpp"

#include <optional>
#include <string>

namespace ludice::service {

/// More in one payment is nobody's: Telegram sells a thousandth of it. So no sum of payments leaves its
/// range.
inline constexpr Amount kMostStars{1'000'000'000};

struct ChargeAnswer {
  store::StarsCharge charge;
  bool first = false;             ///< it was this call that had an effect
  std::optional<Amount> balance;  ///< of the player, where there is one
};

struct CreditStarsCommand {
  TelegramId payer;
  std::string charge;
  Amount amount;                     ///< 1 to kMostStars
  std::optional<std::string> order;  ///< the invoice's payload
  Instant paid_at;                   ///< by Telegram's clock
};

/// A payment of ours goes to its payer, also where he paid an order twice, late, or one of somebody else. Of
/// an unknown payer or order, or more than he may hold: it waits in suspense and is refunded. One that is
/// booked, or that the first Ludicé has credited, is answered as it stands.
class CreditStars {
 public:
  explicit CreditStars(const Events& events) : events_(events) {}
  ChargeAnswer run(store::Transaction& transaction, const CreditStarsCommand& command) const;

 private:
  /// By the first Ludicé: its money is in the imported balance.
  static ChargeAnswer credited_before(store::Transaction& transaction, const CreditStarsCommand& command,
                                      const store::LegacyPayment& paid);
  ChargeAnswer suspend(store::Transaction& transaction, store::StarsCharge charge) const;
  const Events& events_;
};

struct RefundStarsCommand {
  PlayerRef who;
  std::string charge;
};

/// A player wants a whole charge back: it is set aside, and Telegram will be asked. Asked twice is asked
/// once. player_not_found, not_found (no charge of his), conflict (Telegram refused before), frozen,
/// insufficient_funds.
class RefundStars {
 public:
  explicit RefundStars(const Events& events) : events_(events) {}
  Result<ChargeAnswer> run(store::Transaction& transaction, const RefundStarsCommand& command) const;

 private:
  const Events& events_;
};

/// Sets aside what waits in suspense, so that Telegram can be asked. False where it does so no longer.
class RefundSuspended {
 public:
  static bool run(store::Transaction& transaction, const std::string& charge);
};

/// It has gone back to its payer, whoever sent it. What a player has spent makes his balance negative.
/// Nothing where the charge is unknown. Left as it is: a player's who would owe more than an account can say,
/// and what was written off and the owner has no more.
class HearRefunded {
 public:
  explicit HearRefunded(const Events& events) : events_(events) {}
  std::optional<ChargeAnswer> run(store::Transaction& transaction, const std::string& charge) const;

 private:
  const Events& events_;
};

/// Telegram definitely refuses to refund it: it goes back where it was.
class HearRefused {
 public:
  explicit HearRefused(const Events& events) : events_(events) {}
  std::optional<ChargeAnswer> run(store::Transaction& transaction, const std::string& charge) const;

 private:
  const Events& events_;
};

/// An operator ends a refund that Telegram does not grant: it goes back where it was and is `kept`.
/// not_found; conflict: it is not on its way, Telegram has not answered the last attempt with a refusal, or
/// the next one is about to be made; same_person: it is the operator's own; limit_reached: his balance has no
/// room.
class EndStarsRefund {
 public:
  explicit EndStarsRefund(const Events& events) : events_(events) {}
  Result<ChargeAnswer> run(store::Transaction& transaction, const std::string& charge,
                           const std::string& operator_name) const;

 private:
  const Events& events_;
};

/// An operator has Telegram asked once more about what is kept in suspense. not_found; conflict: nothing of
/// it is; same_person: he has paid it.
class RefundStarsAgain {
 public:
  explicit RefundStarsAgain(const Events& events) : events_(events) {}
  Result<ChargeAnswer> run(store::Transaction& transaction, const std::string& charge,
                           const std::string& operator_name = {}) const;

 private:
  const Events& events_;
};

}  // namespace ludice::service
