// Whole games through the bot.
#include "bot/house.hpp"

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

}  // namespace
}  // namespace ludice::bot
