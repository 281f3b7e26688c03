// What must hold of payments in Stars: after each commit by SQL and by what the simulated Telegram knows; at
// rest that what it holds for the bot is what is owed inside, to the last Star.
#pragma once

#include "sim/payments_telegram.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace ludice::sim {

class PaymentsCheck {
 public:
  PaymentsCheck(const World& world, StarsTelegram& telegram) : world_(world), telegram_(telegram) {}

  /// A front end is about to hear of it: from now on it may not be missed.
  void may_be_told(const std::string& charge) { told_.insert(charge); }

  void check_commit(Database& database);
  /// No refund is under way, and the whole of Telegram's list has been looked at.
  bool has_seen_all(Database& database) const;
  void check_rest(Database& database);

 private:
  void check_charges(Database& database);
  void check_charge(const Row& row, const StarsTelegram::Payment& payment) const;
  void check_baseline(Database& database);
  void check_payment_at_rest(Database& database, const StarsTelegram::Payment& payment) const;

  const World& world_;
  StarsTelegram& telegram_;
  std::set<std::string> told_;
  std::map<std::string, std::int64_t> assigned_;  ///< by charge: Telegram's id of the player
  std::set<std::string> ended_;                   ///< charges whose refund an operator ended
  std::vector<Value> seen_;                       ///< what was looked at last
  std::int64_t baseline_at_ = 0;                  ///< 0: there was none yet
};

}  // namespace ludice::sim
