// Updates as the bot understands them.
#include "bot/incoming.hpp"

#include <gtest/gtest.h>

namespace ludice::bot {
namespace {

telegram::Update typed(std::string text) {
  telegram::Message message;
  message.from = telegram::User{};
  message.from->id = 7;
  message.from->username = "anna";
  message.chat.id = 7;
  message.date = 1'700'000'000;
  message.text = std::move(text);
  telegram::Update update;
  update.update_id = 1;
  update.message = message;
  return update;
}

struct TypedRow {
  const char* text;
  Incoming::Kind kind;
  const char* content;
};

class Typed : public testing::TestWithParam<TypedRow> {};

TEST_P(Typed, is_a_command_or_a_text) {
  const auto in = incoming_from(typed(GetParam().text));
  ASSERT_TRUE(in.has_value());
  EXPECT_EQ(in->kind, GetParam().kind);
  EXPECT_EQ(in->text, GetParam().content);
}

INSTANTIATE_TEST_SUITE_P(all, Typed,
                         testing::Values(TypedRow{"/start", Incoming::Kind::command, "start"},
                                         TypedRow{"/start ref_123", Incoming::Kind::command, "start"},
                                         TypedRow{"/Play@our_bot", Incoming::Kind::command, "play"},
                                         TypedRow{"/help\nplease", Incoming::Kind::command, "help"},
                                         TypedRow{"/", Incoming::Kind::command, ""},
                                         TypedRow{"50", Incoming::Kind::text, "50"},
                                         TypedRow{" /start", Incoming::Kind::text, " /start"}));

TEST(Incoming, a_payment_says_what_was_paid) {
  auto update = typed("x");
  update.message->text.reset();
  update.message->successful_payment = telegram::SuccessfulPayment{"XTR", 75, "order", "stx1", "p"};
  const auto in = incoming_from(update);
  EXPECT_EQ(in->kind, Incoming::Kind::paid);
  EXPECT_TRUE(in->is_of_money());
  EXPECT_EQ(in->charge, "stx1");
  EXPECT_EQ(in->amount, 75);
  EXPECT_EQ(in->text, "order");
  EXPECT_EQ(in->user_id, 7);
}

TEST(Incoming, a_refund_is_heard_whoever_the_message_is_from) {
  auto update = typed("x");
  update.message->from->id = 42;
  update.message->from->is_bot = true;
  update.message->refunded_payment = telegram::RefundedPayment{"XTR", 75, "order", "stx1"};
  const auto in = incoming_from(update);
  ASSERT_TRUE(in.has_value());
  EXPECT_EQ(in->kind, Incoming::Kind::refunded);
  EXPECT_EQ(in->charge, "stx1");
  EXPECT_EQ(in->user_id, 7);
}

TEST(Incoming, a_pre_checkout_is_nothing_that_waits_in_the_inbox) {
  telegram::Update update;
  update.pre_checkout_query = telegram::PreCheckoutQuery{};
  EXPECT_FALSE(incoming_from(update).has_value());
}

TEST(Incoming, a_person_without_a_username_is_called_by_number) {
  auto update = typed("x");
  update.message->from->username.reset();
  EXPECT_EQ(incoming_from(update)->name(), "#7");
  EXPECT_EQ(incoming_from(typed("x"))->name(), "anna");
}

TEST(Incoming, any_dice_of_a_person_is_his_own_dice) {
  auto update = typed("");
  update.message->text.reset();
  update.message->dice = telegram::Dice{"🎰", 64};
  EXPECT_EQ(incoming_from(update)->kind, Incoming::Kind::own_dice);
  update.message->forward_origin = telegram::MessageOrigin{};
  EXPECT_EQ(incoming_from(update)->kind, Incoming::Kind::own_dice);
}

TEST(Incoming, a_forwarded_number_is_no_stake) {
  auto update = typed("50");
  update.message->forward_origin = telegram::MessageOrigin{};
  EXPECT_EQ(incoming_from(update)->kind, Incoming::Kind::other);
}

TEST(Incoming, an_edited_number_is_no_stake) {
  auto update = typed("50");
  update.edited_message = std::move(update.message);
  update.message.reset();
  EXPECT_EQ(incoming_from(update)->kind, Incoming::Kind::edited);
}

TEST(Incoming, a_tap_knows_its_message_and_its_person) {
  telegram::Update update;
  telegram::CallbackQuery query;
  query.id = "q";
  query.from.id = 7;
  query.data = "menu";
  query.message = telegram::Message{};
  query.message->message_id = 44;
  query.message->chat.id = -5;
  query.message->chat.type = "group";
  update.callback_query = query;
  const auto in = incoming_from(update);
  ASSERT_TRUE(in.has_value());
  EXPECT_EQ(in->kind, Incoming::Kind::tap);
  EXPECT_EQ(in->user_id, 7);
  EXPECT_EQ(in->message_id, 44);
  EXPECT_FALSE(in->private_chat);
}

TEST(Incoming, nobody_doing_nothing_is_nothing) {
  telegram::Update unknown;
  EXPECT_FALSE(incoming_from(unknown).has_value());
  auto channel_post = typed("x");
  channel_post.message->from.reset();
  EXPECT_FALSE(incoming_from(channel_post).has_value());
  auto bot = typed("x");
  bot.message->from->is_bot = true;
  EXPECT_FALSE(incoming_from(bot).has_value());
}

}  // namespace
}  // namespace ludice::bot
