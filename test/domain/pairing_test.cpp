// Pairing, and the bounds of a stake.
#include "domain/pairing.hpp"

#include "domain/account.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace ludice::domain {
namespace {

constexpr PlayerId kOpener{8000};
constexpr PlayerId kComer{8004};
constexpr PairingTerms kTerms{
    .kind = GameKind::dice, .asset = Asset::points, .bet = Amount(50), .rake_bps = 100};

WaitingGame game(std::int64_t id, PlayerId player, std::int64_t since, PairingTerms terms = kTerms) {
  return {.game = GameId{id}, .player = player, .terms = terms, .since = {since}};
}

TEST(Pairing, needs_equal_terms) {
  EXPECT_TRUE(may_join(game(1, kOpener, 0), kComer, kTerms));
  std::vector<PairingTerms> others(4, kTerms);
  others[0].kind = GameKind::target;
  others[1].asset = Asset::stars;
  others[2].bet = Amount(51);
  others[3].rake_bps = 0;
  for (const PairingTerms& terms : others) EXPECT_FALSE(may_join(game(1, kOpener, 0), kComer, terms));
}

TEST(Pairing, is_never_with_oneself) {
  EXPECT_FALSE(may_join(game(1, kOpener, 0), kOpener, kTerms));
}

TEST(Pairing, takes_the_oldest_that_fits) {
  PairingTerms other = kTerms;
  other.bet = Amount(60);
  const std::vector<WaitingGame> lobby = {game(1, kComer, 1), game(2, kOpener, 2, other), game(3, kOpener, 9),
                                          game(5, kOpener, 4), game(4, kOpener, 4)};
  EXPECT_EQ(find_opponent(lobby, kComer, kTerms)->game, GameId{4});
}

TEST(Pairing, finds_nobody_where_nobody_fits) {
  EXPECT_EQ(find_opponent({}, kComer, kTerms), nullptr);
  const std::vector<WaitingGame> lobby = {game(1, kComer, 1)};
  EXPECT_EQ(find_opponent(lobby, kComer, kTerms), nullptr);
}

Account points(std::int64_t balance, bool frozen = false) {
  Account account = new_player_account(kOpener, Asset::points);
  account.balance = Amount(balance);
  account.frozen = frozen;
  return account;
}

struct StakeRow {
  const char* what;
  Account player;
  std::int64_t bet;
  int rake_bps;
  const char* expected;
};

TEST(Stake, is_refused_in_order) {
  constexpr std::int64_t kMax = Amount::kMax;
  const StakeRow rows[] = {
      {"frozen before all", points(kMax, true), kMax, 0, "frozen"},
      {"frozen and broke", points(0, true), 10, 0, "frozen"},
      {"a win one above the bound", points(kMax - 49), 50, 0, "limit_reached"},
      {"the rake leaves too little room", points(kMax - 48), 50, 100, "limit_reached"},
      {"a full balance", points(kMax), kMax, 0, "limit_reached"},
      {"one short", points(49), 50, 0, "insufficient_funds"},
      {"a debtor", points(-5), 10, 0, "insufficient_funds"},
      {"broke, the largest bet", points(0), kMax / 2, 0, "insufficient_funds"},
      {"the whole balance", points(50), 50, 0, ""},
      {"a win just at the bound", points(kMax - 50), 50, 0, ""},
      {"the rake makes room", points(kMax - 49), 50, 100, ""},
      {"all is rake", points(kMax), kMax / 2, 10000, ""},
      {"a pot above the bound, all of it rake", points(kMax), kMax / 2 + 1, 10000, "limit_reached"},
      {"a pot above the bound and broke", points(0), kMax / 2 + 1, 10000, "limit_reached"},
  };
  for (const StakeRow& row : rows) {
    PairingTerms terms = kTerms;
    terms.bet = Amount(row.bet);
    terms.rake_bps = row.rake_bps;
    const auto refused = check_stake(row.player, terms);
    EXPECT_EQ(refused ? to_string(refused->why) : "", row.expected) << row.what;
  }
}

TEST(Stake, that_is_not_covered_says_what_is_there_and_what_is_needed) {
  const auto refused = check_stake(points(49), kTerms);
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->balance, 49);
  EXPECT_EQ(refused->required, 50);
}

TEST(StakeDeathTest, of_another_asset_ends_the_process) {
  EXPECT_DEATH((void)check_stake(new_player_account(kOpener, Asset::ton), kTerms), "assertion failed");
}

TEST(Room, is_kept_for_what_an_open_game_may_bring_back) {
  const Amount full(Amount::kMax - 100);
  EXPECT_TRUE(has_room(full, Amount(100), Amount(0)));
  EXPECT_FALSE(has_room(full, Amount(101), Amount(0)));
  EXPECT_TRUE(has_room(full, Amount(40), Amount(60)));
  EXPECT_FALSE(has_room(full, Amount(41), Amount(60)));
}

TEST(Pairing, the_median_wait_is_the_middle_one_or_between_the_middle_two) {
  EXPECT_EQ(median_wait({}), std::nullopt);
  EXPECT_EQ(median_wait({Millis(7)}), Millis(7));
  EXPECT_EQ(median_wait({Millis(9), Millis(1)}), Millis(5));
  EXPECT_EQ(median_wait({Millis(900), Millis(2), Millis(4)}), Millis(4));
}

}  // namespace
}  // namespace ludice::domain
