// Target through the bot: a press a dart, each announced and thrown once, the opponent's shown after all six.
#include "bot/house.hpp"

namespace ludice::bot {
namespace {

struct TargetFlow : House {
  TargetFlow() {
    open();
    match("50", "Target");
  }

  /// Waits for the button of this dart and presses it.
  testing::AssertionResult throw_dart(const telegram::User& player, int round, int dart) {
    const std::string due = ":" + std::to_string(round) + ":" + std::to_string(dart);
    const auto shown = eventually([&] {
      const auto button = telegram_.button(player.id, "Throw 🎯");
      return button && button->data.ends_with(due);
    });
    if (!shown) return testing::AssertionFailure() << "no button for dart " << due;
    return tap(player, "Throw 🎯");
  }
  void throw_all(const telegram::User& player, int round = 1) {
    for (int dart = 1; dart <= 3; ++dart) ASSERT_TRUE(throw_dart(player, round, dart));
    const auto wanted = static_cast<std::size_t>(3 * round);
    ASSERT_TRUE(eventually([&] { return telegram_.count_dice(player.id, false) == wanted; }));
  }
  /// Her turn passes, and the bot throws this dart; it is stored when the next one is due.
  void throw_for_anna(std::size_t dart) {
    pass(settings_.turn_ttl + Millis{2'000});
    ASSERT_TRUE(eventually([&] { return telegram_.count_dice(anna_.id, false) == dart; })) << dart;
    if (dart == 3) return;
    ASSERT_TRUE(reads(anna_, "Dart " + std::to_string(dart + 1) + " of 3"));
  }
  /// Where in a chat the latest message with these words is.
  std::ptrdiff_t place_of(const telegram::User& player, std::string_view words) {
    return telegram_.find(player.id, words) - telegram_.chat(player.id).data();
  }
};

TEST_F(TargetFlow, a_game_is_played_to_its_end) {
  telegram_.next_dice = {6, 2, 4, 1, 3, 5};
  throw_all(anna_);
  ASSERT_TRUE(reads(anna_, "You have thrown 10🎯 + 1 + 4 = 15 points. Waiting for <b>ivan</b>"));
  EXPECT_EQ(telegram_.count_dice(ivan_.id, true), 0U) << "nothing shows before both have thrown";
  throw_all(ivan_);
  EXPECT_TRUE(reads(anna_, "You threw 10🎯 + 1 + 4 = 15, <b>ivan</b> threw 0 + 2 + 7 = 9"));
  EXPECT_TRUE(reads(ivan_, "You lost."));
  EXPECT_EQ(balance(anna_), 1050);
  EXPECT_EQ(balance(ivan_), 950);
  for (const auto& player : {anna_, ivan_}) {
    EXPECT_TRUE(eventually([&] { return telegram_.count_dice(player.id, true) == 3; }));
    for (const auto& message : telegram_.chat(player.id)) {
      if (message.dice) {
        EXPECT_EQ(message.dice->emoji, "🎯");
      }
    }
  }
  EXPECT_EQ(calls("/throw"), 6U) << "each dart is announced";
}

TEST_F(TargetFlow, the_next_button_comes_below_the_dart_and_the_card_above_it_goes) {
  telegram_.next_dice = {5};
  ASSERT_TRUE(throw_dart(anna_, 1, 1));
  ASSERT_TRUE(reads(anna_, "Your darts so far: <b>7</b>"));
  EXPECT_TRUE(telegram_.chat(anna_.id).at(static_cast<std::size_t>(place_of(anna_, "so far")) - 1).dice);
  EXPECT_TRUE(eventually([&] { return telegram_.find(anna_.id, "You have 3 darts") == nullptr; }));
}

TEST_F(TargetFlow, between_darts_one_warning_is_enough) {
  ASSERT_TRUE(throw_dart(anna_, 1, 1));
  ASSERT_TRUE(throw_dart(anna_, 1, 2));
  ASSERT_TRUE(reads(anna_, "Dart 3 of 3"));
  pass(settings_.turn_ttl * 2 / 3 + Millis{500});
  EXPECT_TRUE(reads(anna_, "left for your throw"));
  a_while();
  EXPECT_EQ(telegram_.count(anna_.id, "left for your throw"), 1U);
}

TEST_F(TargetFlow, the_opponents_darts_do_not_show_early_to_one_who_asks_for_his_card_again) {
  throw_all(anna_);
  ASSERT_TRUE(reads(anna_, "Waiting for <b>ivan</b>"));
  ASSERT_TRUE(throw_dart(ivan_, 1, 1));
  ASSERT_TRUE(reads(ivan_, "Dart 2 of 3"));
  telegram_.type(anna_, "/play");
  ASSERT_TRUE(eventually([&] { return telegram_.count(anna_.id, "Waiting for <b>ivan</b>") == 2; }));
  a_while();
  EXPECT_EQ(telegram_.count_dice(anna_.id, true), 0U);
}

TEST_F(TargetFlow, two_taps_make_one_dart) {
  ASSERT_TRUE(throw_dart(anna_, 1, 1));
  const auto button = telegram_.button(anna_.id, "Throw 🎯");
  telegram_.tap(anna_, button->message_id, button->data);
  ASSERT_TRUE(reads(anna_, "Dart 2 of 3"));
  telegram_.tap(anna_, button->message_id, button->data);
  ASSERT_TRUE(gets_toast("That dart is thrown"));
  a_while();
  EXPECT_EQ(telegram_.count_dice(anna_.id, false), 1U);
  EXPECT_EQ(telegram_.count(anna_.id, "Dart 2 of 3"), 1U) << "no second card either";
}

TEST_F(TargetFlow, equal_points_are_decided_by_bullseyes) {
  telegram_.next_dice = {6, 4, 1, 5, 5, 1};
  throw_all(anna_);
  throw_all(ivan_);
  EXPECT_TRUE(reads(anna_, "bullseyes decide: 1 to 0"));
  EXPECT_TRUE(reads(anna_, "You won!"));
  EXPECT_EQ(balance(anna_), 1050);
}

TEST_F(TargetFlow, a_tied_round_is_thrown_again_from_the_first_dart) {
  telegram_.next_dice = {6, 1, 2, 1, 2, 6, 5, 1, 1, 1, 1, 1};
  throw_all(anna_);
  throw_all(ivan_);
  ASSERT_TRUE(reads(anna_, "Round 1: 10🎯 + 0 + 1 = 11 and 0 + 1 + 10🎯 = 11, a tie."));
  throw_all(anna_, 2);
  throw_all(ivan_, 2);
  EXPECT_TRUE(reads(anna_, "You threw 7 + 0 + 0 = 7, <b>ivan</b> threw 0 + 0 + 0 = 0"));
  EXPECT_EQ(balance(anna_), 1050);
}

TEST_F(TargetFlow, scene_11_every_dart_a_late_player_owes_is_thrown_for_him) {
  telegram_.next_dice = {1, 1, 1, 6, 6, 6};
  throw_all(ivan_);
  ASSERT_TRUE(reads(ivan_, "You have thrown"));
  for (std::size_t dart = 1; dart <= 3; ++dart) throw_for_anna(dart);
  EXPECT_TRUE(reads(anna_, "You won!"));
  EXPECT_EQ(balance(anna_), 1050);
}

TEST_F(TargetFlow, scene_11_one_who_goes_silent_after_a_bad_dart_keeps_it_and_the_rest_is_thrown_for_her) {
  telegram_.next_dice = {2, 2, 2, 1, 6, 3};
  throw_all(ivan_);
  ASSERT_TRUE(reads(ivan_, "You have thrown"));
  ASSERT_TRUE(throw_dart(anna_, 1, 1));
  ASSERT_TRUE(reads(anna_, "Your darts so far: <b>0</b>"));
  for (std::size_t dart = 2; dart <= 3; ++dart) throw_for_anna(dart);
  EXPECT_TRUE(reads(anna_, "so the bot throws for you"));
  EXPECT_TRUE(reads(ivan_, "<b>anna</b> took too long"));
  EXPECT_TRUE(reads(anna_, "You threw 0 + 10🎯 + 2 = 12, <b>ivan</b> threw 1 + 1 + 1 = 3"));
  pass(settings_.turn_ttl + Millis{2'000});
  a_while();
  EXPECT_EQ(telegram_.count_dice(anna_.id, false), 3U);
  EXPECT_EQ(balance(anna_), 1050);
  EXPECT_EQ(balance(ivan_), 950);
}

TEST_F(TargetFlow, a_dart_whose_answer_was_lost_is_made_once_more_and_the_others_count) {
  telegram_.next_dice = {6, 2, 2, 2};
  telegram_.fail("sendDice", {Fault::Kind::lost_after}, anna_.id);
  ASSERT_TRUE(throw_dart(anna_, 1, 1));
  ASSERT_TRUE(reads(anna_, "does not count and is made once more"));
  ASSERT_TRUE(reads(anna_, "Your darts so far: <b>1</b>"));
  ASSERT_TRUE(throw_dart(anna_, 1, 2));
  ASSERT_TRUE(throw_dart(anna_, 1, 3));
  EXPECT_TRUE(reads(anna_, "You have thrown 1 + 1 + 1 = 3 points"));
}

TEST_F(TargetFlow, a_restart_between_darts_goes_on_with_the_next_one) {
  telegram_.next_dice = {2, 2, 2};
  ASSERT_TRUE(throw_dart(anna_, 1, 1));
  ASSERT_TRUE(reads(anna_, "Dart 2 of 3"));
  crash();
  open();
  ASSERT_TRUE(throw_dart(anna_, 1, 2));
  ASSERT_TRUE(throw_dart(anna_, 1, 3));
  EXPECT_TRUE(reads(anna_, "You have thrown 1 + 1 + 1 = 3 points"));
  EXPECT_EQ(telegram_.count_dice(anna_.id, false), 3U);
}

TEST_F(TargetFlow, again_and_another_stake_stay_with_target) {
  throw_all(anna_);
  throw_all(ivan_);  // all ones: a tie
  throw_all(anna_, 2);
  telegram_.next_dice = {2};
  throw_all(ivan_, 2);
  ASSERT_TRUE(tap(ivan_, "Again"));
  EXPECT_TRUE(reads(ivan_, "<b>Target 🎯</b>, stake <b>50 points</b>"));
  ASSERT_TRUE(tap(anna_, "Other stake"));
  ASSERT_TRUE(eventually([&] { return telegram_.button(anna_.id, "20").has_value(); }));
  EXPECT_EQ(telegram_.button(anna_.id, "20")->data, "bet:target:20");
}

TEST_F(TargetFlow, dice_and_target_of_one_stake_do_not_meet) {
  const auto third = person(12, "olga"), fourth = person(13, "petra");
  for (const auto& player : {third, fourth}) join(player);
  stake(third, "70", "Target");
  ASSERT_TRUE(reads(third, "<b>Target 🎯</b>, stake <b>70 points</b>"));
  stake(fourth, "70", "Dice");
  EXPECT_TRUE(reads(fourth, "<b>Dice 🎲</b>, stake <b>70 points</b>"));
}

}  // namespace
}  // namespace ludice::bot
