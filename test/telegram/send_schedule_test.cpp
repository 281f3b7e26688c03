// The rules of pace, order and pauses, one by one.
#include "telegram/send_schedule.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace ludice::telegram {
namespace {

constexpr Instant kStart{1'000'000};
constexpr std::int64_t kAnna = 1;
constexpr std::int64_t kIvan = 2;
constexpr std::int64_t kGroup = -100;

class SendScheduleTest : public testing::Test {
 protected:
  /// Sends all that may be sent now, each finished at once.
  std::vector<SendSchedule::Ticket> send_all(Instant now) {
    std::vector<SendSchedule::Ticket> sent;
    while (const auto ticket = schedule.next(now)) {
      sent.push_back(*ticket);
      schedule.finished(chat_of.at(*ticket));
    }
    return sent;
  }

  SendSchedule::Ticket add(std::int64_t chat, Priority priority = Priority::game) {
    const auto ticket = schedule.add(chat, priority);
    chat_of[ticket] = chat;
    return ticket;
  }

  std::vector<SendSchedule::Ticket> add_many(std::int64_t chat, int count) {
    std::vector<SendSchedule::Ticket> tickets;
    for (int i = 0; i < count; ++i) tickets.push_back(add(chat));
    return tickets;
  }

  SendSchedule schedule;
  std::map<SendSchedule::Ticket, std::int64_t> chat_of;
};

using Tickets = std::vector<SendSchedule::Ticket>;

TEST_F(SendScheduleTest, with_nothing_to_send_there_is_nothing_to_wait_for) {
  EXPECT_FALSE(schedule.next(kStart));
  EXPECT_FALSE(schedule.wake_at());
}

TEST_F(SendScheduleTest, a_burst_goes_at_once_and_the_rest_one_a_second) {
  const auto tickets = add_many(kAnna, 7);
  EXPECT_EQ(send_all(kStart), Tickets(tickets.begin(), tickets.begin() + 5));
  EXPECT_EQ(schedule.wake_at(), kStart + Millis{1'000});
  EXPECT_TRUE(send_all(kStart + Millis{999}).empty());
  EXPECT_EQ(send_all(kStart + Millis{1'000}), Tickets{tickets[5]});
  EXPECT_EQ(send_all(kStart + Millis{2'000}), Tickets{tickets[6]});
}

TEST_F(SendScheduleTest, a_group_gets_twenty_a_minute) {
  const auto tickets = add_many(kGroup, 6);
  EXPECT_EQ(send_all(kStart).size(), 5U);
  EXPECT_EQ(schedule.wake_at(), kStart + Millis{3'000});
}

TEST_F(SendScheduleTest, a_chat_has_one_send_under_way) {
  const auto tickets = add_many(kAnna, 2);
  EXPECT_EQ(schedule.next(kStart), tickets[0]);
  EXPECT_FALSE(schedule.next(kStart + Millis{60'000}));
  schedule.finished(kAnna);
  EXPECT_EQ(schedule.next(kStart + Millis{60'000}), tickets[1]);
}

TEST_F(SendScheduleTest, a_slow_send_holds_up_its_own_chat_alone) {
  const auto anna = add(kAnna);
  add(kAnna);
  const auto ivan = add(kIvan);
  EXPECT_EQ(schedule.next(kStart), anna);
  EXPECT_EQ(schedule.next(kStart), ivan);
  EXPECT_FALSE(schedule.next(kStart));
}

TEST_F(SendScheduleTest, all_together_stay_within_thirty_in_any_second) {
  for (std::int64_t chat = 1; chat <= 40; ++chat) add(chat);
  EXPECT_EQ(send_all(kStart).size(), 30U);
  EXPECT_EQ(schedule.wake_at(), kStart + Millis{1'000});
  EXPECT_TRUE(send_all(kStart + Millis{999}).empty());
  EXPECT_EQ(send_all(kStart + Millis{1'000}).size(), 10U);
}

TEST_F(SendScheduleTest, higher_priorities_go_first_within_a_chat) {
  const auto notice = add(kAnna, Priority::notice);
  const auto first = add(kAnna, Priority::game);
  const auto second = add(kAnna, Priority::game);
  const auto answer = add(kAnna, Priority::answer);
  EXPECT_EQ(send_all(kStart), (Tickets{answer, first, second, notice}));
}

TEST_F(SendScheduleTest, higher_priorities_go_first_between_chats) {
  const auto broadcast = add(kAnna, Priority::broadcast);
  const auto game = add(kIvan, Priority::game);
  EXPECT_EQ(send_all(kStart), (Tickets{game, broadcast}));
}

TEST_F(SendScheduleTest, a_flood_pauses_its_chat_alone) {
  const auto anna = add(kAnna);
  const auto ivan = add(kIvan);
  schedule.flooded(kAnna, kStart, Millis{30'000});
  EXPECT_EQ(send_all(kStart), Tickets{ivan});
  EXPECT_EQ(schedule.wake_at(), kStart + Millis{30'000});
  EXPECT_EQ(schedule.paused_until(kAnna), kStart + Millis{30'000});
  EXPECT_TRUE(send_all(kStart + Millis{29'999}).empty());
  EXPECT_EQ(send_all(kStart + Millis{30'000}), Tickets{anna});
}

TEST_F(SendScheduleTest, a_shorter_pause_does_not_end_a_longer_one) {
  schedule.pause_chat(kAnna, kStart + Millis{30'000});
  schedule.pause_chat(kAnna, kStart + Millis{1'000});
  EXPECT_EQ(schedule.paused_until(kAnna), kStart + Millis{30'000});
  schedule.pause_all(kStart + Millis{5'000});
  schedule.pause_all(kStart + Millis{2'000});
  EXPECT_EQ(schedule.paused_until(kIvan), kStart + Millis{5'000});
}

TEST_F(SendScheduleTest, floods_from_several_chats_pause_everything) {
  add(9);
  schedule.flooded(1, kStart, Millis{10'000});
  schedule.flooded(2, kStart + Millis{100}, Millis{10'000});
  EXPECT_EQ(schedule.paused_until(9), Instant{});
  schedule.flooded(3, kStart + Millis{200}, Millis{10'000});
  EXPECT_TRUE(send_all(kStart + Millis{300}).empty());
  EXPECT_EQ(schedule.wake_at(), kStart + Millis{10'200});
}

TEST_F(SendScheduleTest, one_chat_that_floods_again_and_again_pauses_nobody_else) {
  for (int i = 0; i < 10; ++i) schedule.flooded(kAnna, kStart + Millis{i * 100}, Millis{1'000});
  EXPECT_EQ(schedule.paused_until(kIvan), Instant{});
}

TEST_F(SendScheduleTest, floods_far_apart_do_not_add_up) {
  for (int chat = 1; chat <= 5; ++chat) schedule.flooded(chat, kStart + Millis{chat * 6'000}, Millis{1'000});
  EXPECT_EQ(schedule.paused_until(9), Instant{});
}

TEST_F(SendScheduleTest, a_ticket_taken_back_costs_nothing) {
  const auto tickets = add_many(kAnna, 6);
  for (int i = 0; i < 5; ++i) schedule.remove(tickets[i]);
  EXPECT_EQ(schedule.waiting(), 1U);
  EXPECT_EQ(send_all(kStart), Tickets{tickets[5]});
  add_many(kAnna, 4);
  EXPECT_EQ(send_all(kStart).size(), 4U);
}

TEST_F(SendScheduleTest, taking_back_what_was_sent_changes_nothing) {
  const auto tickets = add_many(kAnna, 2);
  EXPECT_EQ(schedule.next(kStart), tickets[0]);
  schedule.remove(tickets[0]);
  schedule.finished(kAnna);
  EXPECT_EQ(schedule.next(kStart), tickets[1]);
}

TEST_F(SendScheduleTest, chats_are_forgotten_when_their_burst_is_full_again) {
  for (std::int64_t chat = 1; chat <= 20; ++chat) add(chat);
  send_all(kStart);
  EXPECT_EQ(schedule.chats(), 20U);
  schedule.next(kStart + Millis{999});
  EXPECT_EQ(schedule.chats(), 20U);
  schedule.next(kStart + Millis{1'000});
  EXPECT_EQ(schedule.chats(), 0U);
}

TEST_F(SendScheduleTest, a_paused_chat_is_remembered_until_its_pause_ends) {
  schedule.flooded(kAnna, kStart, Millis{60'000});
  schedule.next(kStart + Millis{59'999});
  EXPECT_EQ(schedule.chats(), 1U);
}

}  // namespace
}  // namespace ludice::telegram
