// Telegram's list of Star transactions against the ledger: it finds what was missed and what should not be.
#include "stars_jobs.hpp"

#include "async/deadline.hpp"
#include "async/task_group.hpp"
#include "base/random.hpp"

namespace ludice::jobs {
namespace {

class StarsJobsTest : public test::OnBothStores<StarsJobs> {};
LUDICE_ON_BOTH_STORES(StarsJobsTest);

/// Who has SQLite's file has every lease.
class StarsReplicaTest : public StarsJobs {
 protected:
  StarsReplicaTest() : StarsJobs(test::opener_of(test::Engine::postgres, 4)) {}
};

TEST_P(StarsJobsTest, scene_14_a_payment_never_told_is_credited_by_the_next_look) {
  start_watch();
  watch_look();
  const std::string id = order_id("anna", 75);
  telegram_.receive("stx1", 1, 75, id);
  watch_look();
  EXPECT_EQ(stars("anna"), 75);
  watch_look();
  EXPECT_FALSE(credit(1, "stx1", 75, id).first);
  EXPECT_EQ(stars("anna"), 75);
  EXPECT_EQ(metrics_.count("ludice_stars_missed_total"), 1);
  EXPECT_EQ(alarms(), 0);
}

TEST_P(StarsJobsTest, scene_14_what_was_paid_while_we_were_down_is_credited_at_the_start) {
  start_watch();
  watch_look();
  const std::string id = order_id("anna", 75);
  for (int i = 0; i < 250; ++i) telegram_.receive("stx" + std::to_string(i), 1, 2, id);
  reopen();
  start_watch();
  watch_look();
  EXPECT_EQ(stars("anna"), 500);
}

TEST_P(StarsJobsTest, scene_37_a_bot_with_a_history_begins_with_a_baseline) {
  const std::string id = order_id("anna", 75);
  for (int i = 0; i < 150; ++i) telegram_.receive("old" + std::to_string(i), 1, 10, id);
  clock_.advance(Millis{1'000});
  start_watch();
  watch_look();
  telegram_.receive("new", 1, 75, id);
  for (int i = 0; i < 4; ++i) watch_look();
  start_watch();
  watch_look();
  EXPECT_EQ(stars("anna"), 75);
  EXPECT_EQ(expected_stars(), 1'575);
  EXPECT_EQ(alarms(), 0);
}

TEST_P(StarsJobsTest, each_new_difference_of_the_balance_is_an_alarm) {
  start_watch();
  telegram_.extra = 7;
  for (int i = 0; i < 5; ++i) watch_look();
  EXPECT_EQ(alarms(), 1);
  telegram_.extra = 8;
  for (int i = 0; i < 2; ++i) watch_look();
  EXPECT_EQ(alarms(), 2) << "the first one hides nothing";
}

TEST_P(StarsJobsTest, where_no_stars_are_sold_any_more_those_that_were_are_looked_after) {
  const StarsWatchOptions no_sale{.may_begin = false};
  watch_.emplace(*store_, lease_, telegram_, events_, metrics_, no_sale);
  watch_look();
  EXPECT_TRUE(telegram_.offsets.empty()) << "none were ever sold";
  start_watch();
  watch_look();
  telegram_.receive("stx1", 1, 75, order_id("anna", 75));
  watch_.emplace(*store_, lease_, telegram_, events_, metrics_, no_sale);
  watch_look();
  EXPECT_EQ(stars("anna"), 75);
}

TEST_P(StarsJobsTest, looks_go_on_where_the_last_one_ended_and_over_everything_once_a_day) {
  start_watch();
  watch_look();
  const std::string id = order_id("anna", 75);
  for (int i = 0; i < 350; ++i) telegram_.receive("stx" + std::to_string(i), 1, 1, id);
  watch_look();
  telegram_.offsets.clear();
  watch_look();
  EXPECT_EQ(telegram_.offsets, (std::vector<std::int64_t>{250, 350}));
  clock_.advance(StarsWatch::kFullEvery);
  telegram_.offsets.clear();
  watch_look();
  EXPECT_EQ(telegram_.offsets.front(), 0);
}

TEST_P(StarsJobsTest, a_look_over_everything_ordered_during_a_look_is_made_by_the_next) {
  start_watch();
  watch_look();
  const std::string id = order_id("anna", 75);
  for (int i = 0; i < 150; ++i) telegram_.receive("stx" + std::to_string(i), 1, 1, id);
  watch_look();
  telegram_.receive("one more", 1, 1, id);
  telegram_.meanwhile = [this] { return order_full_look(); };
  watch_look();
  telegram_.offsets.clear();
  watch_look();
  EXPECT_EQ(telegram_.offsets.front(), 0);
  telegram_.offsets.clear();
  watch_look();
  EXPECT_EQ(telegram_.offsets.front(), 51) << "once";
}

TEST_P(StarsJobsTest, the_stores_refund_is_heard_from_the_list) {
  start_watch();
  watch_look();
  pay("anna", 1, "stx1", 75);
  telegram_.receive("stx1", 1, 75, "x");
  telegram_.list.push_back(telegram_.transaction("stx1", 1, 75, false));
  watch_look();
  EXPECT_EQ(state_of("stx1"), "refunded");
  EXPECT_EQ(stars("anna"), 0);
  EXPECT_EQ(alarms(), 0);
}

TEST_P(StarsJobsTest, a_balance_that_stays_different_raises_one_alarm) {
  start_watch();
  watch_look();
  telegram_.extra = 5;
  watch_look();
  watch_look();
  EXPECT_EQ(alarms(), 0);
  watch_look();
  watch_look();
  EXPECT_EQ(alarms(), 1);
}

TEST_P(StarsJobsTest, the_operator_is_told_of_an_alarm_and_a_chat_that_refuses_stops_nothing) {
  start_watch();
  watch_look();
  EXPECT_TRUE(telegram_.told.empty());
  telegram_.extra = 5;
  for (int i = 0; i < 4; ++i) watch_look();
  ASSERT_EQ(telegram_.told.size(), 1U);
  EXPECT_TRUE(telegram_.told[0].starts_with("-100 "));
  EXPECT_NE(telegram_.told[0].find("balance_differs: 5"), std::string::npos);
  telegram_.mute = true;
  telegram_.extra = 0;
  watch_look();
  telegram_.extra = 7;
  for (int i = 0; i < 3; ++i) watch_look();
  EXPECT_EQ(telegram_.told.size(), 2U);
  telegram_.mute = false;
  watch_look();
  ASSERT_EQ(telegram_.told.size(), 3U) << "what could not be told is told later";
  EXPECT_NE(telegram_.told[2].find("balance_differs: 7"), std::string::npos);
  watch_look();
  EXPECT_EQ(telegram_.told.size(), 3U);
}

TEST_P(StarsJobsTest, a_charge_that_telegram_never_lists_raises_an_alarm) {
  start_watch();
  watch_look();
  pay("anna", 1, "forged", 75);
  clock_.advance(StarsWatch::kFullEvery);
  watch_look();
  EXPECT_EQ(alarms(), 1);
}

TEST_P(StarsJobsTest, a_look_is_made_each_minute_while_the_lease_is_ours) {
  EXPECT_EQ(StarsWatchOptions{}.every, Millis{60'000});
  watch_.emplace(*store_, lease_, telegram_, events_, metrics_, StarsWatchOptions{.every = Millis{1}});
  SystemRandom random;
  async::Loops loops(metrics_, random);
  async::TaskGroup group(runner_.executor());
  group.spawn("watch", watch_->run(loops));
  for (int i = 0; i < 20'000 && telegram_.offsets.size() < 3; ++i) {
    runner_.run(lease_.take());
    runner_.run(async::sleep_for(Millis{1}));
  }
  group.cancel();
  runner_.run(group.drain(Millis{10'000}));
  EXPECT_GE(telegram_.offsets.size(), 3U);
}

TEST_F(StarsReplicaTest, who_has_the_lease_looks_alone_and_at_once_when_he_has_it) {
  pay("anna", 1, "stx1", 75);
  refund("anna", "stx1");
  watch_.emplace(*store_, lease_, telegram_, events_, metrics_,
                 StarsWatchOptions{.every = Millis{3'600'000}});
  StarsRefunds refunds(*store_, lease_, telegram_, events_, metrics_);
  Lease other(*store_, "another process");
  ASSERT_TRUE(runner_.run(other.take()));
  ASSERT_FALSE(runner_.run(lease_.take()));
  SystemRandom random;
  async::Loops loops(metrics_, random);
  async::TaskGroup group(runner_.executor());
  group.spawn("watch", watch_->run(loops));
  group.spawn("refunds", refunds.run(loops));
  runner_.run(async::sleep_for(Millis{50}));
  EXPECT_TRUE(telegram_.offsets.empty() && telegram_.asked == 0);
  runner_.run(other.give_back());
  for (int i = 0; i < 20'000 && (telegram_.offsets.empty() || telegram_.asked == 0); ++i) {
    runner_.run(lease_.take());
    runner_.run(async::sleep_for(Millis{1}));
  }
  group.cancel();
  runner_.run(group.drain(Millis{10'000}));
  EXPECT_TRUE(!telegram_.offsets.empty() && telegram_.asked == 1);
}

TEST_P(StarsJobsTest, rows_of_no_whole_amount_raise_one_alarm_each_and_not_with_every_look) {
  telegram_.receive("old", 1, 10, "x");
  telegram_.list.back().nanostar_amount = 1;
  clock_.advance(Millis{1'000});
  start_watch();
  watch_look();
  EXPECT_EQ(alarms(), 1) << "one that was there before";
  telegram_.receive("stx1", 1, 75, order_id("anna", 75));
  telegram_.list.back().nanostar_amount = 500'000'000;
  telegram_.list.push_back(telegram_.transaction("reward", 5, 0, true));
  telegram_.list.back().nanostar_amount = 500'000'000;
  telegram_.list.back().source->transaction_type = "gift_purchase";
  watch_look();
  EXPECT_EQ(alarms(), 3) << "both together, and one of them is none of ours";
  ASSERT_FALSE(telegram_.told.empty());
  EXPECT_NE(telegram_.told.back().find("transactions_of_no_whole_amount: 2"), std::string::npos);
  const std::size_t told = telegram_.told.size();
  for (int i = 0; i < 3; ++i) watch_look();
  start_watch();
  watch_look();
  EXPECT_EQ(telegram_.told.size(), told);
  EXPECT_EQ(alarms(), 3);
  EXPECT_EQ(stars("anna"), 75);
}

TEST_P(StarsJobsTest, a_transaction_that_is_none_of_ours_raises_an_alarm_once) {
  start_watch();
  watch_look();
  telegram::StarTransaction reward;
  reward.id = "r1";
  reward.amount = 30;
  reward.date = clock_.now().seconds();
  telegram_.list.push_back(reward);
  telegram_.list.back().source = telegram::TransactionPartner{};
  telegram_.list.back().source->type = "telegram_ads";
  for (int i = 0; i < 4; ++i) watch_look();
  EXPECT_EQ(alarms(), 1);
}

TEST_P(StarsJobsTest, what_was_noted_before_a_crash_is_told_after_it) {
  start_watch();
  watch_look();
  EXPECT_EQ(
      take_list({{.id = "r1", .amount = Amount(30), .at = clock_.now(), .user = {}, .order = {}}}).noticed,
      1);
  reopen();
  start_watch();
  for (int i = 0; i < 2; ++i) watch_look();
  EXPECT_EQ(alarms(), 1);
}

TEST_P(StarsJobsTest, what_was_noted_and_could_not_be_told_is_told_by_the_next_process) {
  start_watch();
  watch_look();
  telegram_.mute = true;
  take_list({{.id = "r1", .amount = Amount(30), .at = clock_.now(), .user = {}, .order = {}}});
  for (int i = 0; i < 2; ++i) watch_look();
  EXPECT_EQ(alarms(), 1) << "one thing, however often it is looked at";
  telegram_.mute = false;
  start_watch();
  watch_look();
  ASSERT_FALSE(telegram_.told.empty());
  EXPECT_NE(telegram_.told.back().find("transactions_not_ours: 1"), std::string::npos);
  const auto told = telegram_.told.size();
  start_watch();
  watch_look();
  EXPECT_EQ(telegram_.told.size(), told);
}

}  // namespace
}  // namespace ludice::jobs
