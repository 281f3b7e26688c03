// From the menu to a stake, and everything a person may do instead.
#include "bot/house.hpp"

namespace ludice::bot {
namespace {

struct BetFlow : House {
  BetFlow() { open(); }

  void ask(const telegram::User& player) {
    const auto games = telegram_.count(player.id, "Which game?");
    const auto questions = telegram_.count(player.id, "How much do you stake?");
    telegram_.type(player, "Roll 🎲");
    ASSERT_TRUE(eventually([&] { return telegram_.count(player.id, "Which game?") > games; }));
    ASSERT_TRUE(tap(player, "Dice"));
    ASSERT_TRUE(eventually([&] { return telegram_.count(player.id, "How much do you stake?") > questions; }));
  }
};

TEST_F(BetFlow, the_reminder_comes_once_in_a_session) {
  join(anna_);
  ask(anna_);
  EXPECT_EQ(telegram_.count(anna_.id, "are luck"), 1U);
  telegram_.type(anna_, "/cancel");
  ASSERT_TRUE(reads(anna_, "nothing was staked"));
  ask(anna_);
  EXPECT_EQ(telegram_.count(anna_.id, "are luck"), 1U);
  clock_.advance(settings_.session_gap + Millis{1'000});
  telegram_.type(anna_, "/cancel");
  ASSERT_TRUE(eventually([&] { return telegram_.count(anna_.id, "nothing to cancel") == 1; }));
  telegram_.type(anna_, "/play");
  ASSERT_TRUE(tap(anna_, "Dice"));
  EXPECT_TRUE(eventually([&] { return telegram_.count(anna_.id, "are luck") == 2; }));
}

TEST_F(BetFlow, a_wrong_stake_is_answered_with_what_would_be_right_and_the_question_stands) {
  join(anna_);
  ask(anna_);
  struct Row {
    const char* typed;
    const char* answer;
  };
  for (const Row& row :
       {Row{"ten", "whole number, for example"}, Row{"-5", "without a sign"},
        Row{"10.5", "without point or comma"}, Row{"9", "smallest stake is <b>10 points"},
        Row{"0", "smallest stake is"}, Row{"100001", "biggest stake is <b>100\u202F000 points"},
        Row{"9223372036854775808", "biggest stake is"}, Row{"5000", "less than 5000 points"}}) {
    const auto before = telegram_.count(anna_.id, row.answer);
    telegram_.type(anna_, row.typed);
    EXPECT_TRUE(eventually([&] { return telegram_.count(anna_.id, row.answer) == before + 1; })) << row.typed;
  }
  EXPECT_EQ(balance(anna_), 1000);
  telegram_.type(anna_, " ٥٠ ");
  EXPECT_TRUE(reads(anna_, "stake <b>50 points</b>"));
  EXPECT_EQ(balance(anna_), 950);
}

TEST_F(BetFlow, the_whole_balance_can_be_staked_by_a_tap) {
  join(anna_);
  ask(anna_);
  ASSERT_TRUE(tap(anna_, "Everything: 1000"));
  EXPECT_TRUE(reads(anna_, "stake <b>1000 points</b>"));
  EXPECT_EQ(balance(anna_), 0);
}

TEST_F(BetFlow, the_lobby_card_is_the_question_edited) {
  join(anna_);
  ask(anna_);
  const auto question = telegram_.find(anna_.id, "How much do you stake?")->message_id;
  ASSERT_TRUE(tap(anna_, "50"));
  ASSERT_TRUE(reads(anna_, "Waiting for an opponent"));
  EXPECT_EQ(telegram_.find(anna_.id, "Waiting for an opponent")->message_id, question);
}

TEST_F(BetFlow, two_taps_on_a_stake_have_one_effect) {
  join(anna_);
  ask(anna_);
  const auto chip = telegram_.button(anna_.id, "50");
  telegram_.tap(anna_, chip->message_id, chip->data);
  telegram_.tap(anna_, chip->message_id, chip->data);
  ASSERT_TRUE(reads(anna_, "Waiting for an opponent"));
  ASSERT_TRUE(gets_toast("done already"));
  EXPECT_EQ(calls("/start/game"), 1U);
  EXPECT_EQ(balance(anna_), 950);
}

TEST_F(BetFlow, a_waiting_game_is_cancelled_by_its_button) {
  join(anna_);
  ask(anna_);
  ASSERT_TRUE(tap(anna_, "50"));
  ASSERT_TRUE(tap(anna_, "Cancel"));
  EXPECT_TRUE(reads(anna_, "was cancelled. Your stake of <b>50 points</b> is back"));
  EXPECT_TRUE(gets_toast("Cancelled"));
  EXPECT_EQ(balance(anna_), 1000);
}

TEST_F(BetFlow, a_waiting_game_is_cancelled_by_the_command) {
  join(anna_);
  ask(anna_);
  ASSERT_TRUE(tap(anna_, "50"));
  ASSERT_TRUE(reads(anna_, "Waiting for an opponent"));
  telegram_.type(anna_, "/cancel");
  EXPECT_TRUE(reads(anna_, "was cancelled"));
  EXPECT_EQ(balance(anna_), 1000);
  EXPECT_FALSE(telegram_.button(anna_.id, "Cancel").has_value()) << "only the live card has buttons";
}

TEST_F(BetFlow, nobody_comes_and_the_stake_comes_back) {
  join(anna_);
  ask(anna_);
  ASSERT_TRUE(tap(anna_, "50"));
  ASSERT_TRUE(reads(anna_, "Waiting for an opponent"));
  pass(settings_.lobby_ttl + Millis{2'000});
  EXPECT_TRUE(reads(anna_, "Nobody came in time. Your stake of <b>50 points</b> is back"));
  EXPECT_TRUE(telegram_.button(anna_.id, "Again").has_value());
  EXPECT_EQ(balance(anna_), 1000);
}

TEST_F(BetFlow, why_a_stake_comes_back_is_said_also_where_the_news_that_it_waits_comes_late) {
  wire_.silent.insert("/events");
  join(anna_);
  ask(anna_);
  ASSERT_TRUE(tap(anna_, "50"));
  ASSERT_TRUE(reads(anna_, "Waiting for an opponent"));
  // The news of it is lost on its way; it is lent for half a minute.
  const auto asked = calls("/events");
  ASSERT_TRUE(eventually([&] { return calls("/events") > asked; }));
  wire_.silent.clear();
  pass(settings_.lobby_ttl + Millis{2'000});
  EXPECT_TRUE(reads(anna_, "Nobody came in time. Your stake of <b>50 points</b> is back"));
  EXPECT_EQ(telegram_.find(anna_.id, "was cancelled"), nullptr);
}

TEST_F(BetFlow, a_running_game_cannot_be_cancelled) {
  match();
  telegram_.type(anna_, "/cancel");
  EXPECT_TRUE(reads(anna_, "cannot be cancelled"));
  EXPECT_TRUE(eventually([&] { return telegram_.button(anna_.id, "Throw").has_value(); }));
  EXPECT_EQ(balance(anna_), 950);
}

TEST_F(BetFlow, an_old_button_says_so_and_brings_a_fresh_card) {
  join(anna_);
  ask(anna_);
  const auto old = telegram_.button(anna_.id, "50");
  telegram_.type(anna_, "/play");
  ASSERT_TRUE(eventually([&] { return telegram_.count(anna_.id, "Which game?") == 1; }));
  EXPECT_TRUE(eventually([&] { return !telegram_.button(anna_.id, "50"); })) << "only one card has buttons";
  clock_.advance(Millis{60'000});
  telegram_.tap(anna_, old->message_id, old->data);
  EXPECT_TRUE(gets_toast("That button is old"));
  EXPECT_TRUE(eventually([&] { return telegram_.count(anna_.id, "Which game?") == 2; }));
  EXPECT_EQ(calls("/start/game"), 0U);
}

TEST_F(BetFlow, a_question_left_by_a_command_takes_its_buttons_along) {
  join(anna_);
  for (const char* command : {"/cancel", "/menu", "/start"}) {
    ask(anna_);
    const auto chip = telegram_.button(anna_.id, "20");
    ASSERT_TRUE(chip.has_value());
    telegram_.type(anna_, command);
    EXPECT_TRUE(eventually([&] { return !telegram_.button(anna_.id, "20"); })) << command;
    telegram_.tap(anna_, chip->message_id, chip->data);  // as it may be on its way already
    EXPECT_TRUE(gets_toast("That button is old")) << "nothing was done already: " << command;
    telegram_.toasts.clear();
  }
  EXPECT_EQ(calls("/start/game"), 0U);
}

TEST_F(BetFlow, a_forged_button_does_nothing) {
  join(anna_);
  for (const char* data : {"bet:50", "again:-1", "throw:0000000000000:1:1", "cancel:0000000000000", "x"}) {
    const auto before = telegram_.toasts.size();
    telegram_.tap(anna_, 101, data);
    EXPECT_TRUE(eventually([&] { return telegram_.toasts.size() == before + 1; })) << data;
  }
  EXPECT_EQ(calls("/start/game"), 0U);
  EXPECT_EQ(balance(anna_), 1000);
}

struct BetFlowWithPause : House {
  BetFlowWithPause() {
    settings_.result_pause = Millis{3'500};
    open();
  }
};

TEST_F(BetFlowWithPause, a_button_left_above_does_not_take_the_place_of_a_result_that_waits) {
  match("50");
  telegram_.next_dice = {6, 2};
  ASSERT_TRUE(tap(anna_, "Throw"));
  ASSERT_TRUE(reads(anna_, "You have thrown"));
  ASSERT_TRUE(tap(ivan_, "Throw"));
  ASSERT_TRUE(eventually([&] { return telegram_.count_dice(anna_.id, true) == 1; }));
  const auto before = telegram_.toasts.size();
  telegram_.tap(anna_, 1, "dice");
  ASSERT_TRUE(eventually([&] { return telegram_.toasts.size() > before; }));
  clock_.advance(settings_.result_pause);
  EXPECT_TRUE(eventually([&] {
    clock_.advance(Millis{10});
    return telegram_.find(anna_.id, "You won!") != nullptr;
  }));
}

TEST_F(BetFlow, a_question_runs_out) {
  join(anna_);
  ask(anna_);
  clock_.advance(settings_.question_ttl);
  telegram_.type(anna_, "50");
  EXPECT_TRUE(reads(anna_, "question has been closed"));
  EXPECT_EQ(calls("/start/game"), 0U);
}

TEST_F(BetFlow, a_question_survives_a_restart) {
  join(anna_);
  ask(anna_);
  crash();
  open();
  telegram_.type(anna_, "50");
  EXPECT_TRUE(reads(anna_, "Waiting for an opponent"));
}

TEST_F(BetFlow, again_stakes_the_same_once_more) {
  join(anna_);
  ask(anna_);
  ASSERT_TRUE(tap(anna_, "50"));
  ASSERT_TRUE(tap(anna_, "Cancel"));
  ASSERT_TRUE(tap(anna_, "Again"));
  EXPECT_TRUE(reads(anna_, "Waiting for an opponent"));
  EXPECT_EQ(balance(anna_), 950);
}

TEST_F(BetFlow, a_game_under_way_comes_instead_of_a_new_one) {
  match();
  telegram_.type(anna_, "Roll 🎲");
  EXPECT_TRUE(eventually([&] { return telegram_.count(anna_.id, "against <b>ivan</b>") == 2; }));
  EXPECT_EQ(calls("/start/game"), 2U);
}

TEST_F(BetFlow, a_stake_whose_answer_was_lost_is_placed_once) {
  join(anna_);
  ask(anna_);
  wire_.lose_after = {"/start/game"};
  ASSERT_TRUE(tap(anna_, "50"));
  EXPECT_TRUE(reads(anna_, "Waiting for an opponent"));
  EXPECT_EQ(balance(anna_), 950);
}

TEST_F(BetFlow, a_stake_whose_answer_never_comes_is_said_to_be_open_and_its_card_follows) {
  join(anna_);
  ask(anna_);
  wire_.silent = {"/start/game"};
  ASSERT_TRUE(tap(anna_, "50"));
  ASSERT_TRUE(gets_toast("No answer yet"));
  EXPECT_EQ(telegram_.find(anna_.id, "Nothing is lost"), nullptr);
  EXPECT_TRUE(reads(anna_, "Waiting for an opponent"));
  EXPECT_EQ(balance(anna_), 950);
}

TEST_F(BetFlow, whether_a_stake_was_placed_shows_at_a_second_look) {
  join(anna_);
  ask(anna_);
  wire_.cut = {"/start/game"};
  ASSERT_TRUE(tap(anna_, "50"));
  ASSERT_TRUE(reads(anna_, "cannot say whether your stake of <b>50 points</b> was placed"));
  EXPECT_EQ(balance(anna_), 1000);
  ASSERT_TRUE(tap(anna_, "Look again"));
  EXPECT_TRUE(reads(anna_, "Which game?"));
  EXPECT_EQ(telegram_.find(anna_.id, "cannot say"), nullptr) << "the card has moved on";
}

TEST_F(BetFlow, a_cancelling_whose_answer_never_comes_is_said_to_be_open) {
  join(anna_);
  ask(anna_);
  ASSERT_TRUE(tap(anna_, "50"));
  wire_.silent = {"/leave"};
  ASSERT_TRUE(tap(anna_, "Cancel"));
  EXPECT_TRUE(reads(anna_, "cannot say whether that was done"));
  EXPECT_TRUE(reads(anna_, "was cancelled. Your stake of <b>50 points</b> is back"));
  EXPECT_EQ(balance(anna_), 1000);
}

TEST_F(BetFlow, news_refused_for_now_come_when_their_event_comes_again) {
  const auto third = person(12, "olga");
  for (const auto& player : {anna_, ivan_, third}) join(player);
  stake(anna_, "50");
  ASSERT_TRUE(reads(anna_, "Waiting for an opponent"));
  a_while();
  clock_.advance(Millis{41'000});  // from here on only events bring news
  wire_.refuse = Wire::Refused{"/game", "\"id\":7"};
  stake(ivan_, "50");
  ASSERT_TRUE(reads(ivan_, "against <b>anna</b>"));
  ASSERT_TRUE(eventually([&] { return !wire_.refuse; }));
  a_while();
  EXPECT_EQ(telegram_.find(anna_.id, "against <b>ivan</b>"), nullptr);
  clock_.advance(Millis{31'000});
  stake(third, "70");  // an event of another game wakes who waits for events
  EXPECT_TRUE(reads(anna_, "against <b>ivan</b>"));
}

TEST_F(BetFlow, profile_help_and_free_points_answer) {
  join(anna_);
  telegram_.type(anna_, "/profile");
  EXPECT_TRUE(reads(anna_, "Balance: <b>1000 points</b>"));
  telegram_.type(anna_, "Help ❓");
  EXPECT_TRUE(reads(anna_, "How it works"));
  telegram_.type(anna_, "Top up 🔝");
  EXPECT_TRUE(reads(anna_, "You get <b>100 points</b>. Your balance: <b>1100 points</b>"));
  telegram_.type(anna_, "Top up 🔝");
  EXPECT_TRUE(reads(anna_, "The next ones come in"));
  EXPECT_EQ(balance(anna_), 1100);
}

TEST_F(BetFlow, what_does_not_count_is_explained_once) {
  join(anna_);
  ask(anna_);
  for (const char* emoji : {"🎲", "🎰", "🎲"}) telegram_.roll_own_dice(anna_, emoji);
  telegram::Update edit;
  edit.edited_message = telegram::Message{};
  edit.edited_message->from = anna_;
  edit.edited_message->chat.id = anna_.id;
  edit.edited_message->text = "50";
  telegram_.push(edit);
  edit.update_id = 0;
  telegram_.push(edit);
  ASSERT_TRUE(reads(anna_, "edited message changes nothing"));
  a_while();
  EXPECT_EQ(telegram_.count(anna_.id, "only dice that the bot throws count"), 1U);
  EXPECT_EQ(telegram_.count(anna_.id, "edited message changes nothing"), 1U);
  EXPECT_EQ(calls("/start/game"), 0U);
}

TEST_F(BetFlow, an_update_of_yesterday_is_answered_and_not_run) {
  join(anna_);
  ask(anna_);
  telegram::Update update;
  update.message = telegram::Message{};
  update.message->from = anna_;
  update.message->chat.id = anna_.id;
  update.message->date = (clock_.now() - Millis{25 * 3600'000}).seconds();
  update.message->text = "50";
  telegram_.push(update);
  EXPECT_TRUE(reads(anna_, "more than a day ago"));
  EXPECT_EQ(calls("/start/game"), 0U);
}

struct BetFlowWithFee : House {
  BetFlowWithFee() {
    settings_.rake_bps = 250;
    open();
  }
};

TEST_F(BetFlowWithFee, a_typed_stake_is_placed_after_its_fee_was_shown) {
  join(anna_);
  stake(anna_, "60");
  ASSERT_TRUE(reads(anna_, "The house fee will be 3"));
  EXPECT_EQ(balance(anna_), 1000);
  ASSERT_TRUE(tap(anna_, "60"));
  EXPECT_TRUE(reads(anna_, "House fee: 3 points"));
  EXPECT_EQ(balance(anna_), 940);
}

TEST_F(BetFlowWithFee, the_same_stake_once_more_shows_its_fee_first) {
  join(anna_);
  stake(anna_, "60");
  ASSERT_TRUE(tap(anna_, "60"));
  ASSERT_TRUE(tap(anna_, "Cancel"));
  ASSERT_TRUE(tap(anna_, "Again"));
  ASSERT_TRUE(eventually([&] { return telegram_.count(anna_.id, "The house fee will be 3") == 1; }));
  EXPECT_EQ(balance(anna_), 1000);
  ASSERT_TRUE(tap(anna_, "60"));
  EXPECT_TRUE(reads(anna_, "Waiting for an opponent"));
  EXPECT_EQ(balance(anna_), 940);
}

struct NoFreePoints : House {
  NoFreePoints() {
    settings_.daily_points = 0;
    open();
  }
};

TEST_F(NoFreePoints, nobody_is_told_to_wait_for_them) {
  join(anna_);
  telegram_.type(anna_, "Top up 🔝");
  EXPECT_TRUE(reads(anna_, "There are no free points here. Your balance: <b>1000 points</b>"));
  EXPECT_EQ(calls("/daily"), 0U);
  stake(anna_, "1000");
  ASSERT_TRUE(tap(anna_, "Cancel"));
  EXPECT_EQ(telegram_.find(anna_.id, "once a day"), nullptr);
}

}  // namespace
}  // namespace ludice::bot
