// Stars that came and are nobody's, and what a player owes, in the hands of admins.
#include "bot/ton_house.hpp"
#include "service/operator_money.hpp"
#include "service/stars_charges.hpp"
#include "service/stars_suspense.hpp"
#include "store/stars_table.hpp"

namespace ludice::bot {
namespace {

struct StarsSuspenseFlow : TonHouse {
  StarsSuspenseFlow() {
    settings_.coins.push_back(Coin::stars);
    settings_.suspense_look = Millis{10};
  }
  /// A payment of 75 Stars by somebody unknown that Telegram refuses to refund.
  void keep_in_suspense(const std::string& charge) {
    store::Body<bool> body = [this, charge](store::Transaction& t) {
      service::CreditStars(events()).run(t, {TelegramId{99}, charge, Amount(75), "no order", t.now()});
      service::RefundSuspended::run(t, charge);
      return service::HearRefused(events()).run(t, charge).has_value();
    };
    ASSERT_TRUE(write<bool>(std::move(body)));
  }
  domain::ChargeState state_of(const std::string& charge) {
    store::ReadBody<domain::ChargeState> body = [charge](store::Reader& reader) {
      return store::find_stars_charge(reader, charge)->state;
    };
    return read<domain::ChargeState>(std::move(body));
  }
  std::int64_t stars(const telegram::User& person) { return balance_in(person, Coin::stars); }
  /// 75 Stars: they were given, spent, and have gone back to who paid.
  void owe(const telegram::User& person) {
    keep_in_suspense("spent");
    store::Body<bool> body = [this,
                              who = service::PlayerRef{TelegramId{person.id}, {}}](store::Transaction& t) {
      EXPECT_TRUE(service::AssignStarsSuspense(events()).run(t, "spent", who, "ivo").has_value());
      EXPECT_TRUE(service::AdjustBalance(events())
                      .run(t, "ivo", {.who = who, .asset = domain::Asset::stars, .amount = -75})
                      .has_value());
      return service::HearRefunded(events()).run(t, "spent").has_value();
    };
    ASSERT_TRUE(write<bool>(std::move(body)));
    ASSERT_EQ(stars(person), -75);
  }
  /// In the admins' chat, up to the card that Olga can confirm.
  void order(const std::string& label, const std::string& question) {
    ASSERT_TRUE(tap_in_chat(olga_, label));
    ASSERT_TRUE(chat_reads(question));
    telegram_.type(olga_, "a <slip> & its end", kAdmins);
    ASSERT_TRUE(chat_reads("Shall this be done?"));
  }
};

struct StarsSuspenseWithoutTon : StarsSuspenseFlow {
  StarsSuspenseWithoutTon() { settings_.coins = {Coin::points, Coin::stars}; }
};

TEST_F(StarsSuspenseWithoutTon, they_bring_a_card) {
  open();
  join(anna_);
  keep_in_suspense("stx1");
  EXPECT_TRUE(chat_reads("<b>75 Stars ⭐</b>, paid by #99, are nobody's here"));
}

TEST_F(StarsSuspenseFlow, they_bring_a_card_and_go_to_the_player_who_can_show_that_he_paid) {
  begin();
  keep_in_suspense("stx1");
  ASSERT_TRUE(chat_reads("<b>75 Stars ⭐</b>, paid by #99, are nobody's here"));
  ASSERT_TRUE(tap_in_chat(olga_, "Assign to a player"));
  ASSERT_TRUE(chat_reads("Which player?"));
  telegram_.type(olga_, "nobody_here", kAdmins);
  ASSERT_TRUE(chat_reads("I know no player"));
  telegram_.type(olga_, "anna", kAdmins);
  ASSERT_TRUE(chat_reads("Give <b>75 Stars ⭐</b>, paid with <code>stx1</code>, to <b>anna</b> (#7)"));
  telegram_.type(olga_, "showed the receipt", kAdmins);
  ASSERT_TRUE(chat_reads("Reason: showed the receipt"));
  EXPECT_EQ(stars(anna_), 0) << "nothing is decided yet";
  ASSERT_TRUE(tap_in_chat(petr_, "Yes, do it"));
  ASSERT_TRUE(gets_toast("Only who has asked for this"));
  ASSERT_TRUE(tap_in_chat(olga_, "Yes, do it"));
  ASSERT_TRUE(chat_reads("do not wait for a decision any more"));
  EXPECT_EQ(stars(anna_), 75);
  EXPECT_FALSE(telegram_.button(kAdmins, "Assign to a player").has_value());
}

TEST_F(StarsSuspenseFlow, they_are_kept_for_the_house) {
  begin();
  keep_in_suspense("stx1");
  order("Keep for the house", "Keep <b>75 Stars ⭐</b>, paid with <code>stx1</code>, for the house");
  ASSERT_TRUE(tap_in_chat(olga_, "Yes, do it"));
  ASSERT_TRUE(chat_reads("Done</b> by #21"));
  EXPECT_EQ(state_of("stx1"), domain::ChargeState::written_off);
}

TEST_F(StarsSuspenseFlow, telegram_is_asked_once_more) {
  begin();
  keep_in_suspense("stx1");
  order("Ask Telegram again", "Ask Telegram once more to refund <b>75 Stars ⭐</b>");
  ASSERT_TRUE(tap_in_chat(olga_, "Yes, do it"));
  ASSERT_TRUE(chat_reads("Done</b> by #21"));
  EXPECT_NE(state_of("stx1"), domain::ChargeState::kept);
  ASSERT_TRUE(chat_reads("do not wait for a decision any more"));
  ASSERT_EQ(telegram_.count(kAdmins, "are nobody's here"), 0U);
  store::Body<bool> body = [this](store::Transaction& t) {
    return service::HearRefused(events()).run(t, "stx1").has_value();
  };
  ASSERT_TRUE(write<bool>(std::move(body)));
  EXPECT_TRUE(eventually([this] { return telegram_.count(kAdmins, "are nobody's here") == 1; }))
      << "the first card says that it was decided; this is a new one, since it waits again";
}

TEST_F(StarsSuspenseFlow,
       what_was_decided_by_a_call_is_shown_as_decided_and_refused_where_it_was_on_its_way) {
  begin();
  keep_in_suspense("stx1");
  order("Keep for the house", "Keep <b>75 Stars ⭐</b>");
  store::Body<bool> body = [](store::Transaction& t) {
    return service::WriteOffStarsSuspense::run(t, "stx1").has_value();
  };
  ASSERT_TRUE(write<bool>(std::move(body)));
  ASSERT_TRUE(chat_reads("do not wait for a decision any more")) << "at the next look";
  EXPECT_FALSE(telegram_.button(kAdmins, "Keep for the house").has_value());
  ASSERT_TRUE(tap_in_chat(olga_, "Yes, do it"));
  EXPECT_TRUE(chat_reads("They do not wait for a decision any more."));
}

TEST_F(StarsSuspenseFlow, they_wait_among_what_waits_for_an_operator) {
  settings_.suspense_look = Millis{3'600'000};
  begin();
  keep_in_suspense("stx1");
  keep_in_suspense("stx2");
  join(olga_);
  telegram_.type(olga_, "/operator");
  ASSERT_TRUE(reads(olga_, "That is all that waits"));
  EXPECT_EQ(telegram_.count(olga_.id, "are nobody's here"), 2U);
  EXPECT_EQ(telegram_.count(olga_.id, "Nothing waits"), 0U);
}

TEST_F(StarsSuspenseFlow, what_a_player_owes_can_be_given_up) {
  begin();
  join(ivan_);
  join(olga_);
  const auto look_at_anna = [this] {
    telegram_.type(olga_, "/operator");
    ASSERT_TRUE(tap(olga_, "The house"));
    ASSERT_TRUE(tap(olga_, "A player"));
    ASSERT_TRUE(reads(olga_, "Which player?"));
    telegram_.type(olga_, "anna");
    ASSERT_TRUE(reads(olga_, "<b>anna</b> (#7)"));
  };
  look_at_anna();
  EXPECT_FALSE(telegram_.button(olga_.id, "Give up the debt").has_value());
  owe(anna_);
  look_at_anna();
  ASSERT_TRUE(tap(olga_, "Give up the debt"));
  ASSERT_TRUE(reads(olga_, "Give up the <b>75 Stars ⭐</b> that <b>anna</b> (#7) owes"));
  telegram_.type(olga_, "a child paid");
  ASSERT_TRUE(tap(olga_, "Yes, do it"));
  ASSERT_TRUE(reads(olga_, "Done</b> by #21"));
  EXPECT_EQ(stars(anna_), 0);
}

}  // namespace
}  // namespace ludice::bot
