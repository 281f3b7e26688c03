// Target as it reads: the dart that is next, the points so far, and how equal points are decided.
#include "bot/screens.hpp"

#include <gtest/gtest.h>

namespace ludice::bot {
namespace {

struct TargetScreens : testing::Test {
  Texts texts{embedded_files()};
  BotSettings settings;
  Stage stage{texts.in("en"), settings};

  static GameView match(std::vector<std::int64_t> mine) {
    GameView game;
    game.id = "0G3M9QW4T1A7K";
    game.kind = GameKind::target;
    game.state = GameState::active;
    game.bet = 50;
    game.win = 100;
    game.throws_left = 3 - static_cast<std::int64_t>(mine.size());
    game.your_throws = {std::move(mine)};
    game.opponent_throws = {{}};
    game.opponent = "ivan";
    return game;
  }

  static GameView ended(GameState state, std::vector<std::int64_t> mine, std::vector<std::int64_t> theirs) {
    GameView game = match(std::move(mine));
    game.state = state;
    game.throws_left = 0;
    game.opponent_throws = {std::move(theirs)};
    game.payout = 100;
    game.balance = 1050;
    return game;
  }

  std::string html(const GameView& game) const { return game_screen(stage, game).html; }
  std::string first_data(const GameView& game) const {
    return game_screen(stage, game).buttons.at(0).at(0).data;
  }
  static bool has(const std::string& text, std::string_view words) {
    return text.find(words) != std::string::npos;
  }
};

TEST_F(TargetScreens, both_games_are_offered) {
  const Screen screen = choose_game_screen(stage);
  ASSERT_EQ(screen.buttons.at(0).size(), 2U);
  EXPECT_EQ(screen.buttons[0][0].label, "Dice 🎲");
  EXPECT_EQ(screen.buttons[0][0].data, "dice");
  EXPECT_EQ(screen.buttons[0][1].label, "Target 🎯");
  EXPECT_EQ(screen.buttons[0][1].data, "target");
}

TEST_F(TargetScreens, the_question_for_the_stake_names_the_game_and_its_buttons_keep_it) {
  const Screen screen = bet_screen(stage, GameKind::target, 1000);
  EXPECT_TRUE(has(screen.html, "<b>Target 🎯</b>"));
  EXPECT_EQ(screen.buttons.at(0).at(0).data, "bet:target:10");
  EXPECT_EQ(confirm_bet_screen(stage, GameKind::target, 50).buttons.at(0).at(0).data, "bet:target:50");
}

TEST_F(TargetScreens, the_first_dart_is_asked_for_with_its_own_button) {
  EXPECT_TRUE(has(html(match({})), "You have 3 darts"));
  EXPECT_EQ(first_data(match({})), "throw:0G3M9QW4T1A7K:1:1");
  EXPECT_EQ(game_screen(stage, match({})).buttons[0][0].label, "Throw 🎯");
}

TEST_F(TargetScreens, between_darts_the_card_tells_the_points_so_far_and_which_dart_is_next) {
  EXPECT_TRUE(has(html(match({5})), "Your darts so far: <b>7</b>"));
  EXPECT_TRUE(has(html(match({5})), "Dart 2 of 3"));
  EXPECT_EQ(first_data(match({5})), "throw:0G3M9QW4T1A7K:1:2");
  EXPECT_TRUE(has(html(match({5, 6})), "<b>7 + 10🎯 = 17</b>"));
  EXPECT_TRUE(has(html(match({5, 6})), "Dart 3 of 3"));
}

TEST_F(TargetScreens, who_has_thrown_all_three_reads_the_sum_and_waits) {
  EXPECT_TRUE(
      has(html(match({5, 6, 1})), "You have thrown 7 + 10🎯 + 0 = 17 points. Waiting for <b>ivan</b>"));
  EXPECT_TRUE(game_screen(stage, match({5, 6, 1})).buttons.empty());
}

TEST_F(TargetScreens, the_result_has_the_points_of_each_dart_and_the_sums) {
  const GameView game = ended(GameState::won, {6, 2, 4}, {1, 3, 5});
  EXPECT_TRUE(has(html(game), "You threw 10🎯 + 1 + 4 = 15, <b>ivan</b> threw 0 + 2 + 7 = 9"));
  EXPECT_FALSE(has(html(game), "bullseyes"));
  EXPECT_EQ(first_data(game), "again:target:50");
  EXPECT_EQ(game_screen(stage, game).buttons.at(1).at(0).data, "target");
}

TEST_F(TargetScreens, equal_points_say_that_bullseyes_decided) {
  // 10 + 4 + 0 and 7 + 7 + 0
  EXPECT_TRUE(has(html(ended(GameState::won, {6, 4, 1}, {5, 5, 1})), "bullseyes decide: 1 to 0"));
  EXPECT_TRUE(has(html(ended(GameState::lost, {5, 5, 1}, {6, 4, 1})), "bullseyes decide: 0 to 1"));
  EXPECT_FALSE(has(html(ended(GameState::voided, {6, 4, 1}, {6, 4, 1})), "bullseyes"));
}

TEST_F(TargetScreens, a_lost_game_shows_its_own_emoji) {
  EXPECT_TRUE(has(html(ended(GameState::lost, {1, 1, 1}, {6, 6, 6})), "🎯 <b>You lost.</b>"));
  GameView dice = ended(GameState::lost, {1}, {6});
  dice.kind = GameKind::dice;
  EXPECT_TRUE(has(html(dice), "🎲 <b>You lost.</b>"));
}

TEST_F(TargetScreens, help_names_the_buttons_of_both_games) {
  EXPECT_TRUE(has(help_html(stage), "Both press <b>Throw 🎲</b> or <b>Throw 🎯</b>."));
}

TEST_F(TargetScreens, a_tied_round_is_told_with_its_sums) {
  GameView game = match({});
  game.round = 2;
  game.throws_left = 3;
  game.your_throws = {{6, 1, 1}, {}};
  game.opponent_throws = {{1, 6, 1}, {}};
  EXPECT_TRUE(has(html(game), "Round 1: 10🎯 + 0 + 0 = 10 and 0 + 10🎯 + 0 = 10, a tie."));
  EXPECT_EQ(first_data(game), "throw:0G3M9QW4T1A7K:2:1");
}

}  // namespace
}  // namespace ludice::bot
