// The table of codes, and posting by it.
#include "domain/ledger.hpp"

#include "base/assert.hpp"
#include "base/planted.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ludice::domain {
namespace {

constexpr AssetSet kPoints{0b001};
constexpr AssetSet kStars{0b010};
constexpr AssetSet kTon{0b100};
constexpr AssetSet kReal{0b110};
constexpr AssetSet kAll{0b111};

using enum AccountKind;

constexpr std::array kRoutes = {
    Route{TransferCode::welcome, promo, player, kPoints},
    Route{TransferCode::daily, promo, player, kPoints},

    Route{TransferCode::adjust, adjustment, player, kPoints},
    Route{TransferCode::adjust, player, adjustment, kPoints},
    Route{TransferCode::adjust, owner, player, kReal},
    Route{TransferCode::adjust, player, owner, kReal},

    Route{TransferCode::stake, player, escrow, kAll},
    Route{TransferCode::refund, escrow, player, kAll},
    Route{TransferCode::payout, escrow, player, kAll},
    Route{TransferCode::rake, escrow, AccountKind::rake, kAll},

    Route{TransferCode::stars_in, asset_stars, player, kStars},
    Route{TransferCode::stars_in, asset_stars, suspense, kStars},
    // An unclear payment ends too: its player is found, or it goes back the way of every refund.
    Route{TransferCode::stars_in, suspense, player, kStars},
    Route{TransferCode::stars_out, player, payout_pending, kStars},
    Route{TransferCode::stars_out, suspense, payout_pending, kStars},
    Route{TransferCode::stars_out, payout_pending, asset_stars, kStars},
    Route{TransferCode::stars_out, payout_pending, player, kStars},
    Route{TransferCode::stars_out, payout_pending, suspense, kStars},
    Route{TransferCode::stars_back, player, asset_stars, kStars},
    Route{TransferCode::write_off, chargeback, player, kStars},

    Route{TransferCode::ton_in, asset_ton, player, kTon},
    Route{TransferCode::ton_in, asset_ton, suspense, kTon},
    Route{TransferCode::ton_in, suspense, player, kTon},
    Route{TransferCode::ton_out, player, payout_pending, kTon},
    Route{TransferCode::ton_out, suspense, payout_pending, kTon},
    Route{TransferCode::ton_out, payout_pending, asset_ton, kTon},
    Route{TransferCode::ton_out, payout_pending, player, kTon},
    Route{TransferCode::ton_out, payout_pending, suspense, kTon},
    Route{TransferCode::ton_out, asset_ton, player, kTon},

    Route{TransferCode::fees, AccountKind::fees, asset_ton, kTon},
    Route{TransferCode::fees, asset_ton, AccountKind::fees, kTon},
    Route{TransferCode::fees, payout_pending, AccountKind::fees, kTon},
    Route{TransferCode::house, AccountKind::rake, owner, kAll},
    Route{TransferCode::house, owner, asset_stars, kStars},
    Route{TransferCode::house, asset_stars, owner, kStars},
    Route{TransferCode::house, suspense, owner, kReal},
    Route{TransferCode::house, owner, asset_ton, kTon},
    Route{TransferCode::house, asset_ton, owner, kTon},

    Route{TransferCode::adopt, player, player, kAll},
};

/// By number, from 1.
constexpr std::array<std::string_view, 16> kCodeNames = {
    "welcome",   "daily",      "adjust",    "stake",  "refund",  "payout", "rake",  "stars_in",
    "stars_out", "stars_back", "write_off", "ton_in", "ton_out", "fees",   "house", "adopt"};

/// What a frozen player cannot do. Payouts, refunds and deposits always book, so nothing sticks.
bool stopped_by_freeze(TransferCode code) {
  return code == TransferCode::stake || code == TransferCode::stars_out || code == TransferCode::ton_out;
}

/// Nothing where the table lets the money move.
std::optional<LedgerRefusal> check_route(TransferCode code, const Account& debit, const Account& credit) {
  const auto fits = [&](const Route& route) {
    return route.code == code && route.debit == debit.kind && route.credit == credit.kind;
  };
  const auto* route = std::ranges::find_if(kRoutes, fits);
  if (route == kRoutes.end()) return LedgerRefusal::route_not_allowed;
  if (!route->assets.contains(debit.asset)) return LedgerRefusal::asset_not_allowed;
  return std::nullopt;
}

/// The balances after; nothing and why where a bound is passed.
std::expected<std::pair<Amount, Amount>, LedgerRefusal> move(TransferCode code, Amount amount,
                                                             const Account& debit, const Account& credit) {
  std::int64_t from = 0;
  std::int64_t to = 0;
  const bool underflow = __builtin_sub_overflow(debit.balance.units(), amount.units(), &from);
  if (underflow || from < floor_of(debit.kind, may_overdraw(code))) {
    return std::unexpected(LedgerRefusal::insufficient_funds);
  }
  const bool overflow = __builtin_add_overflow(credit.balance.units(), amount.units(), &to);
  if (overflow || to > ceiling_of(credit.kind)) return std::unexpected(LedgerRefusal::balance_too_large);
  return std::pair(Amount(from), Amount(to));
}

}  // namespace

std::string_view to_string(TransferCode code) {
  return kCodeNames.at(static_cast<std::size_t>(code) - 1);
}

std::optional<TransferCode> parse_transfer_code(std::string_view name) {
  for (std::size_t i = 0; i < kCodeNames.size(); ++i) {
    if (kCodeNames[i] == name) return static_cast<TransferCode>(i + 1);
  }
  return std::nullopt;
}

std::span<const Route> routes() {
  return kRoutes;
}

std::string_view to_string(LedgerRefusal refusal) {
  constexpr std::array<std::string_view, 8> names = {
      "amount_out_of_range", "same_account", "asset_mismatch",     "route_not_allowed",
      "asset_not_allowed",   "frozen",       "insufficient_funds", "balance_too_large"};
  return names.at(static_cast<std::size_t>(refusal));
}

std::expected<Posting, LedgerRefusal> post(TransferCode code, Amount amount, const Account& debit,
                                           const Account& credit) {
  const bool in_range = amount.units() >= 1 && amount.units() <= Amount::kMax;
  if (!in_range) return std::unexpected(LedgerRefusal::amount_out_of_range);
  if (debit.id == credit.id) return std::unexpected(LedgerRefusal::same_account);
  if (debit.asset != credit.asset) return std::unexpected(LedgerRefusal::asset_mismatch);
  if (const auto refusal = check_route(code, debit, credit)) return std::unexpected(*refusal);
  const bool frozen = debit.kind == player && debit.frozen && stopped_by_freeze(code);
  if (frozen) return std::unexpected(LedgerRefusal::frozen);
  const auto balances = move(code, amount, debit, credit);
  if (!balances) return std::unexpected(balances.error());

  Posting posting{.code = code, .amount = amount, .debit = debit, .credit = credit};
  posting.debit.balance = balances->first;
  posting.credit.balance = balances->second;
  ++posting.debit.version;
  if (!LUDICE_PLANTED("version_not_counted") || credit.version == 0) ++posting.credit.version;
  LUDICE_ASSERT(debit.balance - posting.debit.balance == posting.credit.balance - credit.balance);
  return posting;
}

Amount rake_of(Amount pot, int bps) {
  LUDICE_ASSERT(pot.units() >= 0 && bps >= 0 && bps <= 10000);
  __extension__ using Wide = __int128;
  const Wide up = LUDICE_PLANTED("rake_off_by_one") && bps > 0 ? 9999 : 0;
  return Amount(static_cast<std::int64_t>((static_cast<Wide>(pot.units()) * bps + up) / 10000));
}

}  // namespace ludice::domain
