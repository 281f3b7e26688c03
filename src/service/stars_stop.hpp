// Stopping the sale of Stars, as before work on what they pay for: nothing new is ordered and no pre-checkout
// let through. What Telegram takes all the same is credited as ever, and refunds go on.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "service/operator_stops.hpp"
#include "store/transaction.hpp"

#include <string>

namespace ludice::service {

StarsStop find_stars_stop(store::Reader& reader);

/// conflict: it is stopped.
class StopStars {
 public:
  static Result<StarsStop> run(store::Transaction& transaction, const std::string& operator_name,
                               const std::string& reason);
};

/// conflict: it is not stopped, or for another reason than the command names.
class SellStarsAgain {
 public:
  static Result<StarsStop> run(store::Transaction& transaction, const ResumeCommand& command);
};

}  // namespace ludice::service
