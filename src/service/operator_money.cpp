// Checks, then postings.
#include "service/operator_money.hpp"

#include "base/assert.hpp"
#include "domain/transfer_key.hpp"
#include "service/accounts.hpp"
#include "service/ledger.hpp"
#include "service/operators.hpp"
#include "store/ledger_table.hpp"
#include "store/stars_list_table.hpp"

#include <algorithm>
#include <array>

namespace ludice::service {
namespace {

namespace transfer_key = domain::transfer_key;
using domain::Account;
using domain::AccountKind;
using domain::Asset;
using domain::TransferCode;

Refused not_covered(Amount there, Amount needed) {
  return {Refusal::insufficient_funds, there.units(), needed.units()};
}

bool has_room(const Account& owner, Amount amount) {
  return owner.balance <= Amount(Amount::kMax) - amount;
}

/// Rake is spread over several accounts, so that writers do not wait for each other.
Result<OwnerFunds> collect_rake(store::Transaction& transaction, Asset asset, Amount amount) {
  std::array<Account, domain::kShards> shards;
  Amount there;
  for (int shard = 0; shard < domain::kShards; ++shard) {
    Account& account = shards.at(static_cast<std::size_t>(shard));
    account = store::load_house_account(transaction, AccountKind::rake, asset, shard);
    there = there + account.balance;
  }
  if (there < amount) return std::unexpected(not_covered(there, amount));
  Account owner = store::load_house_account(transaction, AccountKind::owner, asset);
  if (!has_room(owner, amount)) return refuse(Refusal::limit_reached);
  const std::int64_t operation = transaction.next_id();
  Amount missing = amount;
  for (int shard = 0; shard < domain::kShards && !missing.is_zero(); ++shard) {
    Account& account = shards.at(static_cast<std::size_t>(shard));
    const Amount part = std::min(missing, account.balance);
    if (part.is_zero()) continue;
    move_money(transaction, TransferCode::house, part, account, owner,
               transfer_key::collected(operation, shard));
    missing = missing - part;
  }
  LUDICE_ASSERT(missing.is_zero());
  return OwnerFunds{asset, owner.balance};
}

/// What the bot holds stays the same: so much of it is booked from now on.
Result<OwnerFunds> take_in_stars(store::Transaction& transaction, Amount amount) {
  const auto baseline = store::find_stars_baseline(transaction);
  if (!baseline) return refuse(Refusal::conflict);
  const Amount unbooked = baseline->balance + store::unbooked_stars(transaction.peek());
  if (unbooked < amount) return std::unexpected(not_covered(std::max(unbooked, Amount()), amount));
  Account outside = store::load_house_account(transaction, AccountKind::asset_stars, Asset::stars);
  Account owner = store::load_house_account(transaction, AccountKind::owner, Asset::stars);
  if (!has_room(owner, amount)) return refuse(Refusal::limit_reached);
  store::take_off_stars_baseline(transaction, amount);
  move_money(transaction, TransferCode::house, amount, outside, owner,
             transfer_key::funded(transaction.next_id()));
  return OwnerFunds{Asset::stars, owner.balance};
}

}  // namespace

std::string_view to_string(FundSource source) {
  return source == FundSource::rake ? "rake" : "outside";
}

Result<OwnerFunds> FundOwner::run(store::Transaction& transaction, const FundOwnerCommand& command) {
  LUDICE_ASSERT(command.amount > Amount());
  if (command.source == FundSource::rake) return collect_rake(transaction, command.asset, command.amount);
  if (command.asset != Asset::stars) return refuse(Refusal::conflict);
  return take_in_stars(transaction, command.amount);
}

Result<AdjustedBalance> AdjustBalance::run(store::Transaction& transaction, const std::string& operator_name,
                                           const AdjustCommand& command) const {
  const auto player = require_player(transaction, command.who);
  if (!player) return std::unexpected(player.error());
  if (is_player(transaction.peek(), operator_name, player->id)) return refuse(Refusal::same_person);
  const auto changed = ModifyBalance(events_).run(transaction, command.who, command.amount, command.asset);
  if (!changed) return std::unexpected(changed.error());
  return AdjustedBalance{changed->username, command.asset, changed->balance.units()};
}

Result<AdjustedBalance> ForgiveDebt::run(store::Transaction& transaction, const std::string& operator_name,
                                         const PlayerRef& who) const {
  const auto player = require_player(transaction, who);
  if (!player) return std::unexpected(player.error());
  Account account = store::load_player_account(transaction, player->id, Asset::stars);
  if (account.balance >= Amount()) return refuse(Refusal::conflict);
  if (is_player(transaction.peek(), operator_name, player->id)) return refuse(Refusal::same_person);
  const Amount debt = Amount() - account.balance;
  Account given_up = store::load_house_account(transaction, AccountKind::chargeback, Asset::stars);
  move_money(transaction, TransferCode::write_off, debt, given_up, account,
             transfer_key::forgiven(player->id, transaction.next_id()));
  LUDICE_ASSERT(account.balance.is_zero());
  events_.tell_balance(transaction, *player, account, debt.units(), "adjustment");
  return AdjustedBalance{shown_name(*player), Asset::stars, 0};
}

}  // namespace ludice::service
