// New people: terms first, then everything else; names that are missing or change.
#include "bot/house.hpp"

namespace ludice::bot {
namespace {

struct TermsFlow : House {
  TermsFlow() { open(); }
};

TEST_F(TermsFlow, start_brings_the_terms) {
  telegram_.type(anna_, "/start");
  ASSERT_TRUE(reads(anna_, "18 or older"));
  EXPECT_EQ(telegram_.button(anna_.id, "18+")->data, "accept_terms");
  EXPECT_EQ(calls("/register"), 0U);
}

TEST_F(TermsFlow, everything_else_of_a_new_person_brings_the_button_again_and_start_the_whole_terms) {
  telegram_.type(anna_, "hello");
  ASSERT_TRUE(reads(anna_, "18 or older"));
  std::size_t reminders = 0;
  for (const char* text : {"Roll 🎲", "50", "/cancel", "hello"}) {
    telegram_.type(anna_, text);
    ++reminders;
    EXPECT_TRUE(eventually([&] { return telegram_.count(anna_.id, "read the terms above") == reminders; }))
        << text;
  }
  telegram_.roll_own_dice(anna_, "🎲");
  EXPECT_TRUE(eventually([&] { return telegram_.count(anna_.id, "read the terms above") == 5; }));
  EXPECT_EQ(telegram_.button(anna_.id, "18+")->data, "accept_terms");
  EXPECT_EQ(telegram_.count(anna_.id, "18 or older"), 1U);
  telegram_.type(anna_, "/start");
  EXPECT_TRUE(eventually([&] { return telegram_.count(anna_.id, "18 or older") == 2; }));
  telegram_.tap(anna_, 1, "dice");
  EXPECT_TRUE(gets_toast("accept the terms first"));
  EXPECT_EQ(calls("/register"), 0U);
}

TEST_F(TermsFlow, accepting_registers_once_and_brings_the_keyboard) {
  join(anna_);
  EXPECT_EQ(balance(anna_), 1000);
  ASSERT_FALSE(telegram_.reply_keyboards.empty());
  const auto& keyboard = std::get<telegram::ReplyKeyboardMarkup>(telegram_.reply_keyboards.back()).keyboard;
  std::vector<std::string> labels;
  for (const auto& row : keyboard) {
    for (const auto& key : row) labels.push_back(key.text);
  }
  EXPECT_EQ(labels, (std::vector<std::string>{"Roll 🎲", "Help ❓", "Profile 👤", "Top up 🔝"}));
  EXPECT_TRUE(reads(anna_, "You accepted the terms"));
  telegram_.tap(anna_, 101, "accept_terms");
  EXPECT_TRUE(gets_toast("accepted already"));
  EXPECT_EQ(calls("/register"), 1U);
}

TEST_F(TermsFlow, who_comes_out_of_an_invoice_gets_to_top_up_when_the_terms_are_accepted) {
  telegram_.type(anna_, "/start topup");
  ASSERT_TRUE(reads(anna_, "18 or older"));
  telegram_.type(anna_, "hello");
  ASSERT_TRUE(reads(anna_, "read the terms above"));
  ASSERT_TRUE(tap(anna_, "I accept"));
  EXPECT_TRUE(reads(anna_, "You get <b>"));
}

TEST_F(TermsFlow, who_comes_out_of_an_invoice_and_has_accepted_gets_to_top_up) {
  join(anna_);
  telegram_.type(anna_, "/start other");
  ASSERT_TRUE(reads(anna_, "Good to see you"));
  telegram_.type(anna_, "/start topup");
  EXPECT_TRUE(reads(anna_, "You get <b>"));
  EXPECT_EQ(telegram_.count(anna_.id, "Good to see you"), 1U);
}

TEST_F(TermsFlow, who_has_accepted_can_read_the_terms_again) {
  join(anna_);
  telegram_.type(anna_, "/terms");
  ASSERT_TRUE(reads(anna_, "You have accepted these terms"));
  EXPECT_TRUE(telegram_.find(anna_.id, "You have accepted these terms")->text->contains("18 or older"));
}

TEST_F(TermsFlow, somebody_without_a_username_plays_under_a_number) {
  const auto nameless = person(9, "");
  join(nameless);
  EXPECT_TRUE(reads(nameless, "<b>#9</b>"));
}

TEST_F(TermsFlow, a_changed_name_is_followed) {
  join(anna_);
  anna_.username = "anna_the_second";
  telegram_.type(anna_, "Profile 👤");
  EXPECT_TRUE(reads(anna_, "👤 <b>anna_the_second</b>"));
}

TEST_F(TermsFlow, a_name_taken_over_does_not_open_the_old_account) {
  join(anna_);
  telegram_.type(anna_, "Top up 🔝");
  ASSERT_TRUE(reads(anna_, "1100 points"));
  const auto stranger = person(10, "anna");
  telegram_.type(stranger, "/start");
  ASSERT_TRUE(tap(stranger, "I accept"));
  EXPECT_TRUE(reads(stranger, "You have <b>1000 points</b>"));
  EXPECT_EQ(balance(anna_), 1100);
}

TEST_F(TermsFlow, acceptance_survives_a_restart) {
  join(anna_);
  crash();
  open();
  telegram_.type(anna_, "/start");
  EXPECT_TRUE(reads(anna_, "Good to see you, <b>anna</b>"));
}

TEST_F(TermsFlow, a_registration_whose_answer_was_lost_has_one_effect) {
  wire_.lose_after = {"/register"};
  join(anna_);
  EXPECT_EQ(balance(anna_), 1000);
  std::vector<std::string> bodies;
  for (const auto& sent : wire_.sent) {
    if (sent.path == "/register") bodies.push_back(sent.body);
  }
  ASSERT_EQ(bodies.size(), 2U);
  EXPECT_EQ(bodies[0], bodies[1]) << "the same signed bytes";
}

TEST_F(TermsFlow, a_button_pressed_in_a_group_is_answered_with_a_way_here) {
  telegram::Update update;
  telegram::CallbackQuery query;
  query.id = "q";
  query.from = anna_;
  query.data = "dice";
  query.message = telegram::Message{};
  query.message->message_id = 5;
  query.message->chat.id = -100;
  query.message->chat.type = "supergroup";
  update.callback_query = query;
  telegram_.push(update);
  EXPECT_TRUE(gets_toast("private chat"));
  a_while();
  EXPECT_TRUE(telegram_.chat(-100).empty());
}

TEST_F(TermsFlow, an_update_given_twice_is_run_once) {
  telegram::Update update;
  update.update_id = 77;
  update.message = telegram::Message{};
  update.message->from = anna_;
  update.message->chat.id = anna_.id;
  update.message->text = "/start";
  telegram_.push(update);
  telegram_.push(update);
  ASSERT_TRUE(reads(anna_, "18 or older"));
  a_while();
  EXPECT_EQ(telegram_.count(anna_.id, "18 or older"), 1U);
}

}  // namespace
}  // namespace ludice::bot
