// What an operator decides about Stars that came, fit no rule, and that Telegram refuses to refund. Whatever
// he decides, asking for the refund once more among it (RefundStarsAgain), shares one key, so it leaves
// suspense once. not_found: there is no such charge. conflict: nothing of it is kept in suspense.
// same_person: he has paid it.
#pragma once

#include "base/result.hpp"
#include "service/events.hpp"
#include "service/players.hpp"
#include "store/stars_table.hpp"

#include <string>

namespace ludice::service {

/// It was this player's. player_not_found; same_person: it is the operator who says so; limit_reached: his
/// balance has no room.
class AssignStarsSuspense {
 public:
  explicit AssignStarsSuspense(const Events& events) : events_(events) {}
  Result<store::StarsCharge> run(store::Transaction& transaction, const std::string& charge,
                                 const PlayerRef& who, const std::string& operator_name) const;

 private:
  const Events& events_;
};

/// Nobody's: the house keeps it. limit_reached: `owner` has no room for it.
class WriteOffStarsSuspense {
 public:
  static Result<store::StarsCharge> run(store::Transaction& transaction, const std::string& charge,
                                        const std::string& operator_name = {});
};

}  // namespace ludice::service
