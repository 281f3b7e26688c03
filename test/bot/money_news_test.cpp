// News of money that comes twice, since events come until they are acknowledged: it is told once.
#include "bot/event_consumer.hpp"
#include "bot/ton_house.hpp"

namespace ludice::bot {
namespace {

struct MoneyNews : TonHouse {
  /// That nobody has acknowledged.
  std::int64_t events_left() {
    store::ReadBody<std::int64_t> body = [](store::Reader& reader) {
      static constexpr store::Statement kLeft{"SELECT COUNT(*) FROM event"};
      return reader.query(kLeft).front().integer(0);
    };
    return read<std::int64_t>(std::move(body));
  }
  /// As if the same had been written for another consumer, whose events become the bot's.
  void give_events_other_ids() {
    store::Body<bool> body = [](store::Transaction& transaction) {
      static constexpr store::Statement kRenumber{"UPDATE event SET id = id + 1000000"};
      return transaction.execute(kRenumber, {}) > 0;
    };
    ASSERT_TRUE(write<bool>(std::move(body)));
  }
  /// What comes from here on is told, and never acknowledged.
  void hear_without_acknowledging() {
    ASSERT_TRUE(eventually([this] { return events_left() == 0; }));  // the bot waits for events again
    wire_.cut.insert("/events");
  }
  /// Of a deposit, whose event nobody acknowledges.
  void read_a_receipt() {
    begin();
    hear_without_acknowledging();
    deposit(memo_, 2 * kTon);
    ASSERT_TRUE(reads(anna_, "<b>2\u00A0TON</b> came in"));
  }
  /// Stopped dead, and begun anew when what was lent comes again; a later event shows that it has come.
  void hear_it_again() {
    crash();
    wire_.cut.clear();
    clock_.advance(Millis{31'000});
    open();
    deposit(memo_, 3 * kTon);
    ASSERT_TRUE(reads(anna_, "<b>3\u00A0TON</b> came in"));
  }
};

TEST_F(MoneyNews, a_deposit_that_is_heard_of_twice_has_one_receipt) {
  read_a_receipt();
  hear_it_again();
  EXPECT_EQ(telegram_.count(anna_.id, "<b>2\u00A0TON</b> came in"), 1U);
}

TEST_F(MoneyNews, a_deposit_heard_of_again_as_another_consumers_event_has_one_receipt) {
  read_a_receipt();
  give_events_other_ids();
  hear_it_again();
  EXPECT_EQ(telegram_.count(anna_.id, "<b>2\u00A0TON</b> came in"), 1U);
}

TEST(Identity, of_an_event_is_that_of_no_other_but_the_same_for_every_consumer) {
  ApiEvent event;
  event.id = "ASKED";
  event.type = "payment_credited";
  event.at = 1'700'000'000;
  event.charge = "charge";
  ApiEvent queued = event;
  queued.id = "QUEUED";
  EXPECT_EQ(cause_of(event, 0).once, cause_of(queued, 7).once);
  const auto differs = [&](auto change) {
    ApiEvent other = event;
    change(other);
    return identity_of(other) != identity_of(event);
  };
  EXPECT_TRUE(differs([](ApiEvent& e) { e.type = "payment_refunded"; }));
  EXPECT_TRUE(differs([](ApiEvent& e) { e.at += 1; }));
  EXPECT_TRUE(differs([](ApiEvent& e) { e.charge += "x"; }));
  EXPECT_TRUE(differs([](ApiEvent& e) { e.withdrawal = "x"; }));
  EXPECT_TRUE(differs([](ApiEvent& e) { e.transaction = "x"; }));
  EXPECT_TRUE(differs([](ApiEvent& e) { e.amount = 1; }));
  EXPECT_TRUE(differs([](ApiEvent& e) { e.balance = 1; }));
  EXPECT_TRUE(differs([](ApiEvent& e) { e.why = "x"; }));
}

TEST_F(MoneyNews, a_withdrawal_that_is_heard_of_twice_is_told_once) {
  begin();
  withdraw();
  hear_without_acknowledging();
  decide_elsewhere();
  ASSERT_TRUE(reads(anna_, "back on your balance"));
  hear_it_again();
  EXPECT_EQ(telegram_.count(anna_.id, "back on your balance"), 1U);
}

TEST_F(MoneyNews, operators_are_alarmed_once) {
  begin();
  hear_without_acknowledging();
  tell_frozen("a stolen phone");
  ASSERT_TRUE(chat_reads("a stolen phone"));
  hear_it_again();
  EXPECT_EQ(telegram_.count(kAdmins, "a stolen phone"), 1U);
}

}  // namespace
}  // namespace ludice::bot
