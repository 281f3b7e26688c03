// Telegram's own list of Star transactions against the ledger: what was missed is booked as ever, what
// nothing here explains is noted for the operator.
#pragma once

#include "service/stars_charges.hpp"
#include "store/stars_list_table.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ludice::service {

/// A StarTransaction as far as it concerns us.
struct ListedTransaction {
  std::string id;  ///< of a payment and of its refund alike, Telegram's id of the charge
  bool incoming = true;
  Amount amount;  ///< whole Stars
  Instant at;
  TelegramId user;                   ///< the other side, where it is a person; else none
  bool is_invoice = false;           ///< a payment of an invoice, or its refund
  std::optional<std::string> order;  ///< the invoice's payload
  bool whole = true;                 ///< false: Telegram's amount is none of whole Stars
};

/// Begins to compare: what Telegram lists from before `at`, and what it lists already and pays no order of
/// ours (and is not booked here, as after a payment within the first minute; after an import, what is from
/// before that alone) is what the bot held: each is noted, and never credited by the list. Changes nothing
/// where there is a baseline.
class StoreStarsBaseline {
 public:
  static store::StarsBaseline run(store::Transaction& transaction, Instant at,
                                  const std::vector<ListedTransaction>& all);
};

/// What one page brought.
struct ListOutcome {
  int credited = 0;  ///< payments that nobody had told us of
  int refunded = 0;
  int noticed = 0;  ///< what an operator has to look at
  Amount left;      ///< of that, Stars that went out and are no refund of ours
  int broken = 0;   ///< seen for the first time, and of no whole amount
};

/// What was noted and no operator was told of yet: kept with the notes, so that a crash between the two hides
/// nothing from him.
struct UntoldNotices {
  std::int64_t noticed = 0;
  std::int64_t broken = 0;
  std::int64_t noticed_ever = 0;  ///< with what he was told of
  std::int64_t broken_ever = 0;
};
UntoldNotices find_untold_notices(store::Reader& reader);
/// He was told of all that `told` had found. What was noted meanwhile is still untold, also where another
/// process, whose lease has ended, tells of the same.
class NoticesTold {
 public:
  static void run(store::Transaction& transaction, const UntoldNotices& told);
};

/// Takes a page of the list, older first; the same page again changes nothing. Needs the baseline. What went
/// out and was not booked anywhere is taken from the owner's, so that he gives away nothing that is not
/// there.
class TakeStarsList {
 public:
  explicit TakeStarsList(const Events& events) : credit_(events), refunded_(events) {}
  ListOutcome run(store::Transaction& transaction, const std::vector<ListedTransaction>& page) const;

 private:
  void take(store::Transaction& transaction, const ListedTransaction& listed, Instant baseline,
            ListOutcome& outcome) const;
  CreditStars credit_;
  HearRefunded refunded_;
};

/// What the bot holds by Telegram must be what it held at the baseline, what came in since and was not
/// booked, and what the ledger says.
class ExpectedStars {
 public:
  /// Nothing before the baseline.
  static std::optional<Amount> run(store::Reader& reader);
};

}  // namespace ludice::service
