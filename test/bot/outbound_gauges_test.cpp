// What waits for Telegram is shown as it stands in the queue, on both databases, by the bot whose turn it is.
#include "bot/outbound_gauges.hpp"

#include "bot/house.hpp"
#include "store/bot_tables.hpp"
#include "support/both_stores.hpp"
#include "support/counted_metrics.hpp"

namespace ludice::bot {
namespace {

namespace rows = store::bot;

rows::OutboundRow text_at(Instant not_before, std::int64_t chat_id) {
  rows::OutboundRow row;
  row.chat_id = chat_id;
  row.not_before = not_before;
  row.kind = "text";
  row.text = "words";
  return row;
}

class OutboundGaugesTest : public test::OnBothStores<test::StoreTest> {
 protected:
  void queue(Millis until_due) {
    store::Body<bool> body = [row = text_at(clock_.now() + until_due, 7)](store::Transaction& txn) {
      rows::enqueue(txn, row);
      return true;
    };
    write<bool>(std::move(body));
  }

  /// As when Telegram has said that it is too much.
  void put_off(Millis by) {
    store::Body<bool> body = [now = clock_.now(), by](store::Transaction& txn) {
      const auto row = rows::next_outbound(txn, 7, now);
      rows::postpone_outbound(txn, row.value().id, now + by);
      return true;
    };
    write<bool>(std::move(body));
  }

  void look() { runner_.run(OutboundGauges(*store_, metrics_).look()); }
  double waiting() { return metrics_.level("ludice_bot_outbound_waiting").value_or(-1); }
  double oldest() { return metrics_.level("ludice_bot_outbound_oldest_seconds").value_or(-1); }

  test::CountedMetrics metrics_;
};
LUDICE_ON_BOTH_STORES(OutboundGaugesTest);

TEST_P(OutboundGaugesTest, an_empty_queue_is_shown_as_nothing) {
  look();
  EXPECT_EQ(waiting(), 0);
  EXPECT_EQ(oldest(), 0);
}

TEST_P(OutboundGaugesTest, a_message_waits_from_when_it_may_be_sent) {
  queue(Millis{4'000});
  look();
  EXPECT_EQ(waiting(), 0) << "it rests until the dice have";
  EXPECT_EQ(oldest(), 0);
  clock_.advance(Millis{4'000});
  look();
  EXPECT_EQ(waiting(), 1);
  EXPECT_EQ(oldest(), 0);
  clock_.advance(Millis{2'500});
  queue(Millis{0});
  queue(Millis{1'000});
  look();
  EXPECT_EQ(waiting(), 2);
  EXPECT_EQ(oldest(), 2.5);
}

TEST_P(OutboundGaugesTest, a_message_that_is_put_off_again_and_again_has_waited_since_it_was_queued) {
  queue(Millis{0});
  for (int i = 0; i < 3; ++i) {
    clock_.advance(Millis{30'000});
    put_off(Millis{60'000});
  }
  look();
  EXPECT_EQ(waiting(), 1);
  EXPECT_NEAR(oldest(), 90, 0.1);
}

TEST_P(OutboundGaugesTest, what_was_sent_waits_no_more) {
  queue(Millis{0});
  clock_.advance(Millis{9'000});
  look();
  EXPECT_EQ(oldest(), 9);
  store::Body<bool> sent = [now = clock_.now()](store::Transaction& txn) {
    rows::remove_outbound(txn, rows::next_outbound(txn, 7, now).value());
    return true;
  };
  write<bool>(std::move(sent));
  look();
  EXPECT_EQ(waiting(), 0);
  EXPECT_EQ(oldest(), 0);
}

struct OutboundTurn : House {};

TEST_F(OutboundTurn, a_bot_whose_turn_is_over_leaves_it_to_the_next_one_to_show_what_waits) {
  store::Body<bool> body = [row = text_at(clock_.now(), anna_.id)](store::Transaction& txn) {
    rows::enqueue(txn, row);
    return true;
  };
  write(std::move(body));
  telegram_.fail_always("sendMessage", {Fault::Kind::flood, Millis{60'000}}, anna_.id);
  open();
  EXPECT_TRUE(eventually([this] { return metrics_.level("ludice_bot_outbound_waiting") == 1; }));
  close();
  EXPECT_EQ(metrics_.level("ludice_bot_outbound_waiting"), 0);
  EXPECT_EQ(metrics_.level("ludice_bot_outbound_oldest_seconds"), 0);
}

}  // namespace
}  // namespace ludice::bot
