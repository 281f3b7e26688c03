// Accounts: ids that never meet, bounds by kind.
#include "domain/account.hpp"

#include <limits>
#include <map>
#include <set>
#include <utility>

#include <gtest/gtest.h>

namespace ludice::domain {
namespace {

constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kHighest = std::numeric_limits<std::int64_t>::max();

TEST(Asset, names_are_read_as_written) {
  EXPECT_EQ(to_string(Asset::points), "points");
  EXPECT_EQ(to_string(Asset::stars), "stars");
  EXPECT_EQ(to_string(Asset::ton), "ton");
  for (const Asset asset : kAssets) EXPECT_EQ(parse_asset(to_string(asset)), asset);
  EXPECT_EQ(parse_asset("Points"), std::nullopt);
  EXPECT_EQ(parse_asset(""), std::nullopt);
}

TEST(AccountKind, names_are_read_as_written) {
  std::set<std::string_view> names;
  for (int k = 0; k < kAccountKinds; ++k) {
    const auto kind = static_cast<AccountKind>(k);
    names.insert(to_string(kind));
    EXPECT_EQ(parse_account_kind(to_string(kind)), kind);
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(kAccountKinds));
  EXPECT_EQ(parse_account_kind("bank"), std::nullopt);
}

struct BoundsRow {
  AccountKind kind;
  std::int64_t floor;
  std::int64_t ceiling;
};

TEST(AccountKind, has_its_bounds) {
  constexpr BoundsRow rows[] = {
      {AccountKind::player, 0, Amount::kMax},
      {AccountKind::escrow, 0, kHighest},
      {AccountKind::suspense, 0, kHighest},
      {AccountKind::payout_pending, 0, kHighest},
      {AccountKind::promo, kLowest, kHighest},
      {AccountKind::adjustment, kLowest, kHighest},
      {AccountKind::rake, 0, kHighest},
      {AccountKind::owner, 0, Amount::kMax},
      {AccountKind::fees, kLowest, kHighest},
      {AccountKind::chargeback, kLowest, kHighest},
      {AccountKind::asset_stars, kLowest, kHighest},
      {AccountKind::asset_ton, kLowest, kHighest},
  };
  for (const BoundsRow& row : rows) {
    EXPECT_EQ(floor_of(row.kind), row.floor) << to_string(row.kind);
    EXPECT_EQ(ceiling_of(row.kind), row.ceiling) << to_string(row.kind);
  }
}

TEST(AccountKind, only_players_can_be_overdrawn) {
  for (int k = 0; k < kAccountKinds; ++k) {
    const auto kind = static_cast<AccountKind>(k);
    const std::int64_t expected = kind == AccountKind::player ? -Amount::kMax : floor_of(kind);
    EXPECT_EQ(floor_of(kind, true), expected) << to_string(kind);
  }
}

TEST(HouseAccounts, lie_below_every_other_id_and_never_meet) {
  std::set<AccountId> ids;
  for (const Account& account : house_accounts()) {
    EXPECT_GT(account.id.value, 0);
    EXPECT_LT(account.id.value, kFirstFreeId);
    EXPECT_TRUE(ids.insert(account.id).second) << account.id.value;
    EXPECT_EQ(account.balance, Amount());
    EXPECT_EQ(account.version, 0);
  }
}

TEST(HouseAccounts, are_spread_where_several_writers_run) {
  std::map<std::pair<AccountKind, Asset>, int> counts;
  for (const Account& account : house_accounts()) ++counts[{account.kind, account.asset}];
  const std::map<std::pair<AccountKind, Asset>, int> expected = {
      {{AccountKind::promo, Asset::points}, 16},     {{AccountKind::adjustment, Asset::points}, 16},
      {{AccountKind::rake, Asset::points}, 16},      {{AccountKind::rake, Asset::stars}, 16},
      {{AccountKind::rake, Asset::ton}, 16},         {{AccountKind::owner, Asset::points}, 1},
      {{AccountKind::owner, Asset::stars}, 1},       {{AccountKind::owner, Asset::ton}, 1},
      {{AccountKind::fees, Asset::ton}, 1},          {{AccountKind::chargeback, Asset::stars}, 1},
      {{AccountKind::asset_stars, Asset::stars}, 1}, {{AccountKind::asset_ton, Asset::ton}, 1}};
  EXPECT_EQ(counts, expected);
}

TEST(HouseAccounts, keep_their_ids_for_ever) {
  EXPECT_EQ(house_account(AccountKind::promo, Asset::points).value, 256);
  EXPECT_EQ(house_account(AccountKind::adjustment, Asset::points, 15).value, 335);
  EXPECT_EQ(house_account(AccountKind::rake, Asset::ton, 1).value, 417);
  EXPECT_EQ(house_account(AccountKind::asset_ton, Asset::ton).value, 736);
}

TEST(HouseAccountsDeathTest, what_does_not_exist_ends_the_process) {
  EXPECT_DEATH(house_account(AccountKind::player, Asset::points), "assertion failed");
  EXPECT_DEATH(house_account(AccountKind::promo, Asset::ton), "assertion failed");
  EXPECT_DEATH(house_account(AccountKind::promo, Asset::points, 16), "assertion failed");
  EXPECT_DEATH(house_account(AccountKind::owner, Asset::points, 1), "assertion failed");
}

TEST(PlayerAccounts, of_neighbours_never_meet) {
  std::set<AccountId> ids;
  for (std::int64_t id = kFirstFreeId; id < kFirstFreeId + 400; id += kIdStep) {
    for (const Asset asset : kAssets) {
      EXPECT_TRUE(ids.insert(player_account(PlayerId{id}, asset)).second);
    }
  }
}

TEST(PlayerAccounts, start_empty_and_belong_to_their_player) {
  const Account account = new_player_account(PlayerId{8000}, Asset::ton);
  EXPECT_EQ(account.id, AccountId{8002});
  EXPECT_EQ(account.owner, 8000);
  EXPECT_EQ(account.kind, AccountKind::player);
  EXPECT_EQ(account.asset, Asset::ton);
  EXPECT_FALSE(account.frozen);
}

TEST(EscrowAccounts, carry_the_number_of_their_game) {
  const Account account = new_escrow_account(GameId{8004}, Asset::stars);
  EXPECT_EQ(account.id, AccountId{8004});
  EXPECT_EQ(account.owner, 8004);
  EXPECT_EQ(account.kind, AccountKind::escrow);
  EXPECT_EQ(account.asset, Asset::stars);
}

TEST(PaymentAccounts, are_two_that_meet_nobody_elses) {
  const Account unclear = new_suspense_account(PaymentId{8004}, Asset::ton);
  EXPECT_EQ(unclear.id, AccountId{8004});
  EXPECT_EQ(unclear.owner, 8004);
  EXPECT_EQ(unclear.kind, AccountKind::suspense);
  EXPECT_EQ(unclear.asset, Asset::ton);
  const Account leaving = new_payout_account(PaymentId{8004}, Asset::stars);
  EXPECT_EQ(leaving.id, AccountId{8005});
  EXPECT_EQ(leaving.owner, 8004);
  EXPECT_EQ(leaving.kind, AccountKind::payout_pending);
  EXPECT_EQ(leaving.asset, Asset::stars);
}

TEST(AccountIdsDeathTest, ids_of_the_house_or_with_low_bits_end_the_process) {
  EXPECT_DEATH(player_account(PlayerId{8001}, Asset::points), "assertion failed");
  EXPECT_DEATH(player_account(PlayerId{kFirstFreeId - 4}, Asset::points), "assertion failed");
  EXPECT_DEATH(escrow_account(GameId{8002}), "assertion failed");
  EXPECT_DEATH(suspense_account(PaymentId{8002}), "assertion failed");
  EXPECT_DEATH(payout_account(PaymentId{kFirstFreeId - 4}), "assertion failed");
}

}  // namespace
}  // namespace ludice::domain
