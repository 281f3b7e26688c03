// Buying Stars, up to the moment before Telegram takes them. Nothing here moves money.
#pragma once

#include "base/result.hpp"
#include "service/players.hpp"
#include "service/rules.hpp"
#include "store/stars_table.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ludice::service {

struct OrderStarsCommand {
  PlayerRef who;
  Amount amount;  ///< within what the rules offer: the caller has checked
};

/// The player's open order of that amount, or a fresh one. player_not_found, not_found (Stars are not among
/// the assets), conflict (operators have stopped the sale), frozen, limit_reached (of the day, or of what an
/// account may hold).
class OrderStars {
 public:
  explicit OrderStars(const Rules& rules) : rules_(rules) {}
  Result<store::StarsOrder> run(store::Transaction& transaction, const OrderStarsCommand& command) const;

 private:
  const Rules& rules_;
};

/// Why a payment that is about to be made should not be, in the order in which it is checked.
enum class PaymentFault {
  not_offered,
  maintenance,  ///< operators have stopped the sale
  unknown_order,
  wrong_payer,
  wrong_amount,
  already_paid,
  expired,
  frozen,
  limit_reached
};
std::string_view to_string(PaymentFault fault);

struct CheckPaymentQuery {
  TelegramId payer;
  std::string order;  ///< the invoice's payload
  Amount amount;
};

/// What a pre-checkout is answered with; credits nothing. What may be paid is noted, so that two orders, or
/// one twice, that are paid at once do not pass the limit of the day together. It counts for ten minutes
/// unless its payment is heard of before: who was let through and could not pay then may try again.
class CheckPayment {
 public:
  explicit CheckPayment(const Rules& rules) : rules_(rules) {}
  /// Nothing: it may be paid.
  std::optional<PaymentFault> run(store::Transaction& transaction, const CheckPaymentQuery& query) const;

 private:
  const Rules& rules_;
};

}  // namespace ludice::service
