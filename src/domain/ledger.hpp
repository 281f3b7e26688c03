// The rules of double entry: which code moves money between which kinds of accounts, in which asset, and
// what two accounts are after a posting. Anything the table of codes does not name is refused.
#pragma once

#include "domain/account.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string_view>

namespace ludice::domain {

/// Why money moves. The numbers are stored.
enum class TransferCode : std::uint8_t {
  welcome = 1,
  daily = 2,
  adjust = 3,
  stake = 4,
  refund = 5,
  payout = 6,
  rake = 7,
  stars_in = 8,
  stars_out = 9,    ///< a refund we make: set aside, then gone (or, refused, back)
  stars_back = 10,  ///< a refund by the store or a chargeback: may take a player below zero
  write_off = 11,
  ton_in = 12,
  ton_out = 13,  ///< a withdrawal: set aside, then gone; rejected or bounced: back
  fees = 14,
  house = 15,
  adopt = 16,  ///< an account that came by name only is joined to its player's
};

std::string_view to_string(TransferCode code);
std::optional<TransferCode> parse_transfer_code(std::string_view name);

/// A set of assets, one bit each.
struct AssetSet {
  std::uint8_t bits = 0;
  constexpr bool contains(Asset asset) const { return (bits >> static_cast<unsigned>(asset) & 1U) != 0; }
};

/// One line of the table: `code` may move money from `debit` to `credit` in `assets`.
struct Route {
  TransferCode code;
  AccountKind debit;
  AccountKind credit;
  AssetSet assets;
};

/// The whole table.
std::span<const Route> routes();

/// True for the only code that may leave a player with less than nothing.
constexpr bool may_overdraw(TransferCode code) {
  return code == TransferCode::stars_back;
}

/// Why a posting is refused, in the order in which it is checked.
enum class LedgerRefusal {
  amount_out_of_range,  ///< not 1 to 2^53 - 1
  same_account,
  asset_mismatch,      ///< two accounts of different assets
  route_not_allowed,   ///< the code does not go between these kinds, whatever the asset
  asset_not_allowed,   ///< it does, but not in this asset
  frozen,              ///< a frozen player stakes or withdraws
  insufficient_funds,  ///< the debited account would go below its floor
  balance_too_large,   ///< the credited account would go above its ceiling
};

std::string_view to_string(LedgerRefusal refusal);

/// A transfer and what both accounts are after it.
struct Posting {
  TransferCode code;
  Amount amount;
  Account debit;
  Account credit;
};

/// Moves `amount` from `debit` to `credit`: both come back with their new balance and version + 1.
std::expected<Posting, LedgerRefusal> post(TransferCode code, Amount amount, const Account& debit,
                                           const Account& credit);

/// floor(pot * bps / 10000), computed in 128 bits. `bps` is 0 to 10000, `pot` not negative.
Amount rake_of(Amount pot, int bps);

}  // namespace ludice::domain
