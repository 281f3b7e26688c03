// Flags, and sums of the house's accounts.
#include "service/operator_stops.hpp"

#include "service/operators.hpp"
#include "service/stars_list.hpp"
#include "service/stars_stop.hpp"
#include "service/ton_wallet.hpp"
#include "store/ledger_table.hpp"

namespace ludice::service {

using domain::AccountKind;
using domain::Asset;

namespace {

/// What the ledger says the wallet holds.
Amount booked_ton(store::Reader& reader) {
  return Amount() - store::load_house_account(reader, AccountKind::asset_ton, Asset::ton).balance;
}

}  // namespace

Result<store::Player> SetPlayerFrozen::run(store::Transaction& transaction, const std::string& operator_name,
                                           const PlayerRef& who, bool frozen, const std::string& reason) {
  auto player = require_player(transaction, who);
  if (!player) return player;
  if (player->frozen == frozen) return refuse(Refusal::conflict);
  // Who stops himself gains nothing; and a player must not be able to stop operators from it by their names.
  if (!frozen && is_player(transaction.peek(), operator_name, player->id))
    return refuse(Refusal::same_person);
  store::set_frozen(transaction, player->id, frozen);
  if (frozen) {
    store::insert_player_freeze(transaction, player->id, {operator_name, reason, transaction.civil()});
  } else {
    store::delete_player_freeze(transaction, player->id);
  }
  player->frozen = frozen;
  return player;
}

Result<PlayerFile> ViewPlayer::run(store::Reader& reader, const PlayerRef& who) {
  auto player = require_player(reader, who);
  if (!player) return std::unexpected(player.error());
  PlayerFile file{*std::move(player), {}, {}};
  file.freeze = store::find_player_freeze(reader, file.player.id);
  for (const Asset asset : {Asset::points, Asset::stars, Asset::ton}) {
    file.balances.push_back({asset, store::load_player_account(reader, file.player.id, asset).balance});
  }
  return file;
}

Result<store::TonWallet> FreezeWithdrawals::run(store::Transaction& transaction,
                                                const std::string& operator_name,
                                                const std::string& reason) const {
  const auto wallet = store::find_ton_wallet(transaction);
  if (!wallet || !wallet->frozen.empty()) return refuse(Refusal::conflict);
  const std::string why = operator_name + ": " + reason;
  FreezeTonWallet::run(transaction, why);
  events_.tell_frozen(transaction, why);
  return store::find_ton_wallet(transaction).value();
}

Result<store::TonWallet> ResumeWithdrawals::run(store::Transaction& transaction,
                                                const ResumeCommand& command) const {
  const auto wallet = store::find_ton_wallet(transaction);
  if (!wallet || wallet->frozen != command.frozen) return refuse(Refusal::conflict);
  if (wallet->place.balance != booked_ton(transaction.peek())) return refuse(Refusal::conflict);
  if (!ThawTonWallet::run(transaction)) return refuse(Refusal::conflict);
  events_.tell_resumed(transaction, command.reason);
  return store::find_ton_wallet(transaction).value();
}

HouseState ViewHouse::run(store::Reader& reader) {
  HouseState state;
  for (const Asset asset : {Asset::points, Asset::stars, Asset::ton}) {
    HouseFunds funds{asset, store::load_house_account(reader, AccountKind::owner, asset).balance, {}};
    for (int shard = 0; shard < domain::kShards; ++shard) {
      funds.rake = funds.rake + store::load_house_account(reader, AccountKind::rake, asset, shard).balance;
    }
    state.funds.push_back(funds);
  }
  state.wallet = store::find_ton_wallet(reader);
  state.ton_booked = booked_ton(reader);
  state.stars_expected = ExpectedStars::run(reader);
  state.stars_stop = find_stars_stop(reader);
  const auto baseline = store::find_stars_baseline(reader);
  if (baseline) state.stars_checked = baseline->full_at;
  return state;
}

HouseState ReconcileNow::run(store::Transaction& transaction) {
  const auto baseline = store::find_stars_baseline(transaction);
  if (baseline) store::update_stars_baseline(transaction, baseline->seen, Instant{});
  return ViewHouse::run(transaction.peek());
}

}  // namespace ludice::service
