// What the bot shows, from what it knows.
#include "bot/screens.hpp"

#include "bot/utf8.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace ludice::bot {
namespace {

struct Screens : testing::Test {
  Texts texts{embedded_files()};
  BotSettings settings;
  Stage stage{texts.in("en"), settings};

  static GameView active() {
    GameView game;
    game.id = "0G3M9QW4T1A7K";
    game.state = GameState::active;
    game.bet = 50;
    game.win = 100;
    game.throws_left = 1;
    game.your_throws = {{}};
    game.opponent_throws = {{}};
    game.opponent = "ivan";
    return game;
  }

  static GameView won() {
    GameView game = active();
    game.state = GameState::won;
    game.throws_left = 0;
    game.your_throws = {{6}};
    game.opponent_throws = {{2}};
    game.payout = 100;
    game.balance = 1050;
    return game;
  }

  static bool says(const Screen& screen, std::string_view words) {
    return screen.html.find(words) != std::string::npos;
  }
  static const Button* button(const Screen& screen, std::string_view label) {
    for (const auto& row : screen.buttons) {
      for (const auto& button : row) {
        if (button.label.find(label) != std::string::npos) return &button;
      }
    }
    return nullptr;
  }
};

TEST_F(Screens, terms_name_what_the_operator_has_set) {
  settings.min_bet = 25;
  settings.max_bet = 5'000;
  settings.rake_bps = 250;
  settings.turn_ttl = Millis{45'000};
  const Screen screen = terms_screen(stage);
  EXPECT_TRUE(says(screen, "between 25 and 5000"));
  EXPECT_TRUE(says(screen, "2.5 %"));
  EXPECT_TRUE(says(screen, "45 seconds"));
  ASSERT_NE(button(screen, "18+"), nullptr);
  EXPECT_EQ(button(screen, "18+")->data, "accept_terms");
}

TEST_F(Screens, percents_are_exact) {
  EXPECT_EQ(percent_of(0), "0");
  EXPECT_EQ(percent_of(100), "1");
  EXPECT_EQ(percent_of(250), "2.5");
  EXPECT_EQ(percent_of(1), "0.01");
  EXPECT_EQ(percent_of(10'000), "100");
}

TEST_F(Screens, chips_lie_between_the_limits_and_end_with_the_whole_balance) {
  EXPECT_EQ(bet_chips(settings, 1000), (std::vector<std::int64_t>{10, 20, 50, 100, 200, 1000}));
  EXPECT_EQ(bet_chips(settings, 15), (std::vector<std::int64_t>{10, 15}));
  EXPECT_EQ(bet_chips(settings, 10), (std::vector<std::int64_t>{10}));
  EXPECT_EQ(bet_chips(settings, 9), (std::vector<std::int64_t>{}));
  settings.max_bet = 30;
  EXPECT_EQ(bet_chips(settings, 1000), (std::vector<std::int64_t>{10, 20}));
  settings.min_bet = 7;
  EXPECT_EQ(bet_chips(settings, 1000), (std::vector<std::int64_t>{7, 10, 20}));
}

TEST_F(Screens, every_chip_carries_its_number_in_its_label) {
  const Screen screen = bet_screen(stage, GameKind::dice, 1000);
  for (const auto bet : bet_chips(settings, 1000)) {
    const Button* chip = button(screen, std::to_string(bet));
    ASSERT_NE(chip, nullptr) << bet;
  }
  EXPECT_EQ(button(screen, "1000")->data, "bet:1000");
}

TEST_F(Screens, without_a_fee_none_is_mentioned) {
  EXPECT_FALSE(says(bet_screen(stage, GameKind::dice, 1000), "fee"));
  EXPECT_FALSE(says(game_screen(stage, active()), "fee"));
}

TEST_F(Screens, who_won_reads_what_the_house_kept) {
  GameView game = active();
  game.state = GameState::won;
  game.payout = 98;
  game.rake = 2;
  EXPECT_TRUE(says(game_screen(stage, game), "You get <b>98 points</b>. House fee: 2 points."));
}

TEST_F(Screens, a_fee_is_an_exact_number_before_the_stake) {
  settings.rake_bps = 250;
  EXPECT_EQ(rake_of(10, 250), 0) << "rounded down";
  EXPECT_EQ(rake_of(50, 250), 2);
  EXPECT_EQ(rake_of(9007199254740991 / 2, 10'000), 9007199254740990);
  EXPECT_TRUE(says(bet_screen(stage, GameKind::dice, 1000), "2 for a stake of 50"));
  const Screen confirm = confirm_bet_screen(stage, GameKind::dice, 50);
  EXPECT_TRUE(says(confirm, "fee will be 2"));
  EXPECT_TRUE(says(confirm, "98 points"));
  EXPECT_EQ(button(confirm, "50")->data, "bet:50");
}

TEST_F(Screens, who_cannot_pay_the_smallest_stake_is_told_what_brings_points) {
  const Screen screen = bet_screen(stage, GameKind::dice, 9);
  EXPECT_TRUE(says(screen, "9 points"));
  EXPECT_TRUE(says(screen, "Top up"));
  EXPECT_EQ(button(screen, "10"), nullptr);
}

TEST_F(Screens, the_lobby_can_be_cancelled) {
  GameView game = active();
  game.state = GameState::waiting;
  game.opponent.clear();
  const Screen screen = game_screen(stage, game);
  ASSERT_NE(button(screen, "Cancel"), nullptr);
  EXPECT_EQ(button(screen, "Cancel")->data, "cancel:0G3M9QW4T1A7K");
}

TEST_F(Screens, the_match_names_opponent_and_stake_and_offers_the_throw) {
  const Screen screen = game_screen(stage, active());
  EXPECT_TRUE(says(screen, "<b>ivan</b>"));
  EXPECT_TRUE(says(screen, "50 points"));
  ASSERT_NE(button(screen, "Throw"), nullptr);
  EXPECT_EQ(button(screen, "Throw")->data, "throw:0G3M9QW4T1A7K:1:1");
}

TEST_F(Screens, who_has_thrown_has_no_button_left) {
  GameView game = active();
  game.throws_left = 0;
  game.your_throws = {{4}};
  EXPECT_TRUE(game_screen(stage, game).buttons.empty());
}

TEST_F(Screens, tied_rounds_are_told_and_the_next_throw_is_of_the_next_round) {
  GameView game = active();
  game.round = 2;
  game.your_throws = {{4}, {}};
  game.opponent_throws = {{4}, {}};
  const Screen screen = game_screen(stage, game);
  EXPECT_TRUE(says(screen, "Round 1: 4 and 4"));
  EXPECT_EQ(button(screen, "Throw")->data, "throw:0G3M9QW4T1A7K:2:1");
}

TEST_F(Screens, the_second_throw_of_a_round_is_told_from_the_first) {
  GameView game = active();
  game.throws_left = 2;
  game.your_throws = {{4}};
  EXPECT_EQ(button(game_screen(stage, game), "Throw")->data, "throw:0G3M9QW4T1A7K:1:2");
}

TEST_F(Screens, a_result_has_both_throws_the_amount_and_the_balance) {
  const Screen screen = game_screen(stage, won());
  EXPECT_TRUE(says(screen, "won"));
  EXPECT_TRUE(says(screen, "You threw 6, <b>ivan</b> threw 2"));
  EXPECT_TRUE(says(screen, "100 points"));
  EXPECT_TRUE(says(screen, "1050 points"));
  ASSERT_NE(button(screen, "Again"), nullptr);
  EXPECT_EQ(button(screen, "Again")->data, "again:50");
}

TEST_F(Screens, every_end_says_which_one_it_is) {
  GameView game = won();
  game.state = GameState::lost;
  EXPECT_TRUE(says(game_screen(stage, game), "lost"));
  game.state = GameState::voided;
  game.opponent_throws = {{}};
  EXPECT_TRUE(says(game_screen(stage, game), "void"));
  EXPECT_TRUE(says(game_screen(stage, game), "none"));
  game.state = GameState::cancelled;
  EXPECT_TRUE(says(game_screen(stage, game), "cancelled"));
  EXPECT_TRUE(says(game_screen(stage, game, true), "Nobody came"));
}

TEST_F(Screens, names_bring_no_markup) {
  GameView game = active();
  game.opponent = "<b>x</b>&";
  EXPECT_TRUE(says(game_screen(stage, game), "<b>&lt;b&gt;x&lt;/b&gt;&amp;</b>"));
}

TEST_F(Screens, everything_fits_with_the_longest_names_and_numbers) {
  GameView game = won();
  game.bet = 9007199254740991 / 2;
  game.win = game.payout = game.balance = 9007199254740991;
  game.opponent.clear();
  for (int i = 0; i < 64; ++i) game.opponent += "🎲";
  game.round = 5;
  game.your_throws = game.opponent_throws = {{6, 6, 6}, {6, 6, 6}, {6, 6, 6}, {6, 6, 6}, {6, 6, 6}};
  for (const auto state : {GameState::waiting, GameState::active, GameState::won, GameState::lost,
                           GameState::voided, GameState::cancelled}) {
    game.state = state;
    const Screen screen = game_screen(stage, game);
    EXPECT_LE(utf16_length(screen.html), 4096U);
    for (const auto& row : screen.buttons) {
      EXPECT_LE(row.size(), 8U);
      for (const auto& each : row) {
        EXPECT_LE(each.data.size(), 64U);
        EXPECT_GE(each.data.size(), 1U);
      }
    }
  }
}

TEST_F(Screens, the_key_changes_exactly_when_the_screen_does) {
  GameView waits = active();
  waits.throws_left = 0;
  GameView next = active();
  next.round = 2;
  EXPECT_NE(screen_key(active()), screen_key(waits));
  EXPECT_NE(screen_key(active()), screen_key(next));
  EXPECT_NE(screen_key(active()), screen_key(won()));
  EXPECT_EQ(screen_key(active()), screen_key(active()));
  EXPECT_TRUE(is_key_of_active_game(screen_key(waits)));
  EXPECT_FALSE(is_key_of_active_game(screen_key(won())));
}

TEST_F(Screens, keyboards_survive_being_stored) {
  const Screen screen = bet_screen(stage, GameKind::dice, 1000);
  const auto markup = inline_markup_from(to_stored(screen.buttons));
  ASSERT_TRUE(markup.has_value());
  ASSERT_EQ(markup->inline_keyboard.size(), screen.buttons.size());
  EXPECT_EQ(markup->inline_keyboard[0][0].text, screen.buttons[0][0].label);
  EXPECT_EQ(markup->inline_keyboard[0][0].callback_data, screen.buttons[0][0].data);
  EXPECT_FALSE(inline_markup_from("").has_value());
  EXPECT_EQ(to_stored(ButtonRows{}), "");
  const auto reply = markup_from(to_stored(reply_labels(stage.words)));
  ASSERT_TRUE(reply && std::holds_alternative<telegram::ReplyKeyboardMarkup>(*reply));
  EXPECT_EQ(std::get<telegram::ReplyKeyboardMarkup>(*reply).keyboard[0][0].text, "Roll 🎲");
}

TEST_F(Screens, a_payment_in_suspense_is_said_to_be_on_no_balance) {
  const auto told = [this](const char* event, std::optional<std::int64_t> balance) {
    return payment_html(stage, event, 75, balance, "stx1");
  };
  for (const char* event : {"payment_refunding", "payment_refunded", "payment_kept"}) {
    EXPECT_NE(told(event, 20).find("<b>20 Stars"), std::string::npos) << event;
    const std::string in_suspense = told(event, std::nullopt);
    EXPECT_NE(in_suspense.find("<b>75 Stars"), std::string::npos) << event;
    EXPECT_NE(in_suspense.find("stx1"), std::string::npos) << event;
    EXPECT_EQ(in_suspense.find("0 Stars"), std::string::npos) << event;
    EXPECT_EQ(in_suspense.find("our balance"), std::string::npos) << event;
  }
  EXPECT_NE(told("payment_kept", std::nullopt).find("on no balance"), std::string::npos);
}

TEST_F(Screens, daily_points_say_what_came_or_when) {
  const Instant now{1'000'000};
  EXPECT_NE(daily_html(stage, {100, {}, 1100}, now).find("100 points"), std::string::npos);
  EXPECT_NE(daily_html(stage, {0, now + Millis{3600'000}, 1000}, now).find("60 minutes"), std::string::npos);
}

TEST_F(Screens, what_was_taken_and_needs_a_second_person_by_now_can_be_agreed_to) {
  WithdrawalFile file;
  file.withdrawal.state = "taken";
  file.withdrawal.address = "somewhere";
  file.needs_approval = true;
  const auto labels = [&] {
    std::string text;
    for (const auto& row : withdrawal_file_screen(stage, file).buttons) text += row.front().label + "|";
    return text;
  };
  EXPECT_NE(labels().find("Agree"), std::string::npos) << labels();
  EXPECT_NE(labels().find("Take"), std::string::npos) << "whose link lasts pays by it";
  file.approver = "#22";
  EXPECT_EQ(labels().find("Agree"), std::string::npos) << labels();
}

}  // namespace
}  // namespace ludice::bot
