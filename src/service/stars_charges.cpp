// Charges, step by step; which steps there are, domain/charge.hpp says.
#include "service/stars_charges.hpp"

#include "base/assert.hpp"
#include "base/hex.hpp"
#include "base/planted.hpp"
#include "domain/pairing.hpp"
#include "domain/transfer_key.hpp"
#include "service/ledger.hpp"
#include "service/open_return.hpp"
#include "service/operators.hpp"
#include "store/ledger_table.hpp"
#include "store/legacy_table.hpp"
#include "store/stars_list_table.hpp"

namespace ludice::service {
namespace {

namespace transfer_key = domain::transfer_key;
using domain::Account;
using domain::AccountKind;
using domain::Asset;
using domain::ChargeMoney;
using domain::ChargeState;
using domain::ChargeStep;
using domain::TransferCode;
using store::StarsCharge;

/// An attempt that begins so soon may have begun before a decision of an operator is booked.
constexpr Millis kAboutToBeAsked{10'000};

/// A charge with whom and what it concerns, locked in the order that all bodies keep.
struct Held {
  StarsCharge charge;
  std::optional<store::Player> player;
  Account holder;  ///< the player's account, suspense, or the owner's of what was written off
};

bool is_owners(const StarsCharge& charge) {
  return charge.state == ChargeState::written_off;
}

std::optional<Held> hold(store::Transaction& transaction, const std::string& name) {
  const auto seen = store::find_stars_charge(transaction.peek(), name);
  if (!seen) return std::nullopt;
  Held held;
  if (seen->player) {
    held.player = store::find_player(transaction, seen->player);
    LUDICE_ASSERT(held.player.has_value());
    held.holder = store::load_player_account(transaction, seen->player, Asset::stars, held.player->frozen);
  } else if (is_owners(*seen)) {
    held.holder = store::load_house_account(transaction, AccountKind::owner, Asset::stars);
  } else {
    held.holder = store::load_suspense(transaction, seen->id, Asset::stars);
  }
  held.charge = store::find_stars_charge(transaction, name).value();
  const bool is_same = held.charge.player == seen->player && is_owners(held.charge) == is_owners(*seen);
  // It can have been decided while its account was waited for, and what is locked now changes no more.
  return is_same ? held : hold(transaction, name);
}

Account load_outside(store::Transaction& transaction) {
  return store::load_house_account(transaction, AccountKind::asset_stars, Asset::stars);
}

/// Books what a step says.
class Mover {
 public:
  Mover(store::Transaction& transaction, Held& held) : transaction_(transaction), held_(held) {}

  void carry_out(const ChargeStep& step) {
    move(step.money);
    held_.charge.state = step.after;
    store::set_stars_charge_state(transaction_, held_.charge.id, step.after);
  }

 private:
  void move(ChargeMoney money) {
    switch (money) {
      case ChargeMoney::nothing:
        return;
      case ChargeMoney::set_aside:
        return set_aside();
      case ChargeMoney::out: {
        Account payout = load_payout();
        return leave(payout);
      }
      case ChargeMoney::back: {
        Account payout = load_payout();
        return book(TransferCode::stars_out, payout, held_.holder, kept_key());
      }
      case ChargeMoney::taken_back:
        return take_back();
    }
  }
  void set_aside() {
    Account payout = load_payout();
    const std::int64_t number = round();
    book(TransferCode::stars_out, held_.holder, payout,
         number == 1 ? transfer_key::stars_set_aside(name()) : transfer_key::stars_decided(name(), number));
  }
  std::string kept_key() const {
    const std::int64_t number = round();
    return number == 1 ? transfer_key::stars_kept(name()) : transfer_key::stars_kept_again(name(), number);
  }
  /// The how manieth time it leaves suspense or comes back there. A player's leaves him once.
  std::int64_t round() const { return held_.player ? 1 : (held_.holder.version + 1) / 2; }
  void leave(Account& payout) {
    Account outside = load_outside(transaction_);
    book(TransferCode::stars_out, payout, outside, transfer_key::stars_out(name()));
    LUDICE_ASSERT(payout.balance.is_zero());
  }
  void take_back() {
    if (held_.player) {
      Account outside = load_outside(transaction_);
      const bool again =
          LUDICE_PLANTED("refund_and_list_both_book") && held_.charge.state == ChargeState::refunded;
      const std::string key = transfer_key::stars_out(again ? name() + ":again" : name());
      return book(TransferCode::stars_back, held_.holder, outside, key);
    }
    if (is_owners(held_.charge)) {
      Account outside = load_outside(transaction_);
      return move_money(transaction_, TransferCode::house, held_.charge.amount, held_.holder, outside,
                        transfer_key::stars_out(name()));
    }
    Account payout = load_payout();
    book(TransferCode::stars_out, held_.holder, payout, transfer_key::stars_taken(name()));
    leave(payout);
  }
  void book(TransferCode code, Account& debit, Account& credit, const std::string& key) {
    move_payment(transaction_, code, held_.charge.amount, debit, credit, key, name());
  }
  Account load_payout() { return store::load_payout(transaction_, held_.charge.id, Asset::stars); }
  const std::string& name() const { return held_.charge.charge; }

  store::Transaction& transaction_;
  Held& held_;
};

/// The list told of it before it was booked here, so it was counted as none of ours: now it counts once.
void take_off_notice(store::Transaction& transaction, const StarsCharge& charge, bool incoming) {
  const auto baseline = store::find_stars_baseline(transaction.peek());
  if (!baseline) return;
  // Only what is older can be noted meanwhile.
  if (charge.paid_at < baseline->at) store::find_stars_baseline(transaction);
  if (!store::has_stars_notice(transaction, charge.charge, incoming)) return;
  store::take_off_stars_baseline(transaction, incoming ? charge.amount : Amount() - charge.amount);
}

ChargeAnswer answer_of(const Held& held, bool first) {
  ChargeAnswer answer{held.charge, first, {}};
  if (held.player) answer.balance = held.holder.balance;
  return answer;
}

void tell(const Events& events, store::Transaction& transaction, std::string_view type, const Held& held) {
  if (held.player) {
    events.tell_payment(transaction, type, *held.player, held.holder, held.charge);
  } else {
    events.tell_unclear_payment(transaction, type, held.charge);
  }
}

bool has_room_for(store::Transaction& transaction, const Held& held) {
  const Amount may_return =
      held.player ? open_return(transaction.peek(), *held.player, Asset::stars) : Amount();
  return domain::has_room(held.holder.balance, held.charge.amount, may_return);
}

/// From what is set aside to where it was.
void give_back(const Events& events, store::Transaction& transaction, Held& held, const ChargeStep& step) {
  Mover(transaction, held).carry_out(step);
  store::leave_stars_refund(transaction, held.charge.id);
  tell(events, transaction, "payment_kept", held);
}

}  // namespace

ChargeAnswer CreditStars::run(store::Transaction& transaction, const CreditStarsCommand& command) const {
  LUDICE_ASSERT(command.amount.units() >= 1 && command.amount <= kMostStars);
  auto held = hold(transaction, command.charge);
  if (held && !LUDICE_PLANTED("charge_key_forgotten")) return answer_of(*held, false);
  if (const auto paid = store::find_legacy_payment(transaction.peek(), command.charge))
    return credited_before(transaction, command, *paid);
  const auto number = command.order ? from_base32(*command.order) : std::nullopt;
  const auto player = store::find_player(transaction, command.payer);
  const auto order = number ? store::find_stars_order(transaction, OrderId{*number}) : std::nullopt;
  StarsCharge charge{.id = PaymentId{transaction.next_id()},
                     .charge = command.charge,
                     .payer = command.payer,
                     .order = order ? order->id : OrderId{},
                     .amount = command.amount,
                     .paid_at = command.paid_at,
                     .at = transaction.now()};
  take_off_notice(transaction, charge, true);
  if (!player || !order) return suspend(transaction, std::move(charge));
  Account account = store::load_player_account(transaction, player->id, Asset::stars);
  const Amount may_return = open_return(transaction.peek(), *player, Asset::stars);
  if (!domain::has_room(account.balance, charge.amount, may_return))
    return suspend(transaction, std::move(charge));

  charge.player = player->id;
  charge.state = ChargeState::paid;
  store::insert_stars_charge(transaction, charge);
  Account outside = load_outside(transaction);
  move_payment(transaction, TransferCode::stars_in, charge.amount, outside, account,
               transfer_key::stars_in(charge.charge), charge.charge);
  const bool as_ordered = order->player == player->id && order->amount == charge.amount;
  const bool closes = as_ordered && order->state != domain::OrderState::paid;
  if (closes && !LUDICE_PLANTED("paid_order_left_open"))
    store::set_stars_order_state(transaction, order->id, domain::OrderState::paid);
  events_.tell_payment(transaction, "payment_credited", *player, account, charge);
  return {std::move(charge), true, account.balance};
}

ChargeAnswer CreditStars::credited_before(store::Transaction& transaction, const CreditStarsCommand& command,
                                          const store::LegacyPayment& paid) {
  ChargeAnswer answer;
  answer.charge.charge = paid.charge;
  answer.charge.payer = command.payer;
  answer.charge.amount = paid.amount;
  answer.charge.paid_at = command.paid_at;
  if (const auto player = store::find_player(transaction.peek(), command.payer)) {
    answer.charge.player = player->id;
    answer.balance = store::load_player_account(transaction.peek(), player->id, Asset::stars).balance;
  } else {
    answer.charge.state = ChargeState::kept;
  }
  return answer;
}

ChargeAnswer CreditStars::suspend(store::Transaction& transaction, StarsCharge charge) const {
  charge.state = ChargeState::suspended;
  store::insert_stars_charge(transaction, charge);
  if (!LUDICE_PLANTED("suspense_never_refunded")) store::enter_stars_refund(transaction, charge.id);
  Account suspense = store::load_suspense(transaction, charge.id, Asset::stars);
  Account outside = load_outside(transaction);
  move_payment(transaction, TransferCode::stars_in, charge.amount, outside, suspense,
               transfer_key::stars_in(charge.charge), charge.charge);
  events_.tell_unclear_payment(transaction, "payment_refunding", charge);
  return {std::move(charge), true, {}};
}

Result<ChargeAnswer> RefundStars::run(store::Transaction& transaction,
                                      const RefundStarsCommand& command) const {
  const auto player = require_player(transaction, command.who);
  if (!player) return std::unexpected(player.error());
  auto held = hold(transaction, command.charge);
  if (!held || held->charge.player != player->id) return refuse(Refusal::not_found);
  const auto step = domain::ask_refund(held->charge.state);
  if (!step) return refuse(Refusal::conflict);
  if (step->money == ChargeMoney::nothing) return answer_of(*held, false);
  if (player->frozen) return refuse(Refusal::frozen);
  const Amount amount = held->charge.amount;
  if (held->holder.balance < amount) {
    return std::unexpected(
        Refused{Refusal::insufficient_funds, held->holder.balance.units(), amount.units()});
  }
  Mover(transaction, *held).carry_out(*step);
  store::enter_stars_refund(transaction, held->charge.id);
  tell(events_, transaction, "payment_refunding", *held);
  return answer_of(*held, true);
}

bool RefundSuspended::run(store::Transaction& transaction, const std::string& charge) {
  auto held = hold(transaction, charge);
  if (!held || held->charge.state != ChargeState::suspended) return false;
  Mover(transaction, *held).carry_out(domain::ask_refund(held->charge.state).value());
  return true;
}

std::optional<ChargeAnswer> HearRefunded::run(store::Transaction& transaction,
                                              const std::string& charge) const {
  auto held = hold(transaction, charge);
  if (!held) return std::nullopt;
  const ChargeStep step = domain::hear_refunded(held->charge.state);
  if (step.money == ChargeMoney::nothing) return answer_of(*held, false);
  const bool too_deep = step.money == ChargeMoney::taken_back && held->player &&
                        held->holder.balance.units() < held->charge.amount.units() - Amount::kMax;
  const bool spent =
      LUDICE_PLANTED("spent_refund_forgotten") && held->player && held->holder.balance < held->charge.amount;
  const bool owner_lacks = is_owners(held->charge) && held->holder.balance < held->charge.amount;
  if (too_deep || spent || owner_lacks) return answer_of(*held, false);
  take_off_notice(transaction, held->charge, false);
  Mover(transaction, *held).carry_out(step);
  store::leave_stars_refund(transaction, held->charge.id);
  tell(events_, transaction, "payment_refunded", *held);
  return answer_of(*held, true);
}

std::optional<ChargeAnswer> HearRefused::run(store::Transaction& transaction,
                                             const std::string& charge) const {
  auto held = hold(transaction, charge);
  if (!held) return std::nullopt;
  const ChargeStep step = domain::hear_refused(held->charge.state);
  // What came since may have left no room for it: then it stays set aside until there is.
  const bool stays = step.money == ChargeMoney::nothing || !has_room_for(transaction, *held);
  if (stays) return answer_of(*held, false);
  give_back(events_, transaction, *held, step);
  return answer_of(*held, true);
}

Result<ChargeAnswer> EndStarsRefund::run(store::Transaction& transaction, const std::string& charge,
                                         const std::string& operator_name) const {
  auto held = hold(transaction, charge);
  if (!held) return refuse(Refusal::not_found);
  const ChargeStep step = domain::hear_refused(held->charge.state);
  if (step.money == ChargeMoney::nothing) return refuse(Refusal::conflict);
  if (held->player && is_player(transaction.peek(), operator_name, held->player->id))
    return refuse(Refusal::same_person);
  const auto refund = store::find_stars_refund(transaction, held->charge.id);
  const bool is_asked_soon = !refund || refund->due - transaction.now() < kAboutToBeAsked;
  if (is_asked_soon || !refund->refused) return refuse(Refusal::conflict);
  if (!has_room_for(transaction, *held)) return refuse(Refusal::limit_reached);
  give_back(events_, transaction, *held, step);
  return answer_of(*held, true);
}

Result<ChargeAnswer> RefundStarsAgain::run(store::Transaction& transaction, const std::string& charge,
                                           const std::string& operator_name) const {
  auto held = hold(transaction, charge);
  if (!held) return refuse(Refusal::not_found);
  const auto step = domain::ask_again(held->charge.state);
  if (!step || held->player) return refuse(Refusal::conflict);
  if (is_person(transaction.peek(), operator_name, held->charge.payer)) return refuse(Refusal::same_person);
  Mover(transaction, *held).carry_out(*step);
  store::enter_stars_refund(transaction, held->charge.id);
  tell(events_, transaction, "payment_refunding", *held);
  return answer_of(*held, true);
}

}  // namespace ludice::service
