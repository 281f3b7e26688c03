// Assigned, written off.
#include "service/stars_suspense.hpp"

#include "base/assert.hpp"
#include "domain/pairing.hpp"
#include "domain/transfer_key.hpp"
#include "service/ledger.hpp"
#include "service/open_return.hpp"
#include "service/operators.hpp"
#include "store/ledger_table.hpp"

namespace ludice::service {
namespace {

using domain::Account;
using domain::AccountKind;
using domain::Asset;
using domain::ChargeState;
using domain::TransferCode;
using store::StarsCharge;

struct Kept {
  StarsCharge charge;
  Account suspense;
};

Result<Kept> require_kept(store::Transaction& transaction, const std::string& name,
                          const std::string& operator_name) {
  const auto seen = store::find_stars_charge(transaction.peek(), name);
  if (!seen) return refuse(Refusal::not_found);
  if (seen->player) return refuse(Refusal::conflict);
  Account suspense = store::load_suspense(transaction, seen->id, Asset::stars);
  StarsCharge charge = store::find_stars_charge(transaction, name).value();
  if (charge.state != ChargeState::kept || charge.player) return refuse(Refusal::conflict);
  LUDICE_ASSERT(suspense.balance == charge.amount);
  if (is_person(transaction.peek(), operator_name, charge.payer)) return refuse(Refusal::same_person);
  return Kept{std::move(charge), suspense};
}

std::string decided_key(const Kept& kept) {
  return domain::transfer_key::stars_decided(kept.charge.charge, (kept.suspense.version + 1) / 2);
}

}  // namespace

Result<StarsCharge> AssignStarsSuspense::run(store::Transaction& transaction, const std::string& charge,
                                             const PlayerRef& who, const std::string& operator_name) const {
  const auto player = require_player(transaction, who);
  if (!player) return std::unexpected(player.error());
  Account account = store::load_player_account(transaction, player->id, Asset::stars, player->frozen);
  auto kept = require_kept(transaction, charge, operator_name);
  if (!kept) return std::unexpected(kept.error());
  if (is_player(transaction.peek(), operator_name, player->id)) return refuse(Refusal::same_person);
  const Amount may_return = open_return(transaction.peek(), *player, Asset::stars);
  if (!domain::has_room(account.balance, kept->charge.amount, may_return))
    return refuse(Refusal::limit_reached);
  move_payment(transaction, TransferCode::stars_in, kept->charge.amount, kept->suspense, account,
               decided_key(*kept), kept->charge.charge);
  LUDICE_ASSERT(kept->suspense.balance.is_zero());
  kept->charge.player = player->id;
  store::set_stars_charge_player(transaction, kept->charge.id, player->id);
  events_.tell_payment(transaction, "payment_credited", *player, account, kept->charge);
  return std::move(kept->charge);
}

Result<StarsCharge> WriteOffStarsSuspense::run(store::Transaction& transaction, const std::string& charge,
                                               const std::string& operator_name) {
  auto kept = require_kept(transaction, charge, operator_name);
  if (!kept) return std::unexpected(kept.error());
  Account owner = store::load_house_account(transaction, AccountKind::owner, Asset::stars);
  if (!domain::has_room(owner.balance, kept->charge.amount, Amount())) return refuse(Refusal::limit_reached);
  move_money(transaction, TransferCode::house, kept->charge.amount, kept->suspense, owner,
             decided_key(*kept));
  LUDICE_ASSERT(kept->suspense.balance.is_zero());
  kept->charge.state = ChargeState::written_off;
  store::set_stars_charge_state(transaction, kept->charge.id, ChargeState::written_off);
  return std::move(kept->charge);
}

}  // namespace ludice::service
