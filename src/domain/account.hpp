// Accounts of the ledger: their kinds, bounds and ids. One account holds one asset. Ids need no lookup:
// house accounts lie below 4096, a player's account is his id plus the asset, an escrow is its game's id; a
// payment has two, its id and the next.
#pragma once

#include "base/amount.hpp"
#include "base/ids.hpp"
#include "domain/asset.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace ludice::domain {

/// The numbers are stored and part of the ids of house accounts.
enum class AccountKind : std::uint8_t {
  player = 0,
  escrow = 1,          ///< one per game; 0 when the game has ended
  suspense = 2,        ///< one per unclear payment; 0 when it is cleared
  payout_pending = 3,  ///< one per withdrawal or refund; 0 when it is done
  promo = 4,           ///< where welcome and daily points come from
  adjustment = 5,      ///< the other side of an operator's changes in points
  rake = 6,
  owner = 7,       ///< what the operator has put in or earned
  fees = 8,        ///< gas paid, dust kept
  chargeback = 9,  ///< debts given up
  asset_stars = 10,
  asset_ton = 11,  ///< the world outside: what the bot and the wallet hold, negated
};

inline constexpr int kAccountKinds = 12;

std::string_view to_string(AccountKind kind);
std::optional<AccountKind> parse_account_kind(std::string_view name);

/// A row of the table `transfer`.
using TransferId = Id<struct TransferTag>;

struct Account {
  AccountId id{};
  AccountKind kind = AccountKind::player;
  std::int64_t owner = 0;  ///< the player's, the game's or the payment's id; 0 for house accounts
  Asset asset = Asset::points;
  Amount balance{};
  std::int64_t version = 0;    ///< postings so far, without gaps
  bool frozen = false;         ///< players only: no stakes, no withdrawals
  TransferId last_transfer{};  ///< the one that made this version; none: it has no transfers

  friend bool operator==(const Account&, const Account&) = default;
};

/// The least an account may be debited to. `overdrawn` is the one exception (TransferCode::stars_back).
std::int64_t floor_of(AccountKind kind, bool overdrawn = false);
/// The most an account may be credited to: 2^53 - 1 for players and the owner, else int64.
std::int64_t ceiling_of(AccountKind kind);

/// Every id of the house is below this, every id of a player or a game at or above it.
inline constexpr std::int64_t kFirstFreeId = 4096;
/// Player ids have their lowest two bits clear; the account adds the asset there.
inline constexpr std::int64_t kIdStep = 4;
/// Over how many accounts rake, promo and adjustment are spread where several writers run.
inline constexpr int kShards = 16;

AccountId player_account(PlayerId player, Asset asset);
AccountId escrow_account(GameId game);
/// Where an unclear payment waits, and where what leaves is set aside: a payment may need both in turn.
AccountId suspense_account(PaymentId payment);
AccountId payout_account(PaymentId payment);
/// `shard` is 0 except for promo, adjustment and rake, where it is below kShards.
AccountId house_account(AccountKind kind, Asset asset, int shard = 0);
int shards_of(AccountKind kind);

/// What a player's, a game's or a payment's account is before its first posting.
Account new_player_account(PlayerId player, Asset asset);
Account new_escrow_account(GameId game, Asset asset);
Account new_suspense_account(PaymentId payment, Asset asset);
Account new_payout_account(PaymentId payment, Asset asset);
/// All accounts of the house, empty, by id: what a fresh database starts with.
std::vector<Account> house_accounts();

}  // namespace ludice::domain
