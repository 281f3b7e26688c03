// The ledger: the table of codes row by row, one row per refusal, bounds, and what every posting keeps.
#include "domain/ledger.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ludice::domain {
namespace {

constexpr std::int64_t kInt64Max = std::numeric_limits<std::int64_t>::max();

Account account(AccountKind kind, Asset asset, std::int64_t balance, std::int64_t id = 5000) {
  return {.id = AccountId{id}, .kind = kind, .asset = asset, .balance = Amount(balance), .version = 7};
}

/// What the table must hold, said once more in words: "code debit credit asset", one line an asset.
const std::set<std::string> kExpectedRoutes = {
    "welcome promo player points",
    "daily promo player points",
    "adjust adjustment player points",
    "adjust player adjustment points",
    "adjust owner player stars",
    "adjust owner player ton",
    "adjust player owner stars",
    "adjust player owner ton",
    "stake player escrow points",
    "stake player escrow stars",
    "stake player escrow ton",
    "refund escrow player points",
    "refund escrow player stars",
    "refund escrow player ton",
    "payout escrow player points",
    "payout escrow player stars",
    "payout escrow player ton",
    "rake escrow rake points",
    "rake escrow rake stars",
    "rake escrow rake ton",
    "stars_in asset_stars player stars",
    "stars_in asset_stars suspense stars",
    "stars_in suspense player stars",
    "stars_out player payout_pending stars",
    "stars_out suspense payout_pending stars",
    "stars_out payout_pending asset_stars stars",
    "stars_out payout_pending player stars",
    "stars_out payout_pending suspense stars",
    "stars_back player asset_stars stars",
    "write_off chargeback player stars",
    "ton_in asset_ton player ton",
    "ton_in asset_ton suspense ton",
    "ton_in suspense player ton",
    "ton_out player payout_pending ton",
    "ton_out suspense payout_pending ton",
    "ton_out payout_pending asset_ton ton",
    "ton_out payout_pending player ton",
    "ton_out payout_pending suspense ton",
    "ton_out asset_ton player ton",
    "fees fees asset_ton ton",
    "fees payout_pending fees ton",
    "house suspense owner stars",
    "house suspense owner ton",
    "fees asset_ton fees ton",
    "house rake owner points",
    "house rake owner stars",
    "house rake owner ton",
    "house owner asset_stars stars",
    "house asset_stars owner stars",
    "house owner asset_ton ton",
    "house asset_ton owner ton",
    "adopt player player points",
    "adopt player player stars",
    "adopt player player ton",
};

TEST(TransferCode, names_are_read_as_written_and_keep_their_numbers) {
  const std::vector<std::string_view> names = {
      "welcome",   "daily",      "adjust",    "stake",  "refund",  "payout", "rake",  "stars_in",
      "stars_out", "stars_back", "write_off", "ton_in", "ton_out", "fees",   "house", "adopt"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto code = static_cast<TransferCode>(i + 1);
    EXPECT_EQ(to_string(code), names[i]);
    EXPECT_EQ(parse_transfer_code(names[i]), code);
  }
  EXPECT_EQ(parse_transfer_code("gift"), std::nullopt);
}

TEST(Ledger, books_what_the_table_names_and_nothing_else) {
  std::set<std::string> booked;
  for (int c = 1; c <= 16; ++c) {
    for (int from = 0; from < kAccountKinds; ++from) {
      for (int to = 0; to < kAccountKinds; ++to) {
        for (const Asset asset : kAssets) {
          const auto code = static_cast<TransferCode>(c);
          const Account debit = account(static_cast<AccountKind>(from), asset, 100, 5000);
          const Account credit = account(static_cast<AccountKind>(to), asset, 100, 6000);
          if (!post(code, Amount(10), debit, credit)) continue;
          booked.insert(std::string(to_string(code)) + " " + std::string(to_string(debit.kind)) + " " +
                        std::string(to_string(credit.kind)) + " " + std::string(to_string(asset)));
        }
      }
    }
  }
  EXPECT_EQ(booked, kExpectedRoutes);
}

TEST(Ledger, table_has_no_line_twice) {
  std::set<std::tuple<TransferCode, AccountKind, AccountKind>> lines;
  for (const Route& route : routes()) {
    EXPECT_TRUE(lines.insert({route.code, route.debit, route.credit}).second) << to_string(route.code);
  }
}

struct RefusalRow {
  const char* what;
  TransferCode code;
  std::int64_t amount;
  Account debit;
  Account credit;
  LedgerRefusal expected;
};

Account freeze(Account account) {
  account.frozen = true;
  return account;
}

/// Each row would be refused by everything below its reason as well where that can be, so the order shows.
std::vector<RefusalRow> refusal_rows() {
  using enum AccountKind;
  using enum LedgerRefusal;
  const Account rich = account(player, Asset::points, 100);
  const Account escrow_points = account(escrow, Asset::points, 0, 6000);
  const Account escrow_ton = account(escrow, Asset::ton, 0, 6000);
  return {
      {"zero", TransferCode::stake, 0, rich, rich, amount_out_of_range},
      {"negative", TransferCode::stake, -1, rich, rich, amount_out_of_range},
      {"above 2^53-1", TransferCode::stake, Amount::kMax + 1, rich, rich, amount_out_of_range},
      {"to itself", TransferCode::welcome, 200, rich, rich, same_account},
      {"across assets", TransferCode::welcome, 200, rich, escrow_ton, asset_mismatch},
      {"wrong kinds", TransferCode::welcome, 200, rich, escrow_points, route_not_allowed},
      {"backwards", TransferCode::stake, 200, escrow_points, rich, route_not_allowed},
      {"unknown code", static_cast<TransferCode>(99), 10, rich, escrow_points, route_not_allowed},
      {"welcome in stars", TransferCode::welcome, 10, account(promo, Asset::stars, 0),
       account(player, Asset::stars, 0, 6000), asset_not_allowed},
      {"withdrawal of points", TransferCode::ton_out, 200, freeze(rich),
       account(payout_pending, Asset::points, 0, 6000), asset_not_allowed},
      {"stake while frozen", TransferCode::stake, 200, freeze(rich), escrow_points, LedgerRefusal::frozen},
      {"withdrawal while frozen", TransferCode::ton_out, 10, freeze(account(player, Asset::ton, 100)),
       account(payout_pending, Asset::ton, 0, 6000), LedgerRefusal::frozen},
      {"refund of stars while frozen", TransferCode::stars_out, 10,
       freeze(account(player, Asset::stars, 100)), account(payout_pending, Asset::stars, 0, 6000),
       LedgerRefusal::frozen},
      {"more than there is", TransferCode::stake, 101, rich, escrow_points, insufficient_funds},
      {"stake of a debtor", TransferCode::stake, 1, account(player, Asset::stars, -5),
       account(escrow, Asset::stars, 0, 6000), insufficient_funds},
      {"empty escrow", TransferCode::payout, 1, escrow_points, rich, insufficient_funds},
      {"unfunded owner", TransferCode::adjust, 1, account(owner, Asset::stars, 0),
       account(player, Asset::stars, Amount::kMax, 6000), insufficient_funds},
      {"debt beyond 2^53-1", TransferCode::stars_back, 2, account(player, Asset::stars, -Amount::kMax + 1),
       account(asset_stars, Asset::stars, 0, 6000), insufficient_funds},
      {"house below int64", TransferCode::welcome, 2,
       account(promo, Asset::points, std::numeric_limits<std::int64_t>::min() + 1),
       account(player, Asset::points, 0, 6000), insufficient_funds},
      {"player above 2^53-1", TransferCode::welcome, 1, account(promo, Asset::points, 0),
       account(player, Asset::points, Amount::kMax, 6000), balance_too_large},
      {"owner above 2^53-1", TransferCode::house, 1, account(rake, Asset::points, 5),
       account(owner, Asset::points, Amount::kMax, 6000), balance_too_large},
      {"house above int64", TransferCode::adjust, 1, rich,
       account(adjustment, Asset::points, kInt64Max, 6000), balance_too_large},
  };
}

TEST(Ledger, refuses_each_in_its_order) {
  std::set<LedgerRefusal> seen;
  for (const RefusalRow& row : refusal_rows()) {
    const auto posting = post(row.code, Amount(row.amount), row.debit, row.credit);
    ASSERT_FALSE(posting.has_value()) << row.what;
    EXPECT_EQ(to_string(posting.error()), to_string(row.expected)) << row.what;
    seen.insert(row.expected);
  }
  EXPECT_EQ(seen.size(), 8U) << "a refusal without a row";
}

TEST(Ledger, whole_balance_may_be_spent) {
  const auto posting =
      post(TransferCode::stake, Amount(100), account(AccountKind::player, Asset::points, 100),
           account(AccountKind::escrow, Asset::points, 0, 6000));
  ASSERT_TRUE(posting.has_value());
  EXPECT_EQ(posting->debit.balance, Amount(0));
  EXPECT_EQ(posting->credit.balance, Amount(100));
}

TEST(Ledger, balances_may_reach_their_bounds) {
  const auto full = post(TransferCode::welcome, Amount(1), account(AccountKind::promo, Asset::points, 0),
                         account(AccountKind::player, Asset::points, Amount::kMax - 1, 6000));
  ASSERT_TRUE(full.has_value());
  EXPECT_EQ(full->credit.balance, Amount(Amount::kMax));
  const auto deepest =
      post(TransferCode::stars_back, Amount(1), account(AccountKind::player, Asset::stars, -Amount::kMax + 1),
           account(AccountKind::asset_stars, Asset::stars, kInt64Max - 1, 6000));
  ASSERT_TRUE(deepest.has_value());
  EXPECT_EQ(deepest->debit.balance, Amount(-Amount::kMax));
  EXPECT_EQ(deepest->credit.balance, Amount(kInt64Max));
}

TEST(Ledger, only_stars_back_takes_a_player_below_zero) {
  for (int c = 1; c <= 16; ++c) {
    const auto code = static_cast<TransferCode>(c);
    EXPECT_EQ(may_overdraw(code), code == TransferCode::stars_back) << to_string(code);
  }
  const auto posting =
      post(TransferCode::stars_back, Amount(30), account(AccountKind::player, Asset::stars, 10),
           account(AccountKind::asset_stars, Asset::stars, -10, 6000));
  ASSERT_TRUE(posting.has_value());
  EXPECT_EQ(posting->debit.balance, Amount(-20));
}

TEST(Ledger, what_comes_to_a_frozen_player_always_books) {
  const Account player = freeze(account(AccountKind::player, Asset::ton, 0));
  const Account escrow = account(AccountKind::escrow, Asset::ton, 100, 6000);
  EXPECT_TRUE(post(TransferCode::payout, Amount(100), escrow, player).has_value());
  EXPECT_TRUE(post(TransferCode::refund, Amount(100), escrow, player).has_value());
  EXPECT_TRUE(
      post(TransferCode::ton_in, Amount(100), account(AccountKind::asset_ton, Asset::ton, 0, 700), player)
          .has_value());
}

TEST(Ledger, operator_may_take_from_a_frozen_player) {
  EXPECT_TRUE(post(TransferCode::adjust, Amount(5), freeze(account(AccountKind::player, Asset::points, 10)),
                   account(AccountKind::adjustment, Asset::points, 0, 320))
                  .has_value());
}

TEST(Ledger, credit_of_a_debtor_books_though_he_stays_below_zero) {
  const auto posting =
      post(TransferCode::write_off, Amount(3), account(AccountKind::chargeback, Asset::stars, 0),
           account(AccountKind::player, Asset::stars, -5, 6000));
  ASSERT_TRUE(posting.has_value());
  EXPECT_EQ(posting->credit.balance, Amount(-2));
}

RC_GTEST_PROP(Ledger, a_posting_keeps_the_sum_and_counts_versions, ()) {
  const Route route = *rc::gen::elementOf(std::vector<Route>(routes().begin(), routes().end()));
  const auto asset = *rc::gen::elementOf(std::vector<Asset>(kAssets.begin(), kAssets.end()));
  const auto amount = *rc::gen::oneOf(rc::gen::inRange<std::int64_t>(-2, 200),
                                      rc::gen::inRange<std::int64_t>(Amount::kMax - 2, Amount::kMax + 2));
  const auto balance = rc::gen::oneOf(rc::gen::inRange<std::int64_t>(0, 300),
                                      rc::gen::inRange<std::int64_t>(Amount::kMax - 300, Amount::kMax));
  const Account debit = account(route.debit, asset, *balance, 5000);
  const Account credit = account(route.credit, asset, *balance, 6000);
  const auto posting = post(route.code, Amount(amount), debit, credit);
  RC_CLASSIFY(posting.has_value());
  if (!posting) return;
  RC_ASSERT(posting->debit.balance + posting->credit.balance == debit.balance + credit.balance);
  RC_ASSERT(posting->credit.balance - credit.balance == Amount(amount));
  RC_ASSERT(posting->debit.version == debit.version + 1 && posting->credit.version == credit.version + 1);
  RC_ASSERT(posting->debit.balance.units() >= floor_of(debit.kind, may_overdraw(route.code)));
  RC_ASSERT(posting->credit.balance.units() <= ceiling_of(credit.kind));
  Account same = posting->debit;
  same.balance = debit.balance;
  same.version = debit.version;
  RC_ASSERT(same == debit);
}

TEST(Rake, is_rounded_down) {
  EXPECT_EQ(rake_of(Amount(100), 0), Amount(0));
  EXPECT_EQ(rake_of(Amount(100), 10000), Amount(100));
  EXPECT_EQ(rake_of(Amount(19), 500), Amount(0));
  EXPECT_EQ(rake_of(Amount(20), 500), Amount(1));
  EXPECT_EQ(rake_of(Amount(39), 500), Amount(1));
}

TEST(Rake, of_the_largest_pot_does_not_overflow) {
  const Amount pot = Amount(Amount::kMax) + Amount(Amount::kMax);
  EXPECT_EQ(rake_of(pot, 10000), pot);
  EXPECT_EQ(rake_of(pot, 9999), Amount(18012597069631033));
}

RC_GTEST_PROP(Rake, is_the_floor_of_the_exact_share, ()) {
  const auto pot = *rc::gen::inRange<std::int64_t>(0, 2 * Amount::kMax);
  const auto bps = *rc::gen::inRange<int>(0, 10001);
  const std::int64_t rake = rake_of(Amount(pot), bps).units();
  // pot * bps = rake * 10000 + rest, with pot split so that nothing overflows.
  const std::int64_t whole = pot / 10000;
  const std::int64_t rest = pot % 10000;
  RC_ASSERT(rake == whole * bps + rest * bps / 10000);
}

TEST(RakeDeathTest, shares_outside_the_whole_end_the_process) {
  EXPECT_DEATH(rake_of(Amount(1), -1), "assertion failed");
  EXPECT_DEATH(rake_of(Amount(1), 10001), "assertion failed");
  EXPECT_DEATH(rake_of(Amount(-1), 1), "assertion failed");
}

}  // namespace
}  // namespace ludice::domain
