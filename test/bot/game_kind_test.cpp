// A front end's idea of the games is the rules'.
#include "bot/game_kind.hpp"

#include "domain/dice.hpp"

#include <gtest/gtest.h>

namespace ludice::bot {
namespace {

struct Pair {
  GameKind here;
  domain::GameKind rules;
};

class GameKindTest : public testing::TestWithParam<Pair> {};

TEST_P(GameKindTest, names_emoji_throws_and_points_are_those_of_the_rules) {
  const auto [here, rules] = GetParam();
  EXPECT_EQ(name_of(here), domain::to_string(rules));
  EXPECT_EQ(game_kind_from(name_of(here)), here);
  EXPECT_EQ(emoji_of(here), domain::emoji_of(rules));
  EXPECT_EQ(throws_in_a_round(here), domain::throws_per_round(rules));
  for (int face = 1; face <= 6; ++face) {
    EXPECT_EQ(points_of(here, {face}), std::vector<std::int64_t>{domain::value_of(rules, face)}) << face;
  }
}

INSTANTIATE_TEST_SUITE_P(both, GameKindTest,
                         testing::Values(Pair{GameKind::dice, domain::GameKind::dice},
                                         Pair{GameKind::target, domain::GameKind::target}));

TEST(GameKind, what_is_no_game_has_no_kind) {
  EXPECT_EQ(game_kind_from("slots"), std::nullopt);
  EXPECT_EQ(game_kind_from(""), std::nullopt);
}

TEST(GameKind, faces_nobody_knows_are_worth_nothing) {
  EXPECT_EQ(points_of(GameKind::target, {0, 7, 64}), (std::vector<std::int64_t>{0, 0, 0}));
}

TEST(GameKind, points_and_bullseyes_add_up) {
  EXPECT_EQ(sum_of(points_of(GameKind::target, {6, 1, 5})), 17);
  EXPECT_EQ(bullseyes_in({6, 1, 6}), 2);
}

}  // namespace
}  // namespace ludice::bot
