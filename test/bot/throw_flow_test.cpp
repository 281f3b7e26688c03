// Throws: one dice that counts for each, whatever Telegram and the players do.
#include "base/hex.hpp"
#include "bot/house.hpp"
#include "store/bot_tables.hpp"
#include "support/log_lines.hpp"

namespace ludice::bot {
namespace {

struct ThrowFlow : House {
  ThrowFlow() {
    open();
    match("50");
  }

  void expect_settled(std::int64_t annas, std::int64_t ivans) {
    EXPECT_TRUE(eventually([&] { return balance(anna_) == annas && balance(ivan_) == ivans; }));
  }

  /// Messages that are queued for this chat.
  std::int64_t waiting_for(const telegram::User& player) {
    store::ReadBody<std::int64_t> body = [chat = player.id](store::Reader& reader) {
      static constexpr store::Statement kQueued{"SELECT COUNT(*) FROM outbound WHERE chat_id = $1"};
      return reader.query(kQueued, {chat}).front().integer(0);
    };
    return read<std::int64_t>(std::move(body));
  }

  /// Another bot on the same database stores that it is so far with the attempt that was announced last.
  async::Task<> another_bot_is(std::string state) {
    store::Body<bool> body = [state](store::Transaction& txn) {
      static constexpr store::Statement kAttempt{"SELECT MAX(id) FROM attempt"};
      bool saved = false;
      for (store::bot::ThrowRow row : store::bot::list_unfinished_throws(txn)) {
        row.state = state;
        row.attempt = to_base32(txn.query(kAttempt).front().integer(0));
        saved = store::bot::save_throw(txn, row);
      }
      return saved;
    };
    const bool saved = co_await store_->write(std::move(body));
    EXPECT_TRUE(saved);
  }

  void expect_no_dice_where_another_bot_is(const std::string& state) {
    wire_.meanwhile["/throw"] = [this, state] { return another_bot_is(state); };
    ASSERT_TRUE(tap(anna_, "Throw"));
    ASSERT_TRUE(eventually([&] { return wire_.meanwhile.empty(); }));
    for (int i = 0; i < 5; ++i) a_while();
    EXPECT_EQ(telegram_.count_dice(anna_.id, false), 0U);
  }
};

TEST_F(ThrowFlow, two_taps_make_one_dice) {
  const auto button = telegram_.button(anna_.id, "Throw");
  const auto before = telegram_.toasts.size();
  telegram_.tap(anna_, button->message_id, button->data);
  telegram_.tap(anna_, button->message_id, button->data);
  ASSERT_TRUE(reads(anna_, "You have thrown"));
  ASSERT_TRUE(eventually([&] { return telegram_.toasts.size() >= before + 2; }));
  a_while();
  EXPECT_EQ(telegram_.count_dice(anna_.id, false), 1U);
  EXPECT_EQ(calls("/throw"), 1U);
}

// Both hear of the same attempt, since both announce the same throw.
TEST_F(ThrowFlow, of_two_bots_that_send_the_same_attempt_one_throws) {
  expect_no_dice_where_another_bot_is("sending");
}

TEST_F(ThrowFlow, an_attempt_that_another_bot_has_given_up_makes_no_dice) {
  expect_no_dice_where_another_bot_is("over");
}

TEST_F(ThrowFlow, a_tie_is_played_again) {
  telegram_.next_dice = {3, 3, 5, 1};
  ASSERT_TRUE(tap(anna_, "Throw"));
  ASSERT_TRUE(reads(anna_, "You have thrown"));
  ASSERT_TRUE(tap(ivan_, "Throw"));
  ASSERT_TRUE(reads(anna_, "Round 1: 3 and 3, a tie."));
  ASSERT_TRUE(reads(ivan_, "Round 1: 3 and 3, a tie."));
  ASSERT_TRUE(tap(anna_, "Throw"));
  ASSERT_TRUE(eventually([&] { return telegram_.count_dice(anna_.id, false) == 2; }));
  ASSERT_TRUE(tap(ivan_, "Throw"));
  EXPECT_TRUE(reads(anna_, "You threw 5, <b>ivan</b> threw 1"));
  EXPECT_TRUE(eventually([&] { return telegram_.count_dice(anna_.id, true) == 2; })) << "both forwarded";
  expect_settled(1050, 950);
}

TEST_F(ThrowFlow, scene_30_five_ties_are_void_and_both_stakes_come_back) {
  telegram_.next_dice = {3, 3, 3, 3, 3, 3, 3, 3, 3, 3};
  for (std::size_t round = 1; round <= 5; ++round) {
    for (const auto& player : {anna_, ivan_}) {
      const std::string due = ":" + std::to_string(round) + ":1";
      ASSERT_TRUE(eventually([&] {
        const auto button = telegram_.button(player.id, "Throw");
        return button && button->data.ends_with(due);
      }));
      ASSERT_TRUE(tap(player, "Throw"));
      ASSERT_TRUE(eventually([&] { return telegram_.count_dice(player.id, false) == round; }));
    }
  }
  EXPECT_TRUE(reads(anna_, "is void"));
  EXPECT_TRUE(reads(ivan_, "is void"));
  expect_settled(1000, 1000);
}

TEST_F(ThrowFlow, a_card_shown_again_brings_no_second_warning) {
  const auto cards = [this] { return telegram_.count(anna_.id, "Your throw!"); };
  for (int shown = 0; shown < 2; ++shown) {
    const auto before = cards();
    telegram_.type(anna_, "Roll 🎲");
    ASSERT_TRUE(eventually([&] { return cards() > before; }));
  }
  pass(settings_.turn_ttl * 2 / 3 + Millis{500});
  ASSERT_TRUE(reads(anna_, "left for your throw"));
  const auto before = cards();
  telegram_.type(anna_, "Roll 🎲");
  ASSERT_TRUE(eventually([&] { return cards() > before; }));
  a_while();
  EXPECT_EQ(telegram_.count(anna_.id, "left for your throw"), 1U);
}

TEST_F(ThrowFlow, scene_11_a_late_player_is_warned_and_then_thrown_for) {
  ASSERT_TRUE(tap(ivan_, "Throw"));
  ASSERT_TRUE(reads(ivan_, "You have thrown"));
  pass(settings_.turn_ttl * 2 / 3 + Millis{500});
  EXPECT_TRUE(reads(anna_, "left for your throw against <b>ivan</b>"));
  a_while();
  EXPECT_EQ(telegram_.count(anna_.id, "left for your throw"), 1U);
  EXPECT_EQ(telegram_.count(ivan_.id, "left for your throw"), 0U) << "he has thrown";
  pass(settings_.turn_ttl / 3 + Millis{2'000});
  EXPECT_TRUE(reads(anna_, "so the bot throws for you"));
  EXPECT_TRUE(reads(ivan_, "<b>anna</b> took too long"));
  EXPECT_TRUE(reads(anna_, "tie"));
  EXPECT_EQ(telegram_.count_dice(anna_.id, false), 1U);
}

TEST_F(ThrowFlow, scene_9_a_tap_and_the_deadline_at_once_make_one_dice) {
  telegram_.next_dice = {2, 6};
  ASSERT_TRUE(tap(ivan_, "Throw"));
  ASSERT_TRUE(reads(ivan_, "You have thrown"));
  const auto button = telegram_.button(anna_.id, "Throw");
  telegram_.tap(anna_, button->message_id, button->data);
  pass(settings_.turn_ttl + Millis{2'000});
  EXPECT_TRUE(reads(anna_, "You threw 6, <b>ivan</b> threw 2"));
  a_while();
  EXPECT_EQ(telegram_.count_dice(anna_.id, false), 1U);
  expect_settled(1050, 950);
}

TEST_F(ThrowFlow, scene_9_an_unknown_throw_is_given_up_openly_and_made_again) {
  telegram_.next_dice = {6, 5, 1};
  telegram_.fail("sendDice", {Fault::Kind::lost_after}, anna_.id);
  ASSERT_TRUE(tap(anna_, "Throw"));
  EXPECT_TRUE(reads(anna_, "does not count and is made once more"));
  EXPECT_TRUE(reads(ivan_, "does not count and is made once more"));
  ASSERT_TRUE(reads(anna_, "You have thrown"));
  EXPECT_EQ(telegram_.count_dice(anna_.id, false), 2U);
  ASSERT_TRUE(tap(ivan_, "Throw"));
  EXPECT_TRUE(reads(anna_, "You threw 5, <b>ivan</b> threw 1")) << "the second dice counts, the first never";
  expect_settled(1050, 950);
}

TEST_F(ThrowFlow, scene_9_a_second_unknown_throw_voids_the_game) {
  telegram_.fail("sendDice", {Fault::Kind::lost_before}, anna_.id);
  telegram_.fail("sendDice", {Fault::Kind::lost_after}, anna_.id);
  ASSERT_TRUE(tap(anna_, "Throw"));
  EXPECT_TRUE(reads(anna_, "is void"));
  EXPECT_TRUE(reads(ivan_, "is void"));
  expect_settled(1000, 1000);
}

TEST_F(ThrowFlow, scene_10_a_flood_makes_that_chat_wait_alone) {
  telegram_.fail("sendDice", {Fault::Kind::flood, Millis{1'000}}, anna_.id);
  ASSERT_TRUE(tap(anna_, "Throw"));
  ASSERT_TRUE(eventually([&] { return calls("/throw/void") == 1; }));
  const auto told = std::ranges::find(wire_.sent, "/throw/void", &Wire::Sent::path);
  EXPECT_NE(told->body.find("\"reason\":\"refused\""), std::string::npos);
  ASSERT_TRUE(tap(ivan_, "Throw"));
  EXPECT_TRUE(reads(ivan_, "You have thrown")) << "the other chat goes on";
  EXPECT_EQ(telegram_.count_dice(anna_.id, false), 0U);
  clock_.advance(Millis{1'000});
  EXPECT_TRUE(eventually([&] { return telegram_.count_dice(anna_.id, false) == 1; }));
  EXPECT_TRUE(reads(anna_, "tie"));
}

TEST_F(ThrowFlow, scene_11_a_chat_that_refuses_has_its_throw_made_in_the_opponents) {
  telegram_.fail_always("sendDice", {Fault::Kind::blocked}, anna_.id);
  telegram_.fail_always("sendMessage", {Fault::Kind::blocked}, anna_.id);
  telegram_.fail_always("editMessageText", {Fault::Kind::blocked}, anna_.id);
  telegram_.fail_always("forwardMessage", {Fault::Kind::blocked}, anna_.id);
  telegram_.next_dice = {2, 6};
  ASSERT_TRUE(tap(ivan_, "Throw"));
  ASSERT_TRUE(reads(ivan_, "You have thrown"));
  pass(settings_.turn_ttl + Millis{2'000});
  EXPECT_TRUE(reads(ivan_, "their throw is made here"));
  EXPECT_TRUE(reads(ivan_, "You threw 2, <b>anna</b> threw 6"));
  EXPECT_EQ(telegram_.count_dice(ivan_.id, false), 2U);
  EXPECT_EQ(telegram_.count_dice(ivan_.id, true), 0U) << "it fell in his chat, so it is not forwarded";
  expect_settled(1050, 950);
}

TEST_F(ThrowFlow, scene_11_one_who_deletes_the_account_is_thrown_for_and_does_not_stop_the_other) {
  for (const char* method : {"sendDice", "sendMessage", "editMessageText", "forwardMessage"}) {
    telegram_.fail_always(method, {Fault::Kind::deactivated}, anna_.id);
  }
  telegram_.next_dice = {2, 6};
  ASSERT_TRUE(tap(ivan_, "Throw"));
  ASSERT_TRUE(reads(ivan_, "You have thrown"));
  pass(settings_.turn_ttl + Millis{2'000});
  EXPECT_TRUE(reads(ivan_, "their throw is made here"));
  ASSERT_TRUE(reads(ivan_, "You threw 2, <b>anna</b> threw 6"));
  EXPECT_EQ(telegram_.count_dice(ivan_.id, false), 2U);
  EXPECT_EQ(telegram_.count_dice(anna_.id, false), 0U);
  expect_settled(1050, 950);
  EXPECT_TRUE(eventually([&] { return waiting_for(anna_) == 0; }))
      << "nothing is kept for an account that is gone";
  stake(ivan_, "50");
  EXPECT_TRUE(reads(ivan_, "Waiting for an opponent"));
}

TEST_F(ThrowFlow, while_telegram_cannot_be_reached_nothing_is_given_up) {
  telegram_.unreachable = true;
  ASSERT_TRUE(tap(anna_, "Throw"));
  ASSERT_TRUE(eventually([&] { return calls("/throw") == 1; }));
  a_while();
  EXPECT_EQ(calls("/throw/void"), 0U);
  telegram_.unreachable = false;
  EXPECT_TRUE(reads(anna_, "You have thrown"));
  EXPECT_EQ(calls("/throw"), 1U);
  EXPECT_EQ(telegram_.count_dice(anna_.id, false), 1U);
}

TEST_F(ThrowFlow, answers_of_the_api_that_were_lost_change_nothing) {
  wire_.lose_after = {"/throw", "/write/res", "/game"};
  telegram_.next_dice = {4, 2};
  ASSERT_TRUE(tap(anna_, "Throw"));
  ASSERT_TRUE(reads(anna_, "You have thrown"));
  wire_.lose_before = {"/throw", "/write/res"};
  ASSERT_TRUE(tap(ivan_, "Throw"));
  EXPECT_TRUE(reads(anna_, "You threw 4, <b>ivan</b> threw 2"));
  EXPECT_EQ(telegram_.count_dice(anna_.id, false), 1U);
  EXPECT_EQ(telegram_.count_dice(ivan_.id, false), 1U);
  expect_settled(1050, 950);
}

TEST_F(ThrowFlow, a_failure_nobody_expected_does_not_end_a_throw) {
  telegram_.fail("sendDice", {Fault::Kind::strange}, anna_.id);
  telegram_.next_dice = {4, 2};
  ASSERT_TRUE(tap(anna_, "Throw"));
  ASSERT_TRUE(reads(anna_, "does not count and is made once more"));
  ASSERT_TRUE(reads(anna_, "You have thrown"));
  ASSERT_TRUE(tap(ivan_, "Throw"));
  EXPECT_TRUE(reads(anna_, "You threw 4, <b>ivan</b> threw 2"));
  expect_settled(1050, 950);
}

TEST_F(ThrowFlow, a_failure_nobody_expected_does_not_end_a_chat) {
  telegram_.fail("editMessageText", {Fault::Kind::strange}, anna_.id);
  ASSERT_TRUE(tap(anna_, "Throw"));
  EXPECT_TRUE(eventually([&] {
    clock_.advance(Millis{10});
    return telegram_.find(anna_.id, "You have thrown") != nullptr;
  }));
}

TEST_F(ThrowFlow, a_message_that_fails_for_ever_does_not_hold_up_those_behind_it) {
  const test::LogLines log;
  telegram_.fail_always("editMessageText", {Fault::Kind::strange}, anna_.id);
  ASSERT_TRUE(tap(anna_, "Throw"));
  ASSERT_TRUE(eventually([&] { return log.has("outbound_failed"); }));
  telegram_.type(anna_, "/help");
  EXPECT_TRUE(eventually([&] {
    clock_.advance(Millis{20});
    return telegram_.find(anna_.id, "How it works") != nullptr;
  }));
}

TEST_F(ThrowFlow, a_message_that_may_have_been_lost_is_sent_again) {
  telegram_.fail("forwardMessage", {Fault::Kind::lost_before}, anna_.id);
  telegram_.fail("editMessageText", {Fault::Kind::lost_after}, anna_.id);
  ASSERT_TRUE(tap(anna_, "Throw"));
  ASSERT_TRUE(reads(anna_, "You have thrown"));
  ASSERT_TRUE(tap(ivan_, "Throw"));
  clock_.advance(Millis{2'000});
  EXPECT_TRUE(eventually([&] {
    clock_.advance(Millis{10});
    return telegram_.count_dice(anna_.id, true) == 1;
  }));
}

// It may be the chat that the dice lies in which is gone.
TEST_F(ThrowFlow, a_forward_that_is_refused_takes_nothing_else_along) {
  telegram_.fail("forwardMessage", {Fault::Kind::blocked}, anna_.id);
  telegram_.next_dice = {6, 2};
  ASSERT_TRUE(tap(anna_, "Throw"));
  ASSERT_TRUE(reads(anna_, "You have thrown"));
  ASSERT_TRUE(tap(ivan_, "Throw"));
  EXPECT_TRUE(eventually([&] {
    clock_.advance(Millis{10});
    return telegram_.find(anna_.id, "You won!") != nullptr;
  }));
}

TEST_F(ThrowFlow, the_button_of_a_throw_made_long_ago_is_old) {
  const auto button = telegram_.button(anna_.id, "Throw");
  telegram_.next_dice = {6, 2};
  ASSERT_TRUE(tap(anna_, "Throw"));
  ASSERT_TRUE(reads(anna_, "You have thrown"));
  ASSERT_TRUE(tap(ivan_, "Throw"));
  ASSERT_TRUE(reads(anna_, "You won!"));
  clock_.advance(Millis{10'000});
  telegram_.tap(anna_, button->message_id, button->data);
  EXPECT_TRUE(gets_toast("That button is old"));
  a_while();
  EXPECT_EQ(telegram_.count_dice(anna_.id, false), 1U);
}

TEST_F(ThrowFlow, scene_1_taps_in_a_hurry_bring_one_result) {
  const auto button = telegram_.button(ivan_.id, "Throw");
  telegram_.next_dice = {6, 2};
  ASSERT_TRUE(tap(anna_, "Throw"));
  ASSERT_TRUE(reads(anna_, "You have thrown"));
  ASSERT_TRUE(tap(ivan_, "Throw"));
  ASSERT_TRUE(eventually([&] { return telegram_.count_dice(ivan_.id, false) == 1; }));
  telegram_.tap(ivan_, button->message_id, button->data);
  ASSERT_TRUE(reads(ivan_, "You lost"));
  telegram_.tap(ivan_, button->message_id, button->data);
  EXPECT_TRUE(gets_toast("You have thrown already"));
  a_while();
  EXPECT_EQ(telegram_.count(ivan_.id, "You lost"), 1U);
}

TEST_F(ThrowFlow, anothers_button_throws_nothing) {
  const auto third = person(12, "mallory");
  join(third);
  telegram_.tap(third, 101, telegram_.button(anna_.id, "Throw")->data);
  EXPECT_TRUE(gets_toast("That button is old"));
  a_while();
  EXPECT_EQ(calls("/throw"), 0U);
}

struct ThrowFlowWithRollChat : House {
  ThrowFlowWithRollChat() {
    settings_.roll_chat = -1'000;
    open();
    match("50");
  }
};

TEST_F(ThrowFlowWithRollChat, where_both_chats_refuse_the_common_one_serves) {
  for (const auto& player : {anna_, ivan_})
    telegram_.fail_always("sendDice", {Fault::Kind::blocked}, player.id);
  telegram_.next_dice = {6, 2};
  ASSERT_TRUE(tap(anna_, "Throw"));
  ASSERT_TRUE(eventually([&] { return telegram_.count_dice(-1'000, false) == 1; }));
  ASSERT_TRUE(tap(ivan_, "Throw"));
  EXPECT_TRUE(reads(anna_, "You won!"));
  EXPECT_TRUE(reads(ivan_, "You lost."));
  EXPECT_EQ(telegram_.count_dice(-1'000, false), 2U);
  EXPECT_EQ(balance(anna_), 1050);
}

}  // namespace
}  // namespace ludice::bot
