// Booking what the wallet's transactions say, one after the other, each once: money, place of the watcher and
// whatever follows from it in one transaction of ours.
#pragma once

#include "service/events.hpp"
#include "service/ton_rules.hpp"
#include "store/ton_table.hpp"

#include <optional>
#include <string>

namespace ludice::service {

struct BookedTonRow {
  /// Why it cannot be booked: nothing was written, and nothing behind it can be either.
  std::optional<domain::TonRowFault> fault;
  bool known = false;  ///< it was booked before: nothing was written
  domain::TonIn in;
  std::string frozen;  ///< why it froze withdrawals; empty: it did not
};

class BookTonRow {
 public:
  BookTonRow(const TonRules& rules, const Events& events) : rules_(rules), events_(events) {}
  /// The wallet has been started (StartTonWallet).
  BookedTonRow run(store::Transaction& transaction, const domain::TonTransaction& row) const;

 private:
  const TonRules& rules_;
  const Events& events_;
};

}  // namespace ludice::service
