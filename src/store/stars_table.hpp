// Payments in Stars: orders, charges, refunds under way. The rules are domain/charge.hpp's; here they are
// kept.
#pragma once

#include "domain/charge.hpp"
#include "store/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ludice::store {

struct StarsOrder {
  OrderId id;
  PlayerId player;
  Amount amount;
  domain::OrderState state = domain::OrderState::open;
  Instant opened;
  Instant expires;
};

std::optional<StarsOrder> find_stars_order(Reader& reader, OrderId id);
/// The player's latest order of that amount.
std::optional<StarsOrder> find_stars_order(Reader& reader, PlayerId player, Amount amount);
void insert_stars_order(Transaction& transaction, const StarsOrder& order);
void set_stars_order_state(Transaction& transaction, OrderId id, domain::OrderState state);
/// Telegram is told now that it may be paid; once more, where it was told so since then.
void set_stars_order_checked(Transaction& transaction, OrderId id, Instant since);
/// What a player's orders come to that may have been paid since, each as often as it was let through and not
/// heard of as paid.
Amount stars_checked_since(Reader& reader, PlayerId player, Instant since);

struct StarsCharge {
  PaymentId id{};
  std::string charge{};  ///< telegram_payment_charge_id
  TelegramId payer{};    ///< who paid, and to whom alone it can go back
  PlayerId player{};     ///< on whose account it came; none: in suspense
  OrderId order{};       ///< none: of no order of ours
  Amount amount{};
  domain::ChargeState state = domain::ChargeState::paid;
  Instant paid_at{};    ///< by Telegram's clock
  Instant at{};         ///< when it was booked
  bool listed = false;  ///< Telegram's list has shown it
};

std::optional<StarsCharge> find_stars_charge(Reader& reader, std::string_view charge);
/// Up to `limit` of a player's, newest first, from `from` back (none: from the newest).
std::vector<StarsCharge> find_stars_charges(Reader& reader, PlayerId player, PaymentId from, int limit);
/// What a player has paid since, what went back to him apart.
Amount stars_paid_since(Reader& reader, PlayerId player, Instant since);
void insert_stars_charge(Transaction& transaction, const StarsCharge& charge);
void set_stars_charge_state(Transaction& transaction, PaymentId id, domain::ChargeState state);
void set_stars_charge_listed(Transaction& transaction, PaymentId id);
/// Booked before `before` and never shown by Telegram's list, the oldest `limit`.
std::vector<StarsCharge> find_unlisted_stars_charges(Reader& reader, Instant before, int limit);
/// Up to `limit` in that state that came on no player's account, the oldest first, from `from` on.
std::vector<StarsCharge> find_suspended_stars_charges(Reader& reader, domain::ChargeState state, int limit,
                                                      PaymentId from);
/// Up to `limit` that have to go back, the oldest first, from `from` on.
std::vector<StarsCharge> find_leaving_stars_charges(Reader& reader, int limit, PaymentId from);
/// Out of suspense onto this player's account.
void set_stars_charge_player(Transaction& transaction, PaymentId id, PlayerId player);

/// What Telegram has to be asked about a charge that goes back.
struct StarsRefund {
  std::string charge;
  TelegramId payer;
  domain::ChargeState state = domain::ChargeState::refunding;
};

/// Up to `limit` that are due, the longest due first.
std::vector<StarsRefund> find_due_stars_refunds(Reader& reader, int limit);
/// How far a refund is.
struct StarsRefundState {
  std::int64_t tries = 0;
  bool refused = false;  ///< Telegram has answered the last one, and with no
  Instant due;           ///< when it is asked next; once this has passed, it may be asked right now
};
std::optional<StarsRefundState> find_stars_refund(Reader& reader, PaymentId charge);
/// Has it asked at once; changes nothing where it waits already.
void enter_stars_refund(Transaction& transaction, PaymentId charge);
/// The next try comes later, the more have been made: 1 s, 2 s, … up to 5 minutes. `refused`: Telegram has
/// answered this one, and with no; else nobody knows what it has done.
void put_off_stars_refund(Transaction& transaction, PaymentId charge, bool refused);
void leave_stars_refund(Transaction& transaction, PaymentId charge);

}  // namespace ludice::store
