// What was stored and nobody was told of, and what was sent and could not be stored: each is done, once.
#include "base/hex.hpp"
#include "bot/house.hpp"
#include "store/bot_tables.hpp"

#include <chrono>
#include <sqlite3.h>

namespace ludice::bot {
namespace {

constexpr std::string_view kWords = "Stored by another";

struct LeftUndone : House {
  explicit LeftUndone(Millis tick = Millis{20}) {
    settings_.tick = tick;
    open();
    match("50");
  }

  /// As by a commit whose answer was lost.
  void store_wanted_throw() {
    store::Body<bool> body = [user = anna_.id](store::Transaction& txn) {
      static constexpr store::Statement kGame{"SELECT MAX(id) FROM game"};
      store::bot::ThrowRow row;
      row.game = to_base32(txn.query(kGame).front().integer(0));
      row.user_id = user;
      row.round = row.throw_no = 1;
      row.state = "wanted";
      return store::bot::add_throw(txn, row).has_value();
    };
    ASSERT_TRUE(write(std::move(body)));
  }

  void store_message(Millis wait) {
    store::Body<bool> body = [chat = anna_.id, time = clock_.now() + wait](store::Transaction& txn) {
      store::bot::OutboundRow row;
      row.kind = "text";
      row.chat_id = chat;
      row.text = kWords;
      row.not_before = time;
      store::bot::enqueue(txn, std::move(row));
      return true;
    };
    ASSERT_TRUE(write(std::move(body)));
  }

  bool is_queued() {
    store::ReadBody<bool> body = [](store::Reader& reader) {
      return !store::bot::list_outbound_chats(reader).empty();
    };
    return read(std::move(body));
  }
};

TEST_F(LeftUndone, a_throw_is_made) {
  store_wanted_throw();
  EXPECT_TRUE(reads(anna_, "You have thrown"));
  EXPECT_EQ(telegram_.count_dice(anna_.id, false), 1U);
}

TEST_F(LeftUndone, a_message_is_sent) {
  store_message(Millis{0});
  EXPECT_TRUE(reads(anna_, kWords));
  EXPECT_TRUE(eventually([this] { return !is_queued(); }));
  EXPECT_EQ(telegram_.count(anna_.id, kWords), 1U);
}

TEST_F(LeftUndone, a_message_that_is_due_later_does_not_hold_the_end_up_and_comes_after_the_next_start) {
  store_message(Millis{60'000});
  ASSERT_TRUE(tap(anna_, "Throw"));  // which wakes what sends to her
  ASSERT_TRUE(reads(anna_, "You have thrown"));
  const auto begun = std::chrono::steady_clock::now();
  close(Millis{60'000});
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(30));
  reopen();
  open();
  clock_.advance(Millis{60'000});
  EXPECT_TRUE(reads(anna_, kWords));
}

struct LeftUndoneWithoutLooks : LeftUndone {
  LeftUndoneWithoutLooks() : LeftUndone(Millis{3'600'000}) {}
};

TEST_F(LeftUndoneWithoutLooks, a_throw_is_made_at_the_next_tap) {
  store_wanted_throw();
  a_while();
  EXPECT_EQ(telegram_.count_dice(anna_.id, false), 0U);
  ASSERT_TRUE(tap(anna_, "Throw"));
  EXPECT_TRUE(reads(anna_, "You have thrown"));
  EXPECT_EQ(telegram_.count_dice(anna_.id, false), 1U);
}

/// Somebody's shell has SQLite's only writing lock: what is read can be sent, and that it was cannot be
/// stored.
TEST_F(LeftUndone, what_was_sent_is_not_sent_again_because_that_cannot_be_stored) {
  store_message(Millis{1'000});
  sqlite3* shell = nullptr;
  ASSERT_EQ(sqlite3_open(path().c_str(), &shell), SQLITE_OK);
  sqlite3_busy_timeout(shell, 10'000);
  ASSERT_EQ(sqlite3_exec(shell, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  clock_.advance(Millis{1'000});
  EXPECT_TRUE(reads(anna_, kWords));
  runner_.run(async::sleep_for(Millis{6'500}));  // a writer waits five seconds for the lock
  EXPECT_EQ(telegram_.count(anna_.id, kWords), 1U);
  sqlite3_exec(shell, "ROLLBACK", nullptr, nullptr, nullptr);
  sqlite3_close(shell);
  EXPECT_TRUE(eventually([this] { return !is_queued(); }));
  EXPECT_EQ(telegram_.count(anna_.id, kWords), 1U);
}

TEST_F(LeftUndone, scene_1_a_second_tap_on_cancel_says_what_the_first_did) {
  const telegram::User olga = person(9, "olga");
  join(olga);
  stake(olga, "70");
  ASSERT_TRUE(reads(olga, "Waiting for an opponent"));
  const auto button = telegram_.button(olga.id, "Cancel");
  ASSERT_NE(button, std::nullopt);
  const auto before = telegram_.toasts.size();
  telegram_.tap(olga, button->message_id, button->data);
  telegram_.tap(olga, button->message_id, button->data);
  EXPECT_TRUE(eventually([&] { return telegram_.toasts.size() >= before + 2; }));
  a_while();
  EXPECT_TRUE(gets_toast("Cancelled"));
  EXPECT_EQ(telegram_.count(olga.id, "not possible"), 0U);
  EXPECT_EQ(balance(olga), 1000);
}

}  // namespace
}  // namespace ludice::bot
