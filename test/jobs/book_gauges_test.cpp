// What those who watch are shown agrees with the accounts, the games and the lists, on both databases.
#include "jobs/book_gauges.hpp"

#include "service/stars_fixture.hpp"
#include "service/ton_fixture.hpp"
#include "store/event_table.hpp"
#include "support/both_stores.hpp"
#include "support/counted_metrics.hpp"

namespace ludice::jobs {
namespace {

/// One look at the fixture's store, and what it showed.
template <class Fixture>
class Looking : public Fixture {
 protected:
  using Fixture::Fixture;

  void look() { this->runner_.run(BookGauges(*this->store_, {&lease_, &payments_lease_}, metrics_).look()); }
  double shown(const std::string& gauge) { return metrics_.level(gauge).value_or(-1); }
  double money(const std::string& asset, const std::string& kind) {
    return shown("ludice_money_units{asset=" + asset + ",kind=" + kind + "}");
  }
  double games(const std::string& state) {
    return shown("ludice_games_open{game=dice,asset=points,state=" + state + "}");
  }
  /// All accounts of a kind, one by one.
  double booked(int asset, int kind) {
    return this->template read<double>([=](store::Reader& r) {
      static constexpr store::Statement kSum{
          "SELECT CAST(COALESCE(SUM(balance), 0) AS BIGINT) FROM account WHERE asset = $1 AND kind = $2"};
      return static_cast<double>(r.query(kSum, {asset, kind}).front().integer(0));
    });
  }

  Lease lease_{*this->store_, "test"};
  Lease payments_lease_{*this->store_, "test", store::kPaymentsLease};
  test::CountedMetrics metrics_;
};

class BookGaugesTest : public test::OnBothStores<Looking<service::ServiceTest>> {};
LUDICE_ON_BOTH_STORES(BookGaugesTest);

TEST_P(BookGaugesTest, money_in_play_is_in_escrow_and_the_rest_with_its_players) {
  begin(50);
  sign_up("olga", 3);
  start("olga", 70);
  look();
  EXPECT_EQ(money("points", "escrow"), 170);
  EXPECT_EQ(money("points", "player"), 2'830);
  EXPECT_EQ(money("points", "promo"), -3'000);
  EXPECT_EQ(money("ton", "player"), 0);
  EXPECT_EQ(money("points", "player"), booked(0, 0));
  EXPECT_EQ(games("waiting"), 1);
  EXPECT_EQ(games("active"), 1);
}

TEST_P(BookGaugesTest, a_lease_is_shown_by_who_holds_it_and_by_nobody_where_nobody_does) {
  // Where one process has the database alone, it needs no lease.
  const double unheld = is_postgres() ? 0 : 1;
  look();
  EXPECT_EQ(shown("ludice_lease_held{lease=jobs}"), unheld);
  EXPECT_EQ(shown("ludice_lease_held{lease=payments}"), unheld);
  runner_.run(payments_lease_.take());
  look();
  EXPECT_EQ(shown("ludice_lease_held{lease=jobs}"), unheld);
  EXPECT_EQ(shown("ludice_lease_held{lease=payments}"), 1);
  runner_.run(payments_lease_.give_back());
  look();
  EXPECT_EQ(shown("ludice_lease_held{lease=payments}"), unheld);
}

TEST_P(BookGaugesTest, what_has_ended_is_shown_as_nothing) {
  const GameId game = begin(50);
  look();
  EXPECT_EQ(games("active"), 1);
  record("anna", game, 6);
  record("ivan", game, 1);
  look();
  EXPECT_EQ(games("active"), 0);
  EXPECT_EQ(money("points", "escrow"), 0);
  EXPECT_EQ(money("points", "player"), 2'000);
}

TEST_P(BookGaugesTest, events_wait_until_they_are_acknowledged) {
  take_events("bot");
  look();
  EXPECT_EQ(shown("ludice_events_waiting{consumer=bot}"), 0);
  begin(50);
  clock_.advance(Millis{7'000});
  look();
  EXPECT_EQ(shown("ludice_events_waiting{consumer=bot}"), 2);
  EXPECT_EQ(shown("ludice_events_oldest_seconds{consumer=bot}"), 7);
  std::vector<std::int64_t> ids;
  for (const auto& event : take_events("bot")) ids.push_back(event.id);
  take_events("bot", ids);
  look();
  EXPECT_EQ(shown("ludice_events_waiting{consumer=bot}"), 0);
  EXPECT_EQ(shown("ludice_events_oldest_seconds{consumer=bot}"), 0);
}

TEST_P(BookGaugesTest, a_consumer_that_was_dropped_leaves_no_event_waiting) {
  take_events("gone");
  begin(50);
  clock_.advance(Millis{7'000});
  BookGauges gauges(*store_, {}, metrics_);
  runner_.run(gauges.look());
  EXPECT_EQ(shown("ludice_events_oldest_seconds{consumer=gone}"), 7);
  clock_.advance(Millis{25LL * 3600 * 1000});
  write<bool>(
      [](store::Transaction& transaction) { return store::drop_silent_consumers(transaction, 1'000) > 0; });
  runner_.run(gauges.look());
  EXPECT_EQ(shown("ludice_events_waiting{consumer=gone}"), 0);
  EXPECT_EQ(shown("ludice_events_oldest_seconds{consumer=gone}"), 0);
}

TEST_P(BookGaugesTest, deadlines_that_nobody_minds_grow_late) {
  sign_up("anna", 1);
  start("anna", 50);
  look();
  EXPECT_EQ(shown("ludice_queue_waiting{queue=deadlines}"), 0);
  clock_.advance(rules_.timing.lobby_ttl + Millis{9'000});
  look();
  EXPECT_EQ(shown("ludice_queue_waiting{queue=deadlines}"), 1);
  EXPECT_EQ(shown("ludice_queue_oldest_seconds{queue=deadlines}"), 9);
}

TEST_P(BookGaugesTest, the_chain_has_a_head_or_records_that_wait_for_it) {
  begin(50);
  clock_.advance(Millis{3'000});
  look();
  const bool sealed = metrics_.level("ludice_chain_head_seconds").has_value();
  EXPECT_EQ(sealed, !is_postgres());
  EXPECT_EQ(shown("ludice_queue_waiting{queue=chain}") > 0, is_postgres());
  if (is_postgres()) {
    EXPECT_NEAR(shown("ludice_queue_oldest_seconds{queue=chain}"), 3, 1);
  }
}

/// Of games, two minutes behind everybody's.
struct LaggingClock final : Clock {
  Instant now() const override { return civil() - Millis{120'000}; }
  Instant civil() const override { return {1'800'000'000'000}; }
};

TEST(FiguresRead, are_dated_by_everybody_s_time_since_those_who_watch_compare_it_with_theirs) {
  const test::TempFolder folder;
  const LaggingClock clock;
  async::Runner runner;
  test::CountedMetrics metrics;
  const auto store = test::open_sqlite_in(folder.path(), clock, 8);
  runner.run(BookGauges(*store, {}, metrics).look());
  EXPECT_EQ(metrics.level("ludice_book_read_seconds"), clock.civil().seconds());
}

class StarsGaugesTest : public Looking<service::StarsTest> {};

TEST_F(StarsGaugesTest, charges_of_nobody_and_refunds_are_where_their_money_is) {
  pay("anna", 1, "known", 75);
  pay("ivan", 2, "second", 15);
  credit(99, "stranger", 25, "0");
  refund("anna", "known");
  look();
  EXPECT_EQ(money("stars", "player"), 15);
  EXPECT_EQ(money("stars", "suspense"), 25);
  EXPECT_EQ(money("stars", "payout_pending"), 75);
  EXPECT_EQ(money("stars", "asset_stars"), -115);
  EXPECT_EQ(money("stars", "player"), booked(1, 0));
  EXPECT_EQ(shown("ludice_queue_waiting{queue=stars_refunds}"), 2);
  EXPECT_EQ(shown("ludice_queue_waiting{queue=stars_suspense}"), 0) << "it goes back by itself";
  refund_suspended("stranger");
  hear_refused("stranger");
  clock_.advance(Millis{6'000});
  look();
  EXPECT_EQ(money("stars", "suspense"), 25);
  EXPECT_EQ(shown("ludice_queue_waiting{queue=stars_suspense}"), 1);
  EXPECT_EQ(shown("ludice_queue_oldest_seconds{queue=stars_suspense}"), 6);
}

class TonGaugesTest : public test::OnBothStores<Looking<service::TonServiceTest>> {};
LUDICE_ON_BOTH_STORES(TonGaugesTest);

TEST_P(TonGaugesTest, deposits_wait_in_suspense_or_belong_to_somebody) {
  start_wallet();
  anna_has(kTon);
  deposit("no memo of ours", kTon);
  clock_.advance(Millis{6'000});
  look();
  EXPECT_EQ(money("ton", "player"), 1e9);
  EXPECT_EQ(money("ton", "suspense"), 1e9);
  EXPECT_EQ(money("ton", "player"), booked(2, 0));
  EXPECT_EQ(shown("ludice_queue_waiting{queue=ton_suspense}"), 1);
  EXPECT_EQ(shown("ludice_queue_oldest_seconds{queue=ton_suspense}"), 6);
  refund(waiting().front().id);
  look();
  EXPECT_EQ(money("ton", "suspense"), 0);
  EXPECT_EQ(money("ton", "payout_pending"), 1e9);
  EXPECT_EQ(money("ton", "player"), booked(2, 0));
  EXPECT_EQ(shown("ludice_queue_waiting{queue=ton_withdrawals}"), 1);
}

}  // namespace
}  // namespace ludice::jobs
