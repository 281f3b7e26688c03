// What an operator decides about money that came and fits no rule. Whatever he decides shares one key, so it
// leaves suspense once. not_found: there is none of that id. conflict: it does not wait any more.
// same_person: its memo names the operator.
#pragma once

#include "base/result.hpp"
#include "service/events.hpp"
#include "service/players.hpp"
#include "store/ton_table.hpp"

#include <string>

namespace ludice::service {

/// It was this player's. player_not_found; same_person: it is the operator who says so; limit_reached: his
/// balance has no room.
class AssignTonSuspense {
 public:
  explicit AssignTonSuspense(const Events& events) : events_(events) {}
  Result<store::TonSuspense> run(store::Transaction& transaction, PaymentId id, const PlayerRef& who,
                                 const std::string& operator_name = {}) const;

 private:
  const Events& events_;
};

/// Back to where it came from, whole, as a withdrawal that an operator takes and pays.
class RefundTonSuspense {
 public:
  /// `operator_name`: who wants it, and will not be the one who approves it.
  static Result<store::TonWithdrawal> run(store::Transaction& transaction, PaymentId id,
                                          const std::string& operator_name = {});
};

/// Nobody's: the house keeps it. limit_reached: `owner` has no room for it.
class WriteOffTonSuspense {
 public:
  static Result<store::TonSuspense> run(store::Transaction& transaction, PaymentId id,
                                        const std::string& operator_name = {});
};

}  // namespace ludice::service
