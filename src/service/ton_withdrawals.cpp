// Asking, taking, rejecting.
#include "service/ton_withdrawals.hpp"

#include "base/assert.hpp"
#include "base/planted.hpp"
#include "domain/pairing.hpp"
#include "domain/ton_key.hpp"
#include "service/ledger.hpp"
#include "service/open_return.hpp"
#include "service/operators.hpp"
#include "service/ton_facts.hpp"
#include "service/ton_wallet.hpp"
#include "store/history_table.hpp"
#include "store/ledger_table.hpp"

namespace ludice::service {
namespace {

namespace ton_key = domain::ton_key;
using domain::Account;
using domain::Asset;
using domain::TonWithdrawalState;
using domain::TransferCode;
using store::TonWithdrawal;

constexpr Millis kApprovalDay{24LL * 3'600'000};

bool has_link(const TonWithdrawal& withdrawal) {
  return withdrawal.link_until.ms != 0;
}

/// Whoever has a link may still pay with it.
bool may_still_be_paid(const TonWithdrawal& withdrawal, const std::optional<store::TonWallet>& wallet) {
  return has_link(withdrawal) &&
         !(wallet && domain::is_certainly_unpaid(withdrawal.link_until, wallet->seen));
}

/// Open, and nobody else's: who has let his link expire has it no longer for himself alone.
bool is_his(const TonWithdrawal& withdrawal, const std::string& operator_name,
            const std::optional<store::TonWallet>& wallet) {
  if (!domain::is_open(withdrawal.state)) return false;
  return withdrawal.operator_name.empty() || withdrawal.operator_name == operator_name ||
         !may_still_be_paid(withdrawal, wallet);
}

/// Whom it goes to: its player, or whom the memo named of what goes back.
PlayerId goes_to(store::Reader& reader, const TonWithdrawal& withdrawal) {
  if (!withdrawal.suspense) return withdrawal.player;
  return store::find_ton_suspense(reader, withdrawal.suspense).value().player;
}

bool is_his_own(store::Reader& reader, const TonWithdrawal& withdrawal, const std::string& operator_name) {
  const PlayerId player = goes_to(reader, withdrawal);
  return player && is_player(reader, operator_name, player);
}

bool is_of_frozen(store::Reader& reader, const TonWithdrawal& withdrawal) {
  return withdrawal.player && store::find_player(reader, withdrawal.player)->frozen;
}

bool has_room_for(store::Transaction& transaction, const store::Player& player, Amount amount) {
  const Account account = store::load_player_account(transaction, player.id, Asset::ton);
  return domain::has_room(account.balance, amount, open_return(transaction.peek(), player, Asset::ton));
}

TonPaymentLink link_for(const TonWithdrawal& withdrawal, bool testnet) {
  return {withdrawal, domain::payment_link(withdrawal.destination, testnet, withdrawal.amount.units(),
                                           withdrawal.comment, withdrawal.link_until)};
}

}  // namespace

Result<TonWithdrawal> AskTonWithdrawal::run(store::Transaction& transaction,
                                            const AskTonWithdrawalCommand& command) const {
  const auto player = require_player(transaction, command.who);
  if (!player) return std::unexpected(player.error());
  const auto wallet = store::find_ton_wallet(transaction.peek());
  const Instant now = transaction.civil();
  if (wallet && command.destination == wallet->address) return refuse(Refusal::conflict);
  if (player->frozen || !may_withdraw(wallet, now, rules_)) return refuse(Refusal::frozen);
  if (command.amount < rules_.min_withdrawal) return refuse(Refusal::limit_reached);
  Account account = store::load_player_account(transaction, player->id, Asset::ton, player->frozen);
  if (account.balance < command.amount) {
    return std::unexpected(
        Refused{Refusal::insufficient_funds, account.balance.units(), command.amount.units()});
  }
  LUDICE_ASSERT(rules_.withdrawal_fee < rules_.min_withdrawal);

  const PaymentId id{transaction.next_id()};
  const TonWithdrawal withdrawal{.id = id,
                                 .player = player->id,
                                 .destination = command.destination,
                                 .amount = command.amount - rules_.withdrawal_fee,
                                 .fee = rules_.withdrawal_fee,
                                 .comment = domain::payout_comment(id),
                                 .asked = transaction.now()};
  Account pending = domain::new_payout_account(id, Asset::ton);
  store::insert_ton_withdrawal(transaction, withdrawal);
  fact_ton_asked(transaction, withdrawal);
  move_money(transaction, TransferCode::ton_out, command.amount, account, pending, ton_key::asked(id));
  events_.tell_withdrawal(transaction, "withdrawal_asked", *player, account, withdrawal);
  return withdrawal;
}

std::string paid_by(store::Reader& reader, const TonWithdrawal& withdrawal) {
  if (withdrawal.lt == 0) return {};
  return std::string(ton_key::hash_in(store::find_external(reader, ton_key::out(withdrawal.id))));
}

bool needs_approval(store::Reader& reader, const TonWithdrawal& withdrawal, const TonRules& rules) {
  const Amount all = withdrawal.amount + withdrawal.fee;
  if (all >= rules.approval_from) return true;
  if (!withdrawal.player) return false;
  // Only what came before it counts, so that nothing new changes what was decided of it.
  const std::int64_t before =
      store::sum_ton_leaving(reader, withdrawal.player, withdrawal.id, withdrawal.asked - kApprovalDay);
  return before >= rules.approval_from.units() - all.units();
}

Result<TonWithdrawal> ApproveTonWithdrawal::run(store::Transaction& transaction, PaymentId id,
                                                const std::string& operator_name) const {
  const auto wallet = store::find_ton_wallet(transaction.peek());
  auto withdrawal = store::find_ton_withdrawal(transaction, id);
  if (!withdrawal) return refuse(Refusal::not_found);
  // One that was taken when it needed none, and was not paid, may need it now.
  const bool waits = domain::is_open(withdrawal->state) && !may_still_be_paid(*withdrawal, wallet);
  if (!waits || !needs_approval(transaction.peek(), *withdrawal, rules_)) return refuse(Refusal::conflict);
  if (is_same_operator(transaction.peek(), withdrawal->approver, operator_name)) return *withdrawal;
  if (!withdrawal->approver.empty()) return refuse(Refusal::conflict);
  if (is_his_own(transaction.peek(), *withdrawal, operator_name) ||
      (is_same_operator(transaction.peek(), withdrawal->asker, operator_name) &&
       !LUDICE_PLANTED("approver_may_be_asker")) ||
      is_same_operator(transaction.peek(), withdrawal->operator_name, operator_name)) {
    return refuse(Refusal::same_person);
  }
  withdrawal->approver = operator_name;
  store::update_ton_withdrawal(transaction, *withdrawal);
  fact_ton_approved(transaction, *withdrawal);
  return *withdrawal;
}

Result<TonPaymentLink> TakeTonWithdrawal::run(store::Transaction& transaction, PaymentId id,
                                              const std::string& operator_name, std::int64_t despite) const {
  LUDICE_ASSERT(!operator_name.empty());
  // Locked before the withdrawal, as by who books a row: where that stops withdrawals, no link is given out.
  const auto wallet = store::find_ton_wallet(transaction);
  auto withdrawal = store::find_ton_withdrawal(transaction, id);
  if (!withdrawal) return refuse(Refusal::not_found);
  if (!is_his(*withdrawal, operator_name, wallet)) return refuse(Refusal::conflict);
  if (!may_withdraw(wallet, transaction.civil(), rules_)) return refuse(Refusal::frozen);
  if (is_of_frozen(transaction.peek(), *withdrawal)) return refuse(Refusal::frozen);
  if (is_his_own(transaction.peek(), *withdrawal, operator_name)) return refuse(Refusal::same_person);
  if (needs_approval(transaction.peek(), *withdrawal, rules_)) {
    if (withdrawal->approver.empty()) return refuse(Refusal::approval_required);
    if (is_same_operator(transaction.peek(), withdrawal->approver, operator_name) &&
        !LUDICE_PLANTED("approver_may_pay")) {
      return refuse(Refusal::same_person);
    }
  }
  if (withdrawal->disputed != despite) return refuse(Refusal::conflict);
  if (may_still_be_paid(*withdrawal, wallet)) return link_for(*withdrawal, rules_.testnet);
  withdrawal->state = TonWithdrawalState::taken;
  withdrawal->operator_name = operator_name;
  // Links count seconds.
  withdrawal->link_until = {(transaction.civil() + rules_.link_life).seconds() * 1'000};
  store::update_ton_withdrawal(transaction, *withdrawal);
  fact_ton_taken(transaction, *withdrawal);
  return link_for(*withdrawal, rules_.testnet);
}

Result<TonWithdrawal> RejectTonWithdrawal::run(store::Transaction& transaction, PaymentId id,
                                               const std::string& operator_name, std::int64_t despite) const {
  // Locked before the withdrawal, as by who books a row: what was seen by then stays so.
  const auto wallet = store::find_ton_wallet(transaction);
  auto withdrawal = store::find_ton_withdrawal(transaction, id);
  if (!withdrawal) return refuse(Refusal::not_found);
  if (!is_his(*withdrawal, operator_name, wallet)) return refuse(Refusal::conflict);
  const bool expired =
      LUDICE_PLANTED("rejected_after_paid") ||
      (LUDICE_PLANTED("expiry_by_the_wall_clock") && withdrawal->link_until < transaction.civil());
  if (may_still_be_paid(*withdrawal, wallet) && !expired) return refuse(Refusal::conflict);
  if (has_link(*withdrawal) && !wallet->frozen.empty()) return refuse(Refusal::frozen);
  if (is_his_own(transaction.peek(), *withdrawal, operator_name)) return refuse(Refusal::same_person);
  if (withdrawal->disputed != despite) return refuse(Refusal::conflict);
  const auto player = withdrawal->player ? store::find_player(transaction, withdrawal->player) : std::nullopt;
  LUDICE_ASSERT(player.has_value() == !withdrawal->suspense);
  if (player && !has_room_for(transaction, *player, withdrawal->amount + withdrawal->fee)) {
    return refuse(Refusal::limit_reached);
  }

  Account pending = store::load_payout(transaction, id, Asset::ton);
  const Amount all = withdrawal->amount + withdrawal->fee;
  LUDICE_ASSERT(pending.balance == all);
  withdrawal->state = TonWithdrawalState::rejected;
  withdrawal->operator_name = operator_name;
  withdrawal->ended = transaction.now();
  store::update_ton_withdrawal(transaction, *withdrawal);
  fact_ton_rejected(transaction, *withdrawal);
  if (withdrawal->suspense) {
    auto suspense = store::find_ton_suspense(transaction, withdrawal->suspense);
    LUDICE_ASSERT(suspense && suspense->state == domain::TonSuspenseState::refunding);
    suspense->state = domain::TonSuspenseState::waiting;
    store::update_ton_suspense(transaction, *suspense);
    Account back = store::load_suspense(transaction, withdrawal->suspense, Asset::ton);
    move_money(transaction, TransferCode::ton_out, all, pending, back, ton_key::rejected(id));
    return *withdrawal;
  }
  Account account = store::load_player_account(transaction, player->id, Asset::ton);
  move_money(transaction, TransferCode::ton_out, all, pending, account, ton_key::rejected(id));
  events_.tell_withdrawal(transaction, "withdrawal_rejected", *player, account, *withdrawal);
  return *withdrawal;
}

}  // namespace ludice::service
