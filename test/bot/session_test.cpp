// A session's states, their ways out and their timeouts.
#include "bot/session.hpp"

#include <gtest/gtest.h>

namespace ludice::bot {
namespace {

constexpr Instant kNow{1'000'000'000};

struct SessionTest : testing::Test {
  BotSettings settings;
  Session session = new_session(7, 7, kNow);
};

TEST_F(SessionTest, starts_as_a_stranger) {
  EXPECT_EQ(state_at(session, kNow), State::stranger);
}

TEST_F(SessionTest, shown_terms_run_out) {
  show_terms(session, kNow, settings);
  EXPECT_EQ(state_at(session, kNow), State::terms);
  EXPECT_EQ(state_at(session, kNow + settings.question_ttl), State::stranger);
}

TEST_F(SessionTest, acceptance_leads_to_the_menu_and_lasts) {
  show_terms(session, kNow, settings);
  accept_terms(session, 1);
  EXPECT_EQ(state_at(session, kNow), State::menu);
  EXPECT_EQ(state_at(session, kNow + Millis{std::chrono::hours{1000}}), State::menu);
}

TEST_F(SessionTest, a_question_for_the_stake_runs_out_into_the_menu) {
  accept_terms(session, 1);
  ask_for_bet(session, GameKind::dice, kNow, settings);
  EXPECT_EQ(state_at(session, kNow + settings.question_ttl - Millis{1}), State::asked_bet);
  EXPECT_FALSE(question_ran_out(session, kNow + settings.question_ttl - Millis{1}));
  EXPECT_EQ(state_at(session, kNow + settings.question_ttl), State::menu);
  EXPECT_TRUE(question_ran_out(session, kNow + settings.question_ttl));
}

TEST_F(SessionTest, there_is_a_way_back_from_the_question) {
  accept_terms(session, 1);
  ask_for_bet(session, GameKind::dice, kNow, settings);
  back_to_menu(session);
  EXPECT_EQ(state_at(session, kNow), State::menu);
  EXPECT_FALSE(question_ran_out(session, kNow + settings.question_ttl));
}

TEST_F(SessionTest, whose_money_it_is_was_asked_in_one_chat) {
  ask_for_player(session, "0G3M9QW4T1A7K", -100, kNow, settings);
  EXPECT_EQ(asked_suspense(session, -100), "0G3M9QW4T1A7K");
  EXPECT_EQ(asked_suspense(session, -10), "");
  EXPECT_EQ(asked_suspense(session, 7), "");
  EXPECT_EQ(state_at(session, kNow), State::stranger) << "without the terms he plays no more than before";
  EXPECT_TRUE(question_ran_out(session, kNow + settings.question_ttl));
  back_to_menu(session);
  EXPECT_EQ(asked_suspense(session, -100), "");
}

TEST_F(SessionTest, what_an_order_lacks_was_asked_in_one_chat_and_on_no_card) {
  accept_terms(session, 1);
  ask_for_order(session, R"({"act":"look"} and more)", -100, kNow, settings);
  EXPECT_EQ(asked_order(session, -100), R"({"act":"look"} and more)");
  EXPECT_EQ(asked_order(session, 7), "");
  EXPECT_EQ(asked_suspense(session, -100), "");
  EXPECT_FALSE(asks_on_card(session));
  EXPECT_EQ(state_at(session, kNow), State::asked_order);
  EXPECT_TRUE(question_ran_out(session, kNow + settings.question_ttl));
}

TEST_F(SessionTest, nobody_gets_to_the_menu_without_the_terms) {
  back_to_menu(session);
  EXPECT_EQ(state_at(session, kNow), State::stranger);
  accept_terms(session, 1);
  forget_acceptance(session);
  EXPECT_EQ(state_at(session, kNow), State::stranger);
}

TEST_F(SessionTest, something_is_explained_once_in_a_session) {
  EXPECT_TRUE(explain_once(session, Explanation::own_dice));
  EXPECT_FALSE(explain_once(session, Explanation::own_dice));
  EXPECT_TRUE(explain_once(session, Explanation::edit)) << "each thing for itself";
  note_presence(session, kNow + settings.session_gap, settings);
  EXPECT_FALSE(explain_once(session, Explanation::own_dice)) << "still the same session";
}

TEST_F(SessionTest, a_long_silence_begins_a_new_session) {
  session.reminded = true;
  EXPECT_TRUE(explain_once(session, Explanation::own_dice));
  note_presence(session, kNow + settings.session_gap + Millis{1}, settings);
  EXPECT_FALSE(session.reminded);
  EXPECT_TRUE(explain_once(session, Explanation::own_dice));
}

}  // namespace
}  // namespace ludice::bot
