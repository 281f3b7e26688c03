// Cards about money that stand beside the live one until their story ends. In the table of cards they have a
// name where others have their game, and `shown` says whether the story goes on.
#pragma once

#include "bot/reply.hpp"
#include "bot/screens.hpp"

#include <cstdint>
#include <string>

namespace ludice::bot {

inline const std::string kTonDepositCard = "ton";
inline const std::string kOpen = "open";
inline const std::string kClosed = "closed";

/// The name of a withdrawal's card.
inline std::string withdrawal_card(const std::string& withdrawal) {
  return "w:" + withdrawal;
}

/// The card of one that is open.
SayCard new_withdrawal_card(const Stage& stage, const Withdrawal& withdrawal);

/// The name of a person's cards with the history.
inline std::string history_card(std::int64_t user_id) {
  return "history:" + std::to_string(user_id);
}

/// The name under which operators have a withdrawal, or money in suspense.
inline std::string operator_card(const std::string& id) {
  return "op:" + id;
}

/// The name under which operators have Stars in suspense: by our id of the payment.
inline std::string stars_card(const std::string& payment) {
  return "stars:" + payment;
}

/// The name of the card that shows an order; while it can be confirmed its `shown` is the order itself.
inline std::string order_card(const std::string& id) {
  return "order:" + id;
}

}  // namespace ludice::bot
