// From a decision to postings.
#include "service/ton_rows.hpp"

#include "base/assert.hpp"
#include "base/hex.hpp"
#include "base/planted.hpp"
#include "domain/pairing.hpp"
#include "domain/ton_key.hpp"
#include "service/ledger.hpp"
#include "service/open_return.hpp"
#include "service/ton_facts.hpp"
#include "service/ton_wallet.hpp"
#include "service/ton_withdrawals.hpp"
#include "store/ledger_table.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace ludice::service {
namespace {

namespace ton_key = domain::ton_key;
using domain::Account;
using domain::AccountKind;
using domain::Asset;
using domain::TonInKind;
using domain::TonOutKind;
using domain::TonPayout;
using domain::TonTransaction;
using domain::TonWithdrawalState;
using domain::TransferCode;

constexpr std::size_t kLongestName = 64;
constexpr std::size_t kShownComment = 200;

TonPayout::State payout_state(TonWithdrawalState state) {
  if (domain::is_open(state)) return TonPayout::State::open;
  return state == TonWithdrawalState::paid ? TonPayout::State::paid : TonPayout::State::over;
}

TonPayout payout_in(const store::TonWithdrawal& withdrawal) {
  return {withdrawal.id, payout_state(withdrawal.state), withdrawal.destination, withdrawal.amount};
}

/// No name of a payout is anything else; other bytes need not reach the database.
bool can_be_a_name(std::string_view comment) {
  return comment.size() <= kLongestName &&
         std::ranges::all_of(comment, [](char c) { return c > ' ' && c < '\x7F'; });
}

domain::TonKnowledge knowledge_of(store::Reader& reader, const domain::TonAddress& wallet,
                                  const TonRules& rules) {
  domain::TonKnowledge known;
  known.wallet = wallet;
  known.minimum = rules.min_deposit;
  known.dust = rules.dust;
  known.player_of = [&reader](std::string_view memo) { return store::find_ton_memo(reader, memo); };
  known.payout_of = [&reader](std::string_view comment) -> std::optional<TonPayout> {
    if (!can_be_a_name(comment)) return std::nullopt;
    const auto found = store::find_ton_withdrawal_named(reader, comment);
    if (!found) return std::nullopt;
    return payout_in(*found);
  };
  known.payouts_like = [&reader](const domain::TonAddress& destination, Amount value) {
    std::vector<TonPayout> like;
    for (const store::TonWithdrawal& open : store::find_ton_withdrawals_like(reader, destination, value)) {
      like.push_back(payout_in(open));
    }
    return like;
  };
  return known;
}

/// As an operator may see it: the beginning, without control characters.
std::string shown_comment(std::string_view comment) {
  std::size_t end = std::min(comment.size(), kShownComment);
  while (end > 0 && end < comment.size() && (static_cast<unsigned char>(comment[end]) & 0xC0) == 0x80) --end;
  std::string shown(comment.substr(0, end));
  std::ranges::replace_if(shown, [](char c) { return (c >= 0 && c < ' ') || c == '\x7F'; }, ' ');
  return shown;
}

/// One row on its way into the ledger.
class Booking {
 public:
  Booking(store::Transaction& transaction, const TonTransaction& row, const TonRules& rules,
          const Events& events)
      : transaction_(transaction),
        row_(row),
        rules_(rules),
        events_(events),
        outside_(store::load_house_account(transaction, AccountKind::asset_ton, Asset::ton)),
        fees_(store::load_house_account(transaction, AccountKind::fees, Asset::ton)) {}

  void book_in(domain::TonIn& in) {
    switch (in.kind) {
      case TonInKind::nothing:
      case TonInKind::sent_back:
        return;
      case TonInKind::credit:
        return credit(in);
      case TonInKind::suspense:
        return suspend(in);
      case TonInKind::returned:
        return take_back(in);
      case TonInKind::dust:
      case TonInKind::own:
        return move_money(transaction_, TransferCode::fees, in.amount, outside_, fees_, ton_key::in(row_));
    }
  }

  void book_out(const domain::TonOut& out) {
    if (out.kind == TonOutKind::payout) return pay(out);
    if (out.kind != TonOutKind::own) take_from_house(out);
    if (out.kind == TonOutKind::own) {
      move_money(transaction_, TransferCode::fees, out.amount, fees_, outside_,
                 ton_key::moved(row_, out.index));
    }
  }

  void book_cost(std::int64_t cost) {
    const std::string key = ton_key::cost(row_);
    if (cost > 0) move_money(transaction_, TransferCode::fees, Amount(cost), fees_, outside_, key);
    if (cost < 0) move_money(transaction_, TransferCode::fees, Amount(-cost), outside_, fees_, key);
  }

  const std::string& frozen() const { return frozen_; }
  Amount outside() const { return outside_.balance; }

 private:
  void credit(domain::TonIn& in) {
    const auto player = store::find_player(transaction_, in.player);
    LUDICE_ASSERT(player.has_value());
    Account account = store::load_player_account(transaction_, player->id, Asset::ton);
    const Amount may_return = open_return(transaction_.peek(), *player, Asset::ton);
    if (!domain::has_room(account.balance, in.amount, may_return)) {
      in.kind = TonInKind::suspense;
      in.review = domain::TonReview::no_room;
      return suspend(in);
    }
    move_payment(transaction_, TransferCode::ton_in, in.amount, outside_, account, ton_key::in(row_),
                 ton_key::name_of(row_));
    events_.tell_balance(transaction_, *player, account, in.amount.units(), "payment", row_.hash);
  }

  void suspend(const domain::TonIn& in) {
    const PaymentId id{transaction_.next_id()};
    Account account = domain::new_suspense_account(id, Asset::ton);
    const domain::TonMessage& message = *row_.in;
    const store::TonSuspense suspense{.id = id,
                                      .lt = row_.lt,
                                      .hash = row_.hash,
                                      .reason = in.review,
                                      .amount = in.amount,
                                      .source = message.source.value(),
                                      .comment = shown_comment(message.body.comment),
                                      .player = in.player,
                                      .at = transaction_.now()};
    store::insert_ton_suspense(transaction_, suspense);
    fact_ton_suspended(transaction_, suspense);
    move_payment(transaction_, TransferCode::ton_in, in.amount, outside_, account, ton_key::in(row_),
                 ton_key::name_of(row_));
  }

  /// What a payout lost on its way there and back is its player's loss.
  void take_back(domain::TonIn& in) {
    auto withdrawal = store::find_ton_withdrawal(transaction_, in.payout);
    LUDICE_ASSERT(withdrawal && withdrawal->state == TonWithdrawalState::paid);
    withdrawal->state = TonWithdrawalState::returned;
    store::update_ton_withdrawal(transaction_, *withdrawal);
    const auto player = store::find_player(transaction_, withdrawal->player);
    Account account = player ? store::load_player_account(transaction_, player->id, Asset::ton) : Account();
    const bool fits = player && domain::has_room(account.balance, in.amount,
                                                 open_return(transaction_.peek(), *player, Asset::ton));
    if (!fits) {
      in.review = player ? domain::TonReview::no_room : domain::TonReview::unknown_bounce;
      return suspend(in);
    }
    move_payment(transaction_, TransferCode::ton_out, in.amount, outside_, account, ton_key::in(row_),
                 ton_key::name_of(row_));
    events_.tell_withdrawal(transaction_, "withdrawal_returned", *player, account, *withdrawal, row_.hash,
                            in.amount);
  }

  void pay(const domain::TonOut& out) {
    auto withdrawal = store::find_ton_withdrawal(transaction_, out.payout);
    LUDICE_ASSERT(withdrawal && domain::is_open(withdrawal->state) && withdrawal->amount == out.amount);
    Account pending = store::load_payout(transaction_, withdrawal->id, Asset::ton);
    move_payment(transaction_, TransferCode::ton_out, out.amount, pending, outside_,
                 ton_key::out(withdrawal->id), ton_key::name_of(row_));
    if (!withdrawal->fee.is_zero()) {
      move_money(transaction_, TransferCode::fees, withdrawal->fee, pending, fees_,
                 ton_key::fee(withdrawal->id));
    }
    LUDICE_ASSERT(pending.balance.is_zero());
    question(*withdrawal);
    withdrawal->state = TonWithdrawalState::paid;
    withdrawal->lt = row_.lt;
    withdrawal->ended = transaction_.now();
    store::update_ton_withdrawal(transaction_, *withdrawal);
    if (withdrawal->suspense) return end_refund(withdrawal->suspense);
    const auto player = store::find_player(transaction_.peek(), withdrawal->player);
    LUDICE_ASSERT(player.has_value());
    const Account account = store::load_player_account(transaction_.peek(), player->id, Asset::ton);
    events_.tell_withdrawal(transaction_, "withdrawal_paid", *player, account, *withdrawal, row_.hash);
  }

  /// The coins are gone, and it is paid; but somebody must look who paid past the rules.
  void question(const store::TonWithdrawal& withdrawal) {
    if (withdrawal.link_until == Instant{}) {
      alarm("a withdrawal that nobody had taken was paid: " + to_base32(withdrawal.id.value));
    } else if (withdrawal.approver.empty() && needs_approval(transaction_.peek(), withdrawal, rules_)) {
      alarm("a withdrawal that nobody had approved was paid: " + to_base32(withdrawal.id.value));
    }
  }

  void alarm(const std::string& what) { add_reason(frozen_, what + " (lt " + std::to_string(row_.lt) + ")"); }

  void end_refund(PaymentId id) {
    auto suspense = store::find_ton_suspense(transaction_, id);
    LUDICE_ASSERT(suspense && suspense->state == domain::TonSuspenseState::refunding);
    suspense->state = domain::TonSuspenseState::refunded;
    store::update_ton_suspense(transaction_, *suspense);
  }

  /// Coins that left without a withdrawal are the operator's, as far as he has any; more than that is a loss
  /// of the house, and somebody must look before anything else leaves.
  void take_from_house(const domain::TonOut& out) {
    Account owner = store::load_house_account(transaction_, AccountKind::owner, Asset::ton);
    const std::string key = ton_key::moved(row_, out.index);
    const bool covered = owner.balance >= out.amount;
    if (covered) {
      move_money(transaction_, TransferCode::house, out.amount, owner, outside_, key);
    } else {
      move_money(transaction_, TransferCode::fees, out.amount, fees_, outside_, key);
    }
    const std::string which = out.payout ? ": " + to_base32(out.payout.value) : ", which there is not";
    if (out.kind == TonOutKind::differs) {
      dispute(out.payout);
      alarm("a payment differs from the withdrawal it names" + which);
    }
    if (out.kind == TonOutKind::repeated) alarm("a withdrawal that is over was paid" + which);
    if (out.unsaid) {
      dispute(out.unsaid);
      alarm("a payment goes where a withdrawal goes, is as much, and does not name it: " +
            to_base32(out.unsaid.value));
    }
    if (out.kind == TonOutKind::unnamed && !covered) alarm("coins left that are not the operator's");
  }

  /// Whoever pays it again or gives it back must name this row.
  void dispute(PaymentId id) {
    auto withdrawal = id ? store::find_ton_withdrawal(transaction_, id) : std::nullopt;
    if (!withdrawal || !domain::is_open(withdrawal->state)) return;
    withdrawal->disputed = row_.lt;
    store::update_ton_withdrawal(transaction_, *withdrawal);
    fact_ton_disputed(transaction_, *withdrawal);
  }

  store::Transaction& transaction_;
  const TonTransaction& row_;
  const TonRules& rules_;
  const Events& events_;
  Account outside_;
  Account fees_;
  std::string frozen_;
};

}  // namespace

BookedTonRow BookTonRow::run(store::Transaction& transaction, const TonTransaction& row) const {
  auto wallet = store::find_ton_wallet(transaction);
  LUDICE_ASSERT(wallet.has_value());
  BookedTonRow booked;
  booked.known = row.account == wallet->address && row.lt <= wallet->place.lt;
  if (booked.known) return booked;
  booked.fault = domain::check_row(row, wallet->address, wallet->place);
  if (booked.fault) return booked;

  // Withdrawals that it names or may mean are locked here, so none changes between decision and booking.
  domain::TonDecision decision = domain::decide(row, knowledge_of(transaction, wallet->address, rules_));
  Booking booking(transaction, row, rules_, events_);
  const Amount before = booking.outside();
  booking.book_in(decision.in);
  for (const domain::TonOut& out : decision.out) booking.book_out(out);
  if (!LUDICE_PLANTED("gas_not_booked")) booking.book_cost(decision.cost);
  // The ledger has moved by exactly what the wallet has.
  if (!LUDICE_PLANTED("gas_not_booked"))
    LUDICE_ASSERT(booking.outside() - before == row.balance_before - row.balance_after);
  booked.in = decision.in;
  booked.frozen = booking.frozen();
  if (!booked.frozen.empty()) {
    add_reason(wallet->frozen, booked.frozen);
    events_.tell_frozen(transaction, booked.frozen);
  }
  wallet->place = domain::place_behind(row);
  wallet->seen = std::max(wallet->seen, std::min(row.at, transaction.civil()));
  store::update_ton_wallet(transaction, *wallet);
  return booked;
}

}  // namespace ludice::service
