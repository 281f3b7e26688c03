// A page of the history, from what is known of it.
#include "bot/screens.hpp"

#include <gtest/gtest.h>

namespace ludice::bot {
namespace {

struct HistoryScreens : testing::Test {
  HistoryScreens() { settings.coins = {Coin::points, Coin::stars, Coin::ton}; }

  Screen shown(Callback which, HistoryPage page) const { return history_screen(stage, which, page, games); }
  static Callback page_of(Coin coin, std::int64_t number = 0) {
    Callback which{Action::history, number == 0 ? "" : "0G3M9QW4T1A7K", number, 0, 0};
    which.coin = coin;
    return which;
  }
  static HistoryPage one(const std::string& kind, std::int64_t amount) {
    // 2026-11-29 04:07:59.999 UTC
    return {.items = {{Instant{1'795'925'279'999}, kind, amount, 7, "", ""}}, .cursor = ""};
  }
  static bool says(const Screen& screen, std::string_view words) {
    return screen.html.find(words) != std::string::npos;
  }

  Texts texts{embedded_files()};
  BotSettings settings;
  Stage stage{texts.in("en"), settings};
  std::vector<GameView> games;
};

TEST_F(HistoryScreens, amounts_have_their_coin_and_times_are_of_utc) {
  const Screen screen = shown(page_of(Coin::ton), one("payment", 2'500'000'000));
  EXPECT_TRUE(
      says(screen, "You paid in\n<b>+2.5\u00A0TON</b>, balance 0.000000007\u00A0TON · 2026-11-29 04:07"))
      << screen.html;
  EXPECT_TRUE(says(screen, "times are UTC"));
}

TEST_F(HistoryScreens, each_kind_has_its_words) {
  EXPECT_TRUE(says(shown(page_of(Coin::points), one("daily", 100)), "Free points of the day"));
  EXPECT_TRUE(says(shown(page_of(Coin::points), one("adjustment", -5)), "Set by the people"));
  EXPECT_TRUE(says(shown(page_of(Coin::stars), one("refund", -50)), "went back to you\n<b>-50 Stars ⭐</b>"));
  EXPECT_TRUE(says(shown(page_of(Coin::stars), one("refund", 50)), "came back to your balance"));
  EXPECT_TRUE(says(shown(page_of(Coin::ton), one("withdrawal", -5)), "You asked to withdraw"));
  EXPECT_TRUE(says(shown(page_of(Coin::ton), one("withdrawal", 5)), "came back to your balance"));
  EXPECT_TRUE(says(shown(page_of(Coin::points), one("game", -5)), "A game: your stake"));
  EXPECT_TRUE(says(shown(page_of(Coin::points), one("game", 5)), "A game: what came back to you"));
}

TEST_F(HistoryScreens, a_void_game_and_one_that_runs_are_told_as_they_are) {
  GameView game;
  game.id = "0G3M9QW4T1A7K";
  game.opponent = "<ivan>";
  game.state = GameState::voided;
  games = {game};
  HistoryPage back = one("game", 50);
  back.items.front().game = game.id;
  EXPECT_TRUE(says(shown(page_of(Coin::points), back), "against &lt;ivan&gt;: void, your stake came back"));
  games.front().state = GameState::active;
  back.items.front().amount = -50;
  EXPECT_TRUE(says(shown(page_of(Coin::points), back), "against &lt;ivan&gt;: your stake"));
}

TEST_F(HistoryScreens, buttons_lead_to_the_pages_beside_it_and_to_the_other_coins) {
  HistoryPage page = one("daily", 100);
  page.cursor = "0H000000000AA";
  const ButtonRows first = shown(page_of(Coin::stars), page).buttons;
  ASSERT_EQ(first.size(), 2U);
  ASSERT_EQ(first[0].size(), 1U);
  EXPECT_EQ(first[0][0].data, "history:0H000000000AA:stars:1");
  ASSERT_EQ(first[1].size(), 2U);
  EXPECT_EQ(first[1][0].data, "history");
  EXPECT_EQ(first[1][1].data, "history:ton");
  const ButtonRows later = shown(page_of(Coin::stars, 2), page).buttons;
  EXPECT_EQ(later[0][0].data, "history:0G3M9QW4T1A7K:stars:1");
  EXPECT_EQ(later[0][1].data, "history:0G3M9QW4T1A7K:stars:3");
  EXPECT_EQ(shown(page_of(Coin::stars, 1), page).buttons[0][0].data, "history:stars");
  const Screen last = shown(page_of(Coin::stars, kMostHistoryPage), page);
  EXPECT_EQ(last.buttons[0].size(), 1U) << "only back from there";
}

TEST_F(HistoryScreens, nothing_is_said_to_be_nothing) {
  settings.coins = {Coin::points};
  const Screen screen = shown(page_of(Coin::points), {});
  EXPECT_TRUE(says(screen, "There is nothing here"));
  EXPECT_TRUE(screen.buttons.empty());
}

}  // namespace
}  // namespace ludice::bot
