// Kinds, bounds and ids of accounts.
#include "domain/account.hpp"

#include "base/assert.hpp"

#include <array>
#include <limits>

namespace ludice::domain {
namespace {

constexpr std::array<std::string_view, kAccountKinds> kKindNames = {
    "player", "escrow", "suspense", "payout_pending", "promo",       "adjustment",
    "rake",   "owner",  "fees",     "chargeback",     "asset_stars", "asset_ton"};

bool is_house(AccountKind kind) {
  return kind >= AccountKind::promo;
}

/// Which accounts of the house exist: promo and adjustment serve points alone, the others what their name
/// says.
bool house_holds(AccountKind kind, Asset asset) {
  switch (kind) {
    case AccountKind::promo:
    case AccountKind::adjustment:
      return asset == Asset::points;
    case AccountKind::rake:
    case AccountKind::owner:
      return true;
    case AccountKind::chargeback:
    case AccountKind::asset_stars:
      return asset == Asset::stars;
    case AccountKind::fees:
    case AccountKind::asset_ton:
      return asset == Asset::ton;
    default:
      return false;
  }
}

}  // namespace

std::string_view to_string(AccountKind kind) {
  return kKindNames.at(static_cast<std::size_t>(kind));
}

std::optional<AccountKind> parse_account_kind(std::string_view name) {
  for (std::size_t i = 0; i < kKindNames.size(); ++i) {
    if (kKindNames[i] == name) return static_cast<AccountKind>(i);
  }
  return std::nullopt;
}

std::int64_t floor_of(AccountKind kind, bool overdrawn) {
  switch (kind) {
    case AccountKind::player:
      return overdrawn ? -Amount::kMax : 0;
    case AccountKind::escrow:
    case AccountKind::suspense:
    case AccountKind::payout_pending:
    case AccountKind::owner:
    case AccountKind::rake:  // it only collects: a sweep of more than is there would make money
      return 0;
    default:
      return std::numeric_limits<std::int64_t>::min();
  }
}

std::int64_t ceiling_of(AccountKind kind) {
  const bool shown_outside = kind == AccountKind::player || kind == AccountKind::owner;
  return shown_outside ? Amount::kMax : std::numeric_limits<std::int64_t>::max();
}

AccountId player_account(PlayerId player, Asset asset) {
  LUDICE_ASSERT(player.value >= kFirstFreeId && player.value % kIdStep == 0);
  return AccountId{player.value + static_cast<std::int64_t>(asset)};
}

AccountId escrow_account(GameId game) {
  LUDICE_ASSERT(game.value >= kFirstFreeId && game.value % kIdStep == 0);
  return AccountId{game.value};
}

AccountId suspense_account(PaymentId payment) {
  LUDICE_ASSERT(payment.value >= kFirstFreeId && payment.value % kIdStep == 0);
  return AccountId{payment.value};
}

AccountId payout_account(PaymentId payment) {
  return AccountId{suspense_account(payment).value + 1};
}

AccountId house_account(AccountKind kind, Asset asset, int shard) {
  LUDICE_ASSERT(house_holds(kind, asset) && shard >= 0 && shard < shards_of(kind));
  const auto row = static_cast<std::int64_t>(kind) * kIdStep + static_cast<std::int64_t>(asset);
  return AccountId{row * kShards + shard};
}

int shards_of(AccountKind kind) {
  LUDICE_ASSERT(is_house(kind));
  const bool many_writers =
      kind == AccountKind::promo || kind == AccountKind::adjustment || kind == AccountKind::rake;
  return many_writers ? kShards : 1;
}

Account new_player_account(PlayerId player, Asset asset) {
  return {.id = player_account(player, asset),
          .kind = AccountKind::player,
          .owner = player.value,
          .asset = asset};
}

Account new_escrow_account(GameId game, Asset asset) {
  return {.id = escrow_account(game), .kind = AccountKind::escrow, .owner = game.value, .asset = asset};
}

Account new_suspense_account(PaymentId payment, Asset asset) {
  return {
      .id = suspense_account(payment), .kind = AccountKind::suspense, .owner = payment.value, .asset = asset};
}

Account new_payout_account(PaymentId payment, Asset asset) {
  return {.id = payout_account(payment),
          .kind = AccountKind::payout_pending,
          .owner = payment.value,
          .asset = asset};
}

std::vector<Account> house_accounts() {
  std::vector<Account> accounts;
  for (int k = 0; k < kAccountKinds; ++k) {
    const auto kind = static_cast<AccountKind>(k);
    for (const Asset asset : kAssets) {
      if (!house_holds(kind, asset)) continue;
      for (int shard = 0; shard < shards_of(kind); ++shard) {
        accounts.push_back({.id = house_account(kind, asset, shard), .kind = kind, .asset = asset});
      }
    }
  }
  return accounts;
}

}  // namespace ludice::domain
