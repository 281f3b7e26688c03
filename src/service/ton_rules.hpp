// What the operator has set for TON. Amounts are nanotons.
#pragma once

#include "base/amount.hpp"
#include "base/instant.hpp"

#include <string>

namespace ludice::service {

struct TonRules {
  bool testnet = false;
  Amount min_deposit{100'000'000};
  Amount dust{10'000'000};  ///< less, without a memo, is kept for nobody
  Amount min_withdrawal{1'000'000'000};
  Amount withdrawal_fee{20'000'000};      ///< below the minimum
  Amount approval_from{100'000'000'000};  ///< so much or more of a player in 24 hours takes two operators
  Millis link_life{600'000};              ///< how long an operator's link can be paid
  Millis most_lag{300'000};  ///< behind the clock: nothing is withdrawn while chain time is older
  std::string label;         ///< what the wallet is called where players pay to it
  std::string explorer;      ///< shows a transaction under its hash; empty: none
};

}  // namespace ludice::service
