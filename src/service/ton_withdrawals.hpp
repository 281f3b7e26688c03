// Coins on their way out: asked for and set aside at once, taken by one operator, paid by him from the wallet
// with a prepared link, and closed only when the wallet's own transaction is seen (BookTonRow). We hold no
// key of the wallet.
#pragma once

#include "base/result.hpp"
#include "service/events.hpp"
#include "service/players.hpp"
#include "service/ton_rules.hpp"
#include "store/ton_table.hpp"

#include <string>

namespace ludice::service {

struct AskTonWithdrawalCommand {
  PlayerRef who;
  domain::TonAddress destination;
  Amount amount;  ///< what leaves the balance; the fee is taken from it
};

/// Sets the amount aside. player_not_found; conflict: the destination is our own wallet; frozen: the player's
/// account, or all withdrawals (may_withdraw); limit_reached: less than the minimum; insufficient_funds.
class AskTonWithdrawal {
 public:
  AskTonWithdrawal(const TonRules& rules, const Events& events) : rules_(rules), events_(events) {}
  Result<store::TonWithdrawal> run(store::Transaction& transaction,
                                   const AskTonWithdrawalCommand& command) const;

 private:
  const TonRules& rules_;
  const Events& events_;
};

/// Hash of the wallet's transaction that paid it; empty: none has.
std::string paid_by(store::Reader& reader, const store::TonWithdrawal& withdrawal);

struct TonPaymentLink {
  store::TonWithdrawal withdrawal;
  std::string link;
};

/// Whether a second operator has to agree before it is paid: what leaves with it, and with what its player
/// has asked for in the 24 hours before, open or paid, reaches the threshold.
bool needs_approval(store::Reader& reader, const store::TonWithdrawal& withdrawal, const TonRules& rules);

/// A second operator agrees that it leaves: he will not be the one who pays it. not_found; conflict: it is
/// over, can be paid by a link, needs no approval, or has another's; same_person: it is his own, or he has
/// asked for it or taken it before.
class ApproveTonWithdrawal {
 public:
  explicit ApproveTonWithdrawal(const TonRules& rules) : rules_(rules) {}
  Result<store::TonWithdrawal> run(store::Transaction& transaction, PaymentId id,
                                   const std::string& operator_name) const;

 private:
  const TonRules& rules_;
};

/// Makes a withdrawal this operator's alone and gives him the link to pay it with; asked again, the same link
/// until it has certainly not been paid, then a new one, also to another operator. not_found; conflict: it is
/// over, or another operator's; frozen: nothing may leave now, or its player is stopped; same_person: it is
/// his own, or he has approved it; approval_required. Where a payment disputes it, `despite` is the lt of
/// that (TonWithdrawal::disputed, else 0): conflict otherwise, so that who pays it has seen what was paid.
class TakeTonWithdrawal {
 public:
  explicit TakeTonWithdrawal(const TonRules& rules) : rules_(rules) {}
  Result<TonPaymentLink> run(store::Transaction& transaction, PaymentId id, const std::string& operator_name,
                             std::int64_t despite = 0) const;

 private:
  const TonRules& rules_;
};

/// Gives the money back: to its player, or to where it waited in suspense. not_found; conflict: it is over,
/// another operator's, or can still be paid by a link; frozen: one with a link while nothing may leave, since
/// what left may have been this; same_person: it is his own; limit_reached: the player's balance has no room.
/// `despite` as by TakeTonWithdrawal.
class RejectTonWithdrawal {
 public:
  explicit RejectTonWithdrawal(const Events& events) : events_(events) {}
  Result<store::TonWithdrawal> run(store::Transaction& transaction, PaymentId id,
                                   const std::string& operator_name, std::int64_t despite = 0) const;

 private:
  const Events& events_;
};

}  // namespace ludice::service
