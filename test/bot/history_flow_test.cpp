// Looking back on games and payments, page by page.
#include "bot/callback_data.hpp"
#include "bot/house.hpp"
#include "service/accounts.hpp"
#include "service/events.hpp"

#include <algorithm>

namespace ludice::bot {
namespace {

struct HistoryFlow : House {
  HistoryFlow() { open(); }

  /// So many points come to Anna.
  void give(std::int64_t amount) {
    store::Body<bool> body = [this, amount](store::Transaction& t) {
      const service::PlayerRef who{TelegramId{anna_.id}, {}};
      return service::ModifyBalance(events()).run(t, who, amount, domain::Asset::points).has_value();
    };
    EXPECT_TRUE(write<bool>(std::move(body)));
  }

  std::string page(const telegram::User& person) {
    const telegram::Message* message = telegram_.find(person.id, "Your history");
    return message == nullptr ? std::string() : message->text.value_or("");
  }
  testing::AssertionResult page_has(const telegram::User& person, const std::string& first,
                                    const std::string& last) {
    const auto holds = [&] {
      const std::string text = page(person);
      return text.find(first) != std::string::npos && text.find(last) != std::string::npos;
    };
    return eventually(holds) << " for " << first << " and " << last << " in: " << page(person);
  }
};

TEST_F(HistoryFlow, games_are_told_with_their_results) {
  match("50");
  telegram_.next_dice = {6, 2};
  ASSERT_TRUE(tap(anna_, "Throw"));
  ASSERT_TRUE(reads(anna_, "You have thrown"));
  ASSERT_TRUE(tap(ivan_, "Throw"));
  ASSERT_TRUE(reads(anna_, "You won!"));
  telegram_.type(anna_, "/history");
  ASSERT_TRUE(reads(anna_, "Your history: Points"));
  EXPECT_TRUE(page_has(anna_, "against ivan: you won\n<b>+100 points</b>, balance 1050 points",
                       "against ivan: your stake\n<b>-50 points</b>, balance 950 points"));
  EXPECT_NE(page(anna_).find("Points to begin with\n<b>+1000 points</b>"), std::string::npos);
  telegram_.type(ivan_, "/history");
  EXPECT_TRUE(page_has(ivan_, "against anna: you lost\n<b>-50 points</b>", "+1000 points"));
}

TEST_F(HistoryFlow, nobody_who_came_is_no_opponent) {
  join(anna_);
  stake(anna_, "50");
  ASSERT_TRUE(tap(anna_, "Cancel"));
  ASSERT_TRUE(reads(anna_, "was cancelled"));
  telegram_.type(anna_, "/history");
  EXPECT_TRUE(page_has(anna_, "not begun, your stake came back\n<b>+50 points</b>",
                       "your stake, before anybody came\n<b>-50 points</b>"));
}

TEST_F(HistoryFlow, pages_are_turned_on_one_card_and_stay_what_they_were) {
  join(anna_);
  for (std::int64_t amount = 1; amount <= 12; ++amount) give(amount);
  telegram_.type(anna_, "/history");
  ASSERT_TRUE(page_has(anna_, "<b>+12 points</b>", "<b>+8 points</b>"));
  EXPECT_FALSE(telegram_.button(anna_.id, "Back").has_value());
  ASSERT_TRUE(tap(anna_, "Next"));
  ASSERT_TRUE(page_has(anna_, "<b>+7 points</b>", "<b>+3 points</b>"));
  give(500);
  ASSERT_TRUE(tap(anna_, "Next"));
  ASSERT_TRUE(page_has(anna_, "<b>+2 points</b>", "Points to begin with"));
  EXPECT_FALSE(telegram_.button(anna_.id, "Next").has_value());
  ASSERT_TRUE(tap(anna_, "Back"));
  ASSERT_TRUE(page_has(anna_, "<b>+7 points</b>", "<b>+3 points</b>"));
  ASSERT_TRUE(tap(anna_, "Back"));
  ASSERT_TRUE(page_has(anna_, "<b>+500 points</b>", "<b>+9 points</b>"));
  EXPECT_EQ(telegram_.count(anna_.id, "Your history"), 1U);
}

TEST_F(HistoryFlow, it_stands_beside_a_game_that_waits) {
  join(anna_);
  for (std::int64_t amount = 1; amount <= 5; ++amount) give(amount);
  stake(anna_, "50");
  ASSERT_TRUE(reads(anna_, "Waiting for an opponent"));
  const auto cancel = telegram_.button(anna_.id, "Cancel");
  ASSERT_TRUE(cancel.has_value());
  telegram_.type(anna_, "/history");
  ASSERT_TRUE(tap(anna_, "Next"));
  ASSERT_TRUE(page_has(anna_, "Points to begin with", "<b>+1 point</b>"));
  const auto still = telegram_.button(anna_.id, "Cancel");
  ASSERT_TRUE(still.has_value());
  EXPECT_EQ(still->message_id, cancel->message_id);
}

TEST_F(HistoryFlow, a_page_turned_to_from_far_away_is_empty_and_a_forged_one_is_refused) {
  join(anna_);
  for (std::int64_t amount = 1; amount <= 6; ++amount) give(amount);
  telegram_.type(anna_, "/history");
  ASSERT_TRUE(page_has(anna_, "<b>+6 points</b>", "<b>+2 points</b>"));
  const auto next = telegram_.button(anna_.id, "Next");
  ASSERT_TRUE(next.has_value());
  const std::string from = decode_callback(next->data)->game;
  telegram_.tap(anna_, next->message_id, "history:" + from + ":900");
  ASSERT_TRUE(reads(anna_, "There is nothing here"));
  telegram_.tap(anna_, next->message_id, "history:0000000000000:1");
  ASSERT_TRUE(reads(anna_, "That is not possible just now"));
  telegram_.tap(anna_, next->message_id, "history:ton");
  EXPECT_TRUE(gets_toast("old"));
}

TEST_F(HistoryFlow, the_profile_leads_there_and_the_command_is_in_the_menu) {
  join(anna_);
  telegram_.type(anna_, "/profile");
  ASSERT_TRUE(tap(anna_, "History"));
  EXPECT_TRUE(page_has(anna_, "Your history: Points", "Points to begin with"));
  const auto told = [this] {
    return std::ranges::any_of(
        telegram_.commands, [](const telegram::BotCommand& command) { return command.command == "history"; });
  };
  EXPECT_TRUE(eventually(told));
}

}  // namespace
}  // namespace ludice::bot
