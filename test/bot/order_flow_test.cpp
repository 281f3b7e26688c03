// Orders of admins in the chat: chosen, typed, shown once more, and done once by whoever asked for them.
#include "bot/texts.hpp"
#include "bot/ton_house.hpp"
#include "service/ton_wallet.hpp"
#include "store/ton_table.hpp"

#include <algorithm>
#include <functional>
#include <set>

namespace ludice::bot {
namespace {

const std::string kAdjust = "/operator/adjust";

struct OrderFlow : TonHouse {
  /// Ivan and Olga have joined, and Olga looks at the house in her own chat.
  void begin_with_olga() {
    begin();
    join(ivan_);
    join(olga_);
    open_house(olga_);
  }
  /// Does it, and waits for a message with these words to come.
  testing::AssertionResult brings(const telegram::User& person, std::string_view words,
                                  const std::function<void()>& act) {
    const auto before = telegram_.count(person.id, words);
    act();
    return eventually([&] { return telegram_.count(person.id, words) > before; }) << " for: " << words;
  }
  void open_house(const telegram::User& person) {
    ASSERT_TRUE(brings(person, "for an operator", [&] { telegram_.type(person, "/operator"); }));
    ASSERT_TRUE(brings(person, "The house", [&] { EXPECT_TRUE(tap(person, "The house")); }));
  }
  void look_at(const std::string& player) {
    ASSERT_TRUE(brings(olga_, "Which player?", [&] { EXPECT_TRUE(tap(olga_, "A player")); }));
    telegram_.type(olga_, player);
  }
  /// Up to the card that Olga can confirm.
  void order_change(const std::string& player, const std::string& coin, const std::string& amount) {
    ASSERT_TRUE(brings(olga_, "(#", [&] { look_at(player); }));
    ASSERT_TRUE(brings(olga_, "By how much", [&] { EXPECT_TRUE(tap(olga_, "Change " + coin)); }));
    ASSERT_TRUE(brings(olga_, "Why? Send me one line", [&] { telegram_.type(olga_, amount); }));
    ASSERT_TRUE(brings(olga_, "Shall this be done?", [&] { telegram_.type(olga_, "a <slip> & its end"); }));
  }
  std::string frozen() {
    store::ReadBody<std::string> body = [](store::Reader& reader) {
      return store::find_ton_wallet(reader).value().frozen;
    };
    return read<std::string>(std::move(body));
  }
  std::set<std::string> bodies_of(const std::string& path) const {
    std::set<std::string> bodies;
    for (const Wire::Sent& sent : wire_.sent) {
      if (sent.path == path) bodies.insert(sent.body);
    }
    return bodies;
  }
};

TEST_F(OrderFlow, a_balance_changes_once_however_often_the_card_is_pressed) {
  begin_with_olga();
  order_change("ivan", "Points", "+50");
  EXPECT_TRUE(reads(olga_, "Give <b>50 points</b> to <b>ivan</b> (#8). Points come from nowhere."));
  EXPECT_TRUE(reads(olga_, "Reason: a &lt;slip&gt; &amp; its end"));
  EXPECT_EQ(balance(ivan_), 1'000) << "nothing is decided yet";
  const auto button = telegram_.button(olga_.id, "Yes, do it");
  ASSERT_TRUE(button.has_value());
  telegram_.tap(olga_, button->message_id, button->data);
  telegram_.tap(olga_, button->message_id, button->data);
  ASSERT_TRUE(gets_toast("decided already"));
  EXPECT_TRUE(reads(olga_, "Done</b> by #21"));
  EXPECT_TRUE(reads(olga_, "The balance is 1050 points now."));
  EXPECT_EQ(balance(ivan_), 1'050);
  EXPECT_EQ(calls(kAdjust), 1U);
}

TEST_F(OrderFlow, it_is_done_once_where_no_answer_comes_and_after_a_restart) {
  begin_with_olga();
  order_change("#8", "Points", "-50");
  EXPECT_TRUE(reads(olga_, "Take <b>50 points</b> from <b>ivan</b>"));
  const auto button = telegram_.button(olga_.id, "Yes, do it");
  ASSERT_TRUE(button.has_value());
  wire_.silent.insert(kAdjust);
  telegram_.tap(olga_, button->message_id, button->data);
  ASSERT_TRUE(reads(olga_, "I cannot say whether that was done"));
  close();
  wire_.silent.clear();
  open();
  telegram_.tap(olga_, button->message_id, button->data);
  ASSERT_TRUE(reads(olga_, "Done</b> by #21"));
  EXPECT_EQ(balance(ivan_), 950);
  EXPECT_GT(calls(kAdjust), 1U);
  EXPECT_EQ(bodies_of(kAdjust).size(), 1U) << "one request_id, and the same fields";
}

TEST_F(OrderFlow, what_cannot_be_read_is_asked_for_again) {
  begin_with_olga();
  look_at("ivan");
  ASSERT_TRUE(tap(olga_, "Change TON"));
  for (const char* wrong : {"five", "0", "+", "--5", "+-5", "1,000", "-0"}) {
    const auto before = telegram_.count(olga_.id, "That is no amount");
    telegram_.type(olga_, wrong);
    EXPECT_TRUE(eventually([&] { return telegram_.count(olga_.id, "That is no amount") > before; })) << wrong;
  }
  telegram_.type(olga_, " \u22120.5 ");
  ASSERT_TRUE(reads(olga_, "Take <b>0.5\u00A0TON</b> from <b>ivan</b>"));
  for (const std::string& wrong : {std::string("two\nlines"), std::string(201, 'x')}) {
    const auto before = telegram_.count(olga_.id, "That is no reason");
    telegram_.type(olga_, wrong);
    EXPECT_TRUE(eventually([&] { return telegram_.count(olga_.id, "That is no reason") > before; })) << wrong;
  }
  telegram_.type(olga_, std::string(200, 'x'));
  EXPECT_TRUE(reads(olga_, "Shall this be done?"));
}

TEST_F(OrderFlow, a_refusal_says_why_and_ends_the_order) {
  begin_with_olga();
  order_change("ivan", "TON", "-0.5");
  const auto button = telegram_.button(olga_.id, "Yes, do it");
  ASSERT_TRUE(button.has_value());
  telegram_.tap(olga_, button->message_id, button->data);
  ASSERT_TRUE(reads(olga_, "There is no more than 0\u00A0TON on that balance."));
  EXPECT_TRUE(reads(olga_, "Refused: nothing was done"));
  telegram_.tap(olga_, button->message_id, button->data);
  ASSERT_TRUE(gets_toast("decided already"));
  order_change("ivan", "TON", "9000000");
  ASSERT_TRUE(tap(olga_, "Yes, do it"));
  EXPECT_TRUE(reads(olga_, "Fund the owner first"));
  order_change("olga", "Points", "5");
  ASSERT_TRUE(tap(olga_, "Yes, do it"));
  EXPECT_TRUE(reads(olga_, "That would be for yourself"));
  EXPECT_EQ(balance(olga_), 1'000);
}

TEST_F(OrderFlow, a_desk_that_is_busy_leaves_the_card_as_it_is) {
  begin_with_olga();
  order_change("ivan", "Points", "5");
  wire_.refuse = Wire::Refused{kAdjust, "reason"};
  ASSERT_TRUE(tap(olga_, "Yes, do it"));
  ASSERT_TRUE(reads(olga_, "press again in a while"));
  ASSERT_TRUE(tap(olga_, "Yes, do it"));
  ASSERT_TRUE(reads(olga_, "Done</b> by #21"));
  EXPECT_EQ(balance(ivan_), 1'005);
}

TEST_F(OrderFlow, what_is_given_up_is_not_done) {
  begin_with_olga();
  order_change("ivan", "Points", "5");
  const auto button = telegram_.button(olga_.id, "Yes, do it");
  ASSERT_TRUE(tap(olga_, "✖️ No"));
  ASSERT_TRUE(reads(olga_, "Given up: nothing was done"));
  telegram_.tap(olga_, button->message_id, button->data);
  ASSERT_TRUE(gets_toast("decided already"));
  EXPECT_EQ(calls(kAdjust), 0U);
}

TEST_F(OrderFlow, in_their_chat_it_is_answered_and_confirmed_by_who_began_it) {
  begin();
  join(ivan_);
  telegram_.type(olga_, "/operator", kAdmins);
  ASSERT_TRUE(tap_in_chat(olga_, "The house"));
  ASSERT_TRUE(tap_in_chat(olga_, "A player"));
  ASSERT_TRUE(chat_reads("as a reply to this message"));
  telegram_.type(petr_, "nobody_here", kAdmins);
  telegram_.type(olga_, "8", kAdmins);
  ASSERT_TRUE(tap_in_chat(olga_, "Change Points"));
  ASSERT_TRUE(chat_reads("By how much"));
  telegram_.type(olga_, "5", kAdmins);
  ASSERT_TRUE(chat_reads("Why? Send me one line"));
  telegram_.type(olga_, "well played", kAdmins);
  EXPECT_EQ(telegram_.find(kAdmins, "I know no player"), nullptr);
  ASSERT_TRUE(tap_in_chat(petr_, "Yes, do it"));
  ASSERT_TRUE(gets_toast("Only who has asked for this"));
  ASSERT_TRUE(tap_in_chat(ivan_, "Yes, do it"));
  ASSERT_TRUE(gets_toast("Only the people who run this bot"));
  EXPECT_EQ(calls(kAdjust), 0U);
  ASSERT_TRUE(tap_in_chat(olga_, "Yes, do it"));
  ASSERT_TRUE(chat_reads("Done</b> by #21"));
  EXPECT_EQ(balance(ivan_), 1'005);
}

TEST_F(OrderFlow, whatever_somebody_else_forges_no_operators_call_is_made) {
  begin();
  join(ivan_);
  const std::vector<std::string> forged{"op_house",
                                        "op_fund",
                                        "op_fund_from:rake",
                                        "op_player",
                                        "op_adjust:8",
                                        "op_stop_player:7",
                                        "op_stop:withdrawals",
                                        "op_let_player:8",
                                        "op_reconcile",
                                        "op_resume",
                                        "op_do:001MCC6GK5T00",
                                        "op_drop:001MCC6GK5T00",
                                        "op_forgive:7",
                                        "op_stars_assign:001MCC6GK5T00",
                                        "op_stars_refund:001MCC6GK5T00",
                                        "op_stars_keep:001MCC6GK5T00"};
  for (const std::string& data : forged) telegram_.tap(ivan_, 1, data);
  const auto told = [&] {
    return std::ranges::count_if(telegram_.toasts, [](const std::string& toast) {
      return toast.starts_with("Only the people who run this bot");
    });
  };
  EXPECT_TRUE(eventually([&] { return told() == static_cast<std::ptrdiff_t>(forged.size()); }));
  // The bot itself looks for what waits.
  EXPECT_TRUE(std::ranges::all_of(wire_.sent, [](const Wire::Sent& sent) {
    return !sent.path.starts_with("/operator/") || sent.path == "/operator/suspense" ||
           sent.path == "/operator/stars/suspense" || sent.path == "/operator/withdrawals";
  }));
}

TEST_F(OrderFlow, who_is_no_admin_any_more_confirms_nothing) {
  begin_with_olga();
  order_change("ivan", "Points", "5");
  close();
  settings_.admins = {petr_.id};
  open();
  ASSERT_TRUE(tap(olga_, "Yes, do it"));
  ASSERT_TRUE(gets_toast("Only the people who run this bot"));
  EXPECT_EQ(balance(ivan_), 1'000);
}

TEST_F(OrderFlow, an_answer_that_comes_too_late_orders_nothing) {
  begin_with_olga();
  look_at("ivan");
  ASSERT_TRUE(tap(olga_, "Change Points"));
  ASSERT_TRUE(reads(olga_, "By how much"));
  pass(settings_.question_ttl);
  telegram_.type(olga_, "5");
  ASSERT_TRUE(reads(olga_, "That question has been closed"));
}

TEST_F(OrderFlow, an_admin_orders_without_having_accepted_what_players_accept) {
  begin();
  open_house(olga_);
  ASSERT_TRUE(tap(olga_, "A player"));
  ASSERT_TRUE(reads(olga_, "Which player?"));
  telegram_.type(olga_, "anna");
  ASSERT_TRUE(reads(olga_, "<b>anna</b> (#7)"));
  EXPECT_EQ(telegram_.find(olga_.id, "Welcome to Ludic"), nullptr);
}

TEST_F(OrderFlow, fees_of_games_go_to_the_owner) {
  settings_.rake_bps = 1'000;
  begin_with_olga();
  for (const auto& player : {anna_, ivan_}) {
    stake(player, "60");
    ASSERT_TRUE(reads(player, "The house fee will be 12"));
    ASSERT_TRUE(tap(player, "60"));
  }
  telegram_.next_dice = {6, 2};
  ASSERT_TRUE(tap(anna_, "Throw"));
  ASSERT_TRUE(reads(anna_, "You have thrown"));
  ASSERT_TRUE(tap(ivan_, "Throw"));
  ASSERT_TRUE(reads(anna_, "You won!"));
  open_house(olga_);
  ASSERT_TRUE(tap(olga_, "Fund the owner"));
  ASSERT_TRUE(tap(olga_, "Fees: 12 points"));
  ASSERT_TRUE(reads(olga_, "There are <b>12 points</b>"));
  telegram_.type(olga_, "-5");
  ASSERT_TRUE(reads(olga_, "That is no amount"));
  telegram_.type(olga_, "5");
  ASSERT_TRUE(reads(olga_, "Put <b>5 points</b> from the fees of games"));
  telegram_.type(olga_, "for the party");
  ASSERT_TRUE(tap(olga_, "Yes, do it"));
  ASSERT_TRUE(reads(olga_, "The owner has 5 points now."));
  open_house(olga_);
  EXPECT_TRUE(reads(olga_, "the owner has 5 points. Fees of games that are not collected yet: 7 points"));
}

TEST_F(OrderFlow, withdrawals_are_stopped_and_let_go_with_a_reason) {
  begin_with_olga();
  EXPECT_TRUE(reads(olga_, "Not stopped: withdrawals"));
  ASSERT_TRUE(tap(olga_, "Stop withdrawals"));
  ASSERT_TRUE(reads(olga_, "Why? Send me one line"));
  telegram_.type(olga_, "a stolen phone");
  ASSERT_TRUE(reads(olga_, "Stop <b>withdrawals</b> for everybody"));
  EXPECT_EQ(frozen(), "");
  ASSERT_TRUE(tap(olga_, "Yes, do it"));
  ASSERT_TRUE(chat_reads("#21: a stolen phone"));
  open_house(olga_);
  ASSERT_TRUE(reads(
      olga_, "Stopped since " + minute_of(clock_.now()) + " (UTC): withdrawals. Why: #21: a stolen phone"));
  ASSERT_TRUE(tap(olga_, "What stops withdrawals"));
  ASSERT_TRUE(reads(olga_, "Compare the wallet with the ledger first"));
  telegram_.type(olga_, "found it");
  ASSERT_TRUE(eventually([this] { return telegram_.count(olga_.id, "Shall this be done?") == 1; }));
  ASSERT_TRUE(reads(olga_, "Let <b>withdrawals</b> go on"));
  EXPECT_EQ(frozen(), "#21: a stolen phone") << "nothing is decided yet";
  ASSERT_TRUE(tap(olga_, "Yes, do it"));
  ASSERT_TRUE(chat_reads("Withdrawals leave again"));
  EXPECT_TRUE(chat_reads("found it"));
  EXPECT_EQ(frozen(), "");
}

TEST_F(OrderFlow, the_sale_of_stars_is_stopped_and_begun_again) {
  settings_.coins.push_back(Coin::stars);
  begin_with_olga();
  ASSERT_TRUE(tap(olga_, "Stop the sale of Stars"));
  telegram_.type(olga_, "the database moves");
  ASSERT_TRUE(reads(olga_, "Stop <b>the sale of Stars</b> for everybody"));
  ASSERT_TRUE(tap(olga_, "Yes, do it"));
  ASSERT_TRUE(reads(olga_, "Done</b> by #21"));
  telegram_.type(anna_, "Top up 🔝");
  ASSERT_TRUE(tap(anna_, "⭐ 50"));
  ASSERT_TRUE(reads(anna_, "No Stars are sold just now"));
  open_house(olga_);
  ASSERT_TRUE(tap(olga_, "What stops the sale of Stars"));
  ASSERT_TRUE(reads(olga_, "#21: the database moves"));
  telegram_.type(olga_, "it has moved");
  ASSERT_TRUE(reads(olga_, "Let <b>the sale of Stars</b> go on"));
  ASSERT_TRUE(tap(olga_, "Yes, do it"));
  ASSERT_TRUE(eventually([this] { return telegram_.count(olga_.id, "Done</b> by #21") == 2; }));
  EXPECT_EQ(telegram_.count(olga_.id, "Compare the wallet"), 0U);
  telegram_.type(anna_, "Top up 🔝");
  ASSERT_TRUE(tap(anna_, "⭐ 50"));
  EXPECT_TRUE(eventually([this] { return !telegram_.invoices.empty(); }));
}

TEST_F(OrderFlow, the_sale_of_stars_has_no_button_where_none_are_sold) {
  begin_with_olga();
  EXPECT_TRUE(telegram_.button(olga_.id, "Stop withdrawals").has_value());
  EXPECT_FALSE(telegram_.button(olga_.id, "Stop the sale of Stars").has_value());
}

TEST_F(OrderFlow, what_is_let_go_is_what_the_card_shows) {
  begin_with_olga();
  tell_frozen("a stolen phone");
  ASSERT_TRUE(tap_in_chat(petr_, "See what stops them"));
  ASSERT_TRUE(chat_reads("a stolen phone"));
  ASSERT_TRUE(chat_reads("Why? Send me one line"));
  telegram_.type(petr_, "found it", kAdmins);
  ASSERT_TRUE(chat_reads("Shall this be done?"));
  tell_frozen("another one");
  ASSERT_TRUE(tap_in_chat(petr_, "Yes, do it"));
  ASSERT_TRUE(chat_reads("something has joined what stopped it"));
  EXPECT_EQ(frozen(), "a stolen phone; another one");
}

TEST_F(OrderFlow, a_player_is_stopped_and_seen_to_be_since_when_and_why) {
  begin_with_olga();
  look_at("ivan");
  ASSERT_TRUE(reads(olga_, "May stake and withdraw"));
  ASSERT_TRUE(tap(olga_, "Stop the player"));
  ASSERT_TRUE(reads(olga_, "Stop the stakes and withdrawals of <b>ivan</b>"));
  telegram_.type(olga_, "plays for others");
  ASSERT_TRUE(tap(olga_, "Yes, do it"));
  ASSERT_TRUE(reads(olga_, "Done</b> by #21"));
  look_at("ivan");
  ASSERT_TRUE(reads(olga_, "since " + minute_of(clock_.now()) + " (UTC). Stopped by #21: plays for others"));
  ASSERT_TRUE(tap(olga_, "Let the player go on"));
  ASSERT_TRUE(reads(olga_, "Let <b>ivan</b> (#8) stake and withdraw again"));
  telegram_.type(olga_, "does not");
  ASSERT_TRUE(tap(olga_, "Yes, do it"));
  ASSERT_TRUE(eventually([this] { return telegram_.count(olga_.id, "Done</b> by #21") == 2; }));
  look_at("ivan");
  EXPECT_TRUE(eventually([this] { return telegram_.count(olga_.id, "May stake and withdraw") == 2; }));
}

TEST_F(OrderFlow, comparing_now_is_ordered_once) {
  begin_with_olga();
  ASSERT_TRUE(tap(olga_, "Compare now"));
  ASSERT_TRUE(reads(olga_, "Have all of Telegram's list of Stars compared"));
  EXPECT_EQ(calls("/operator/reconcile"), 0U);
  const auto button = telegram_.button(olga_.id, "Yes, do it");
  ASSERT_TRUE(button.has_value());
  telegram_.tap(olga_, button->message_id, button->data);
  telegram_.tap(olga_, button->message_id, button->data);
  ASSERT_TRUE(gets_toast("decided already"));
  EXPECT_EQ(calls("/operator/reconcile"), 1U);
}

}  // namespace
}  // namespace ludice::bot
