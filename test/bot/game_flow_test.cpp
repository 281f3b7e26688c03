// Whole games through the bot.
#include "bot/house.hpp"
#include "telegram/updates.hpp"

namespace ludice::bot {
namespace {

using GameFlow = House;

TEST_F(GameFlow, a_game_is_played_to_its_end) {
  open();
  match("50");
  EXPECT_EQ(balance(anna_), 950);
  telegram_.next_dice = {6, 2};
  ASSERT_TRUE(tap(anna_, "Throw"));
  ASSERT_TRUE(reads(anna_, "You have thrown"));
  EXPECT_EQ(telegram_.count_dice(ivan_.id, true), 0U) << "nothing shows before both have thrown";
  ASSERT_TRUE(tap(ivan_, "Throw"));
  ASSERT_TRUE(reads(anna_, "You won!"));
  ASSERT_TRUE(reads(ivan_, "You lost."));
  EXPECT_EQ(balance(anna_), 1050);
  EXPECT_EQ(balance(ivan_), 950);
  EXPECT_TRUE(reads(anna_, "You threw 6, <b>ivan</b> threw 2"));
  EXPECT_TRUE(reads(anna_, "Your balance: <b>1050 points</b>"));
  for (const auto& player : {anna_, ivan_}) {
    EXPECT_EQ(telegram_.count_dice(player.id, false), 1U);
    EXPECT_EQ(telegram_.count_dice(player.id, true), 1U);
    EXPECT_TRUE(telegram_.button(player.id, "Again").has_value());
  }
}

TEST_F(GameFlow, scene_1_again_tapped_three_times_stakes_once) {
  open();
  match();
  telegram_.next_dice = {6, 2};
  for (const auto& player : {anna_, ivan_}) {
    ASSERT_TRUE(tap(player, "Throw"));
    ASSERT_TRUE(eventually([&] { return telegram_.count_dice(player.id, false) == 1; }));
  }
  ASSERT_TRUE(reads(anna_, "You won!"));
  const auto button = telegram_.button(anna_.id, "Again");
  const auto answered = telegram_.toasts.size();
  for (int i = 0; i < 3; ++i) telegram_.tap(anna_, button->message_id, button->data);
  EXPECT_TRUE(eventually([&] { return telegram_.toasts.size() == answered + 3; })) << "each has its answer";
  EXPECT_TRUE(reads(anna_, "Waiting for an opponent"));
  a_while();
  EXPECT_EQ(balance(anna_), 1000) << "one stake for three taps";
  ASSERT_TRUE(tap(anna_, "Cancel"));
  EXPECT_TRUE(reads(anna_, "was cancelled. Your stake of <b>50 points</b> is back"));
  EXPECT_EQ(balance(anna_), 1050);
}

// Bot API 10.3 knows no stake dice, only an emoji and a value: one that somebody throws for TON in his app
// reaches a bot as any dice does, perhaps with fields unknown to it, or as a message without content.
TEST_F(GameFlow, scene_13_a_stake_dice_never_counts_in_whatever_shape_it_comes) {
  open();
  match("50");
  const std::string head = R"({"update_id":0,"message":{"message_id":1,"date":1800000000,)"
                           R"("chat":{"id":7,"type":"private"},"from":{"id":7,"is_bot":false,)"
                           R"("first_name":"anna","username":"anna"})";
  for (const char* content : {R"(,"dice":{"emoji":"🎲","value":6}}})",
                              R"(,"dice":{"emoji":"🎲","value":6,"stake_amount":1000000000}}})",
                              R"(,"stake_dice":{"value":6,"stake_amount":1000000000}}})", "}}"}) {
    const auto update = telegram::read_update_text(head + content);
    ASSERT_TRUE(update && update->message) << content;
    telegram_.push(*update);
  }
  telegram_.type(anna_, "/help");
  ASSERT_TRUE(reads(anna_, "How it works"));
  EXPECT_EQ(calls("/throw") + calls("/write/res"), 0U);
  EXPECT_EQ(telegram_.count(anna_.id, "only dice that the bot throws count"), 1U);
  EXPECT_EQ(telegram_.count(anna_.id, "I understand the buttons"), 1U);
  telegram_.next_dice = {2, 5};
  ASSERT_TRUE(tap(anna_, "Throw"));
  ASSERT_TRUE(reads(anna_, "You have thrown"));
  ASSERT_TRUE(tap(ivan_, "Throw"));
  EXPECT_TRUE(reads(anna_, "You threw 2, <b>ivan</b> threw 5"));
  EXPECT_EQ(balance(anna_), 950);
  EXPECT_EQ(balance(ivan_), 1050);
}

}  // namespace
}  // namespace ludice::bot
