// How far Telegram's list of Star transactions has been read, from when on it counts, and what in it is none
// of ours.
#pragma once

#include "store/transaction.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ludice::store {

/// What the bot held when the program first looked.
struct StarsBaseline {
  Instant at;             ///< what is listed from before is credited only where it pays an order of ours
  Amount balance;         ///< at that time, by Telegram's list
  std::int64_t seen = 0;  ///< how many of Telegram's transactions have been looked at
  Instant full_at;        ///< when all of them were looked at last
};

/// Nothing before the first look.
std::optional<StarsBaseline> find_stars_baseline(Reader& reader);
void insert_stars_baseline(Transaction& transaction, const StarsBaseline& baseline);
void update_stars_baseline(Transaction& transaction, std::int64_t seen, Instant full_at);
void update_stars_seen(Transaction& transaction, std::int64_t seen);

/// The numbers are stored.
enum class NoticeReason : int {
  before_baseline = 0,  ///< in the balance of the baseline
  no_payment = 1,       ///< in or out, but no invoice of ours and no refund
  unknown_refund = 2,   ///< went back, and was never booked here
  differs = 3,          ///< listed with another amount than it was booked with
  imported = 4,         ///< the first Ludicé has credited it: its money came with an imported balance
};

/// A transaction that no booking stands for.
struct StarsNotice {
  std::string listed_id;
  bool incoming = true;
  Amount amount;
  NoticeReason why = NoticeReason::no_payment;
  Instant at;
};

/// Of what the bot held at the baseline or is noted, that much has been booked since (negative: gave back).
void take_off_stars_baseline(Transaction& transaction, Amount amount);
bool has_stars_notice(Reader& reader, const std::string& listed_id, bool incoming);
void insert_stars_notice(Transaction& transaction, const StarsNotice& notice);
/// What came in since the baseline and is not booked, less what went out.
Amount unbooked_stars(Reader& reader);
/// Stars that the ledger has and the bot by Telegram has not, since more of them went out than were not
/// booked. 0 where there is no baseline.
Amount lacking_stars(Reader& reader);

}  // namespace ludice::store
