// The outbound queue, the inbox and the throws as tables.
#include "store/bot_tables.hpp"

#include "support/store_fixture.hpp"

#include <gtest/gtest.h>

namespace ludice::bot {
namespace {

namespace rows = store::bot;

struct BotTables : test::StoreTest {
  void queue(rows::OutboundRow row) {
    store::Body<bool> body = [row](store::Transaction& txn) {
      rows::enqueue(txn, row);
      return true;
    };
    write<bool>(std::move(body));
  }

  static rows::OutboundRow text(const std::string& words, std::int64_t priority = 1) {
    rows::OutboundRow row;
    row.chat_id = 7;
    row.priority = priority;
    row.kind = "text";
    row.text = words;
    return row;
  }

  static rows::OutboundRow card(std::int64_t id, const std::string& words,
                                const std::string& keyboard = "k") {
    rows::OutboundRow row = text(words);
    row.kind = "card";
    row.card = id;
    row.keyboard = keyboard;
    return row;
  }

  std::optional<rows::OutboundRow> next() {
    store::ReadBody<std::optional<rows::OutboundRow>> body = [now = clock_.now()](store::Reader& reader) {
      return rows::next_outbound(reader, 7, now);
    };
    return read<std::optional<rows::OutboundRow>>(std::move(body));
  }

  void change(const std::function<void(store::Transaction&)>& what) {
    store::Body<bool> body = [what](store::Transaction& txn) {
      what(txn);
      return true;
    };
    write<bool>(std::move(body));
  }
};

TEST_F(BotTables, what_was_queued_first_goes_first_within_its_priority) {
  queue(text("second"));
  queue(text("third"));
  queue(text("first", 0));
  for (const char* words : {"first", "second", "third"}) {
    const auto row = next();
    ASSERT_TRUE(row.has_value());
    EXPECT_EQ(row->text, words);
    change([&](store::Transaction& txn) { rows::remove_outbound(txn, *row); });
  }
  EXPECT_FALSE(next().has_value());
}

TEST_F(BotTables, an_event_is_remembered_and_its_rows_go_once) {
  std::int64_t id = 0;
  change([&](store::Transaction& txn) {
    EXPECT_TRUE(rows::remember_event(txn, "e1"));
    EXPECT_FALSE(rows::remember_event(txn, "e1"));
    EXPECT_TRUE(rows::remember_event(txn, "e2"));
    id = rows::add_event(txn, 7, "{}").id;
  });
  reopen();
  change([&](store::Transaction& txn) {
    EXPECT_FALSE(rows::remember_event(txn, "e1"));
    const auto left = rows::list_events(txn, txn.now(), 10);
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left.front().user_id, 7);
    EXPECT_TRUE(rows::list_events(txn, txn.now() - Millis{1'000}, 10).empty());
    EXPECT_TRUE(rows::remove_inbox(txn, id));
    EXPECT_FALSE(rows::remove_inbox(txn, id));
  });
}

TEST_F(BotTables, what_an_update_and_an_event_leave_is_told_apart) {
  change([&](store::Transaction& txn) {
    const auto update = rows::add_inbox(txn, 7, "update");
    const auto event = rows::add_event(txn, 7, "event");
    EXPECT_TRUE(rows::remove_inbox(txn, update.id));
    EXPECT_EQ(rows::list_events(txn, txn.now(), 10).size(), 1U);
    EXPECT_TRUE(rows::remove_inbox(txn, event.id));
  });
}

TEST_F(BotTables, edits_of_one_card_become_one) {
  queue(card(5, "waiting"));
  queue(card(6, "another card"));
  queue(card(5, "begun"));
  for (const char* words : {"another card", "begun"}) {
    const auto row = next();
    ASSERT_TRUE(row.has_value());
    EXPECT_EQ(row->text, words);
    change([&](store::Transaction& txn) { rows::remove_outbound(txn, *row); });
  }
  EXPECT_FALSE(next().has_value());
}

TEST_F(BotTables, an_edit_queued_while_another_is_being_sent_stays_queued) {
  queue(card(5, "waiting"));
  const auto under_way = next();
  queue(card(5, "begun"));
  change([&](store::Transaction& txn) { rows::remove_outbound(txn, *under_way); });
  ASSERT_TRUE(next().has_value());
  EXPECT_EQ(next()->text, "begun");
}

TEST_F(BotTables, buttons_taken_away_while_the_card_is_being_sent_are_taken_away_afterwards) {
  queue(card(5, "result", "again"));
  const auto under_way = next();
  change([](store::Transaction& txn) { EXPECT_TRUE(rows::strip_queued_card(txn, 7, 5)); });
  change([&](store::Transaction& txn) { rows::remove_outbound(txn, *under_way); });
  ASSERT_TRUE(next().has_value());
  EXPECT_EQ(next()->keyboard, "");
  EXPECT_EQ(next()->text, "result");
}

TEST_F(BotTables, what_shall_wait_lets_others_pass_but_what_was_tried_keeps_its_place) {
  auto later = text("later");
  later.not_before = clock_.now() + Millis{1'000};
  queue(later);
  queue(text("now"));
  const auto tried = next();
  ASSERT_TRUE(tried.has_value());
  EXPECT_EQ(tried->text, "now");
  change([&](store::Transaction& txn) {
    rows::postpone_outbound(txn, tried->id, clock_.now() + Millis{5'000});
  });
  queue(text("after it"));
  EXPECT_EQ(next()->text, "now") << "nothing overtakes a message that is sent again";
  EXPECT_EQ(next()->attempts, 1);
}

TEST_F(BotTables, an_update_is_remembered_once) {
  change([](store::Transaction& txn) {
    EXPECT_TRUE(rows::remember_update(txn, 5));
    EXPECT_FALSE(rows::remember_update(txn, 5));
    EXPECT_TRUE(rows::remember_update(txn, 4)) << "also where it is smaller: numbers may begin anew";
  });
  clock_.advance(Millis{1'000});
  change([&](store::Transaction& txn) {
    rows::forget_updates_before(txn, clock_.now());
    EXPECT_TRUE(rows::remember_update(txn, 5));
  });
}

TEST_F(BotTables, stored_updates_come_back_in_the_order_of_their_arrival_until_removed) {
  change([](store::Transaction& txn) {
    rows::add_inbox(txn, 7, "a");
    rows::add_inbox(txn, 8, "b");
  });
  reopen();
  change([](store::Transaction& txn) {
    const auto waiting = rows::list_inbox(txn);
    ASSERT_EQ(waiting.size(), 2U);
    EXPECT_EQ(waiting[0].body, "a");
    EXPECT_EQ(waiting[1].user_id, 8);
    EXPECT_TRUE(rows::remove_inbox(txn, waiting[0].id));
    EXPECT_FALSE(rows::remove_inbox(txn, waiting[0].id)) << "its effects are stored already";
    EXPECT_EQ(rows::list_inbox(txn).size(), 1U);
  });
}

TEST_F(BotTables, a_throw_has_one_row) {
  change([](store::Transaction& txn) {
    rows::ThrowRow row;
    row.game = "G";
    row.user_id = 7;
    row.round = 1;
    row.throw_no = 1;
    row.state = "wanted";
    row.cause = 44;
    const auto added = rows::add_throw(txn, row);
    ASSERT_TRUE(added.has_value());
    EXPECT_FALSE(rows::add_throw(txn, row).has_value());
    row.user_id = 0;
    row.name = "ivan";
    EXPECT_TRUE(rows::add_throw(txn, row).has_value());
    row.name = "boris";
    EXPECT_TRUE(rows::add_throw(txn, row).has_value()) << "players known by name are told apart by it";
    EXPECT_EQ(rows::list_unfinished_throws(txn).size(), 3U);
    auto done = *added;
    done.state = "recorded";
    EXPECT_TRUE(rows::save_throw(txn, done));
    EXPECT_FALSE(rows::save_throw(txn, done)) << "the same once more may be another bot's";
    auto late = *added;
    late.state = "sending";
    EXPECT_FALSE(rows::save_throw(txn, late)) << "another bot has moved it on";
    EXPECT_EQ(rows::list_unfinished_throws(txn).size(), 2U);
    EXPECT_EQ(rows::find_throw(txn, added->id)->state, "recorded");
    EXPECT_EQ(rows::find_throw(txn, added->id)->cause, 44);
  });
}

TEST_F(BotTables, old_cards_go_but_those_still_in_use_stay) {
  change([](store::Transaction& txn) {
    for (const std::int64_t id : {10, 11, 12}) {
      rows::CardRow card;
      card.id = id;
      card.user_id = card.chat_id = 7;
      card.game = id == 12 ? "G" : "";
      rows::save_card(txn, card);
    }
    rows::SessionRow session;
    session.user_id = session.chat_id = 7;
    session.card = 11;
    session.game = "G";
    rows::save_session(txn, session);
  });
  clock_.advance(Millis{1'000});
  change([&](store::Transaction& txn) {
    rows::forget_cards_before(txn, clock_.now());
    EXPECT_FALSE(rows::find_card(txn, 10).has_value());
    EXPECT_TRUE(rows::find_card(txn, 11).has_value());
    EXPECT_TRUE(rows::find_card(txn, 12).has_value());
  });
}

}  // namespace
}  // namespace ludice::bot
