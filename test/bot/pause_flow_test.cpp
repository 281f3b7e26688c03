// A pause that Telegram asks for in the middle of a round, longer than a turn is.
#include "base/hex.hpp"
#include "bot/house.hpp"
#include "store/game_table.hpp"

namespace ludice::bot {
namespace {

constexpr Millis kTurn{1'000};
constexpr Millis kPause{3'200};

/// Ivan has thrown; Telegram wants a pause in place of Anna's throw.
struct PauseFlow : House {
  PauseFlow() {
    settings_.turn_ttl = kTurn;
    open();
    match("50");
    telegram_.next_dice = {2, 6};
    EXPECT_TRUE(tap(ivan_, "Throw"));
    EXPECT_TRUE(reads(ivan_, "You have thrown"));
    first_deadline_ = annas_deadline();
    clock_.advance(kTurn / 2);
    telegram_.fail("sendDice", {Fault::Kind::flood, kPause}, anna_.id);
    EXPECT_TRUE(tap(anna_, "Throw"));
    EXPECT_TRUE(eventually([&] { return annas_deadline() > first_deadline_; }));
    EXPECT_EQ(calls("/throw/void"), 1U);
  }

  /// As GET /game tells it to her.
  Instant annas_deadline() {
    store::ReadBody<Instant> body = [](store::Reader& reader) {
      static constexpr store::Statement kGame{"SELECT MAX(game) FROM deadline"};
      const GameId id{reader.query(kGame).front().integer(0)};
      const auto game = store::find_game(reader, id);
      return game ? game->match.seats[0].deadline.value_or(Instant{}) : Instant{};
    };
    return read<Instant>(std::move(body));
  }

  /// Turn by turn, as far as the pause goes less a little.
  void wait_almost_through() {
    for (Millis waited{0}; waited + kTurn < kPause; waited += kTurn) {
      pass(kTurn);
      a_while();
    }
  }

  Instant first_deadline_;
};

TEST_F(PauseFlow, scene_10_no_second_dice_falls_in_a_pause_longer_than_a_turn_and_the_deadline_moves) {
  const Instant moved = annas_deadline();
  EXPECT_EQ(moved, clock_.now() + kTurn) << "counted from the pause, not from the tap";
  EXPECT_GT(moved, first_deadline_);
  wait_almost_through();
  EXPECT_GE(annas_deadline(), moved + kTurn * 2) << "it moves with each turn of the pause";
  EXPECT_EQ(telegram_.count_dice(anna_.id, false), 0U);
  EXPECT_EQ(telegram_.count_dice(ivan_.id, false), 1U) << "his own; hers is not made in his chat";
  EXPECT_EQ(calls("/throw"), 2U) << "nothing is announced again while the pause lasts";
  pass(kTurn);
  EXPECT_TRUE(reads(anna_, "You threw 6, <b>ivan</b> threw 2"));
  a_while();
  EXPECT_EQ(telegram_.count_dice(anna_.id, false), 1U);
  EXPECT_EQ(telegram_.count_dice(ivan_.id, false), 1U);
  EXPECT_EQ(calls("/throw"), 3U);
  EXPECT_EQ(balance(anna_), 1050);
  EXPECT_EQ(balance(ivan_), 950);
}

TEST_F(PauseFlow, scene_10_nobody_is_told_that_one_was_late_who_had_tapped) {
  wait_almost_through();
  pass(kTurn);
  ASSERT_TRUE(reads(ivan_, "You lost."));
  EXPECT_EQ(telegram_.find(ivan_.id, "took too long"), nullptr);
  EXPECT_EQ(telegram_.find(anna_.id, "so the bot throws for you"), nullptr);
}

TEST_F(PauseFlow, scene_10_who_waits_for_the_throw_hears_of_the_pause_and_nobody_after_it) {
  EXPECT_TRUE(reads(ivan_, "Telegram asks for a pause"));
  wait_almost_through();
  pass(kTurn);
  ASSERT_TRUE(reads(anna_, "You won!"));
  EXPECT_EQ(telegram_.find(anna_.id, "Telegram asks for a pause"), nullptr) << "news of what is over";
}

using PauseElsewhere = House;

TEST_F(PauseElsewhere, scene_10_who_throws_in_the_opponent_s_chat_hears_of_its_pause) {
  open();
  match("50");
  telegram_.fail("sendDice", {Fault::Kind::refused}, anna_.id);
  telegram_.fail("sendDice", {Fault::Kind::flood, kPause}, ivan_.id);
  ASSERT_TRUE(tap(anna_, "Throw"));
  EXPECT_TRUE(reads(anna_, "Telegram asks for a pause. Your throw follows in"));
  EXPECT_EQ(telegram_.find(ivan_.id, "Telegram asks for a pause"), nullptr);
}

}  // namespace
}  // namespace ludice::bot
