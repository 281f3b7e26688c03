// Assigned, refunded, written off.
#include "service/ton_suspense.hpp"

#include "base/assert.hpp"
#include "base/planted.hpp"
#include "domain/pairing.hpp"
#include "domain/ton_key.hpp"
#include "service/ledger.hpp"
#include "service/open_return.hpp"
#include "service/operators.hpp"
#include "service/ton_facts.hpp"
#include "store/ledger_table.hpp"

namespace ludice::service {
namespace {

namespace ton_key = domain::ton_key;
using domain::Account;
using domain::AccountKind;
using domain::Asset;
using domain::TonSuspenseState;
using domain::TransferCode;
using store::TonSuspense;

Result<TonSuspense> require_waiting(store::Transaction& transaction, PaymentId id,
                                    const std::string& operator_name) {
  auto suspense = store::find_ton_suspense(transaction, id);
  if (!suspense) return refuse(Refusal::not_found);
  const bool decided = suspense->state != TonSuspenseState::waiting;
  if (decided && !LUDICE_PLANTED("suspense_paid_twice")) return refuse(Refusal::conflict);
  const bool is_his = suspense->player && is_player(transaction.peek(), operator_name, suspense->player);
  if (is_his) return refuse(Refusal::same_person);
  return *std::move(suspense);
}

/// The whole of it goes on to `credit`.
void release(store::Transaction& transaction, TonSuspense& suspense, TonSuspenseState state,
             TransferCode code, Account& credit) {
  Account account = store::load_suspense(transaction, suspense.id, Asset::ton);
  LUDICE_ASSERT(account.balance == suspense.amount);
  suspense.state = state;
  ++suspense.tries;
  store::update_ton_suspense(transaction, suspense);
  move_money(transaction, code, suspense.amount, account, credit,
             ton_key::decided(suspense.id, suspense.tries));
  LUDICE_ASSERT(account.balance.is_zero());
}

}  // namespace

Result<TonSuspense> AssignTonSuspense::run(store::Transaction& transaction, PaymentId id,
                                           const PlayerRef& who, const std::string& operator_name) const {
  const auto player = require_player(transaction, who);
  if (!player) return std::unexpected(player.error());
  auto suspense = require_waiting(transaction, id, operator_name);
  if (!suspense) return suspense;
  if (is_player(transaction.peek(), operator_name, player->id)) return refuse(Refusal::same_person);
  Account account = store::load_player_account(transaction, player->id, Asset::ton);
  const Amount may_return = open_return(transaction.peek(), *player, Asset::ton);
  if (!domain::has_room(account.balance, suspense->amount, may_return)) return refuse(Refusal::limit_reached);
  release(transaction, *suspense, TonSuspenseState::assigned, TransferCode::ton_in, account);
  events_.tell_balance(transaction, *player, account, suspense->amount.units(), "payment", suspense->hash);
  return suspense;
}

Result<store::TonWithdrawal> RefundTonSuspense::run(store::Transaction& transaction, PaymentId id,
                                                    const std::string& operator_name) {
  auto suspense = require_waiting(transaction, id, operator_name);
  if (!suspense) return std::unexpected(suspense.error());
  const PaymentId out{transaction.next_id()};
  Account pending = domain::new_payout_account(out, Asset::ton);
  const store::TonWithdrawal withdrawal{.id = out,
                                        .suspense = id,
                                        .destination = suspense->source,
                                        .amount = suspense->amount,
                                        .comment = domain::payout_comment(out),
                                        .asked = transaction.now(),
                                        .asker = operator_name};
  store::insert_ton_withdrawal(transaction, withdrawal);
  fact_ton_asked(transaction, withdrawal);
  release(transaction, *suspense, TonSuspenseState::refunding, TransferCode::ton_out, pending);
  return withdrawal;
}

Result<TonSuspense> WriteOffTonSuspense::run(store::Transaction& transaction, PaymentId id,
                                             const std::string& operator_name) {
  auto suspense = require_waiting(transaction, id, operator_name);
  if (!suspense) return suspense;
  Account owner = store::load_house_account(transaction, AccountKind::owner, Asset::ton);
  if (!domain::has_room(owner.balance, suspense->amount, Amount())) return refuse(Refusal::limit_reached);
  release(transaction, *suspense, TonSuspenseState::written_off, TransferCode::house, owner);
  return suspense;
}

}  // namespace ludice::service
