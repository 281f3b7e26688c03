// What runs once for several processes over one database: leases, the sealer of the chain, the pairing sweep.
#include "async/deadline.hpp"
#include "async/loops.hpp"
#include "async/task_group.hpp"
#include "jobs/lease.hpp"
#include "jobs/pairing_sweep.hpp"
#include "jobs/sealer.hpp"
#include "service/service_fixture.hpp"
#include "store/hash_chain.hpp"
#include "support/both_stores.hpp"
#include "support/log_lines.hpp"

#include <atomic>
#include <thread>
#include <utility>

namespace ludice::jobs {
namespace {

class ReplicaJobsTest : public service::ServiceTest {
 protected:
  ReplicaJobsTest() : ServiceTest(test::opener_of(test::Engine::postgres, 4)) {}

  bool take(Lease& lease) { return runner_.run(lease.take()); }
  bool holds(const Lease::Claim& claim) {
    return write<bool>([&claim](store::Transaction& t) { return claim.holds(t); });
  }
  bool holds(const Lease& lease) { return holds(lease.claim()); }

  Lease mine_{*store_, "mine"};
  Lease other_{*store_, "other"};
};

TEST_F(ReplicaJobsTest, one_has_the_lease_and_another_takes_over_when_it_is_silent) {
  EXPECT_TRUE(take(mine_));
  EXPECT_FALSE(take(other_));
  clock_.advance(Lease::kLasts - Millis{1});
  EXPECT_TRUE(take(mine_));
  clock_.advance(Lease::kLasts);
  EXPECT_TRUE(take(other_));
  EXPECT_FALSE(take(mine_));
}

TEST_F(ReplicaJobsTest, whoever_has_slept_over_the_end_of_his_lease_is_stopped_in_his_transaction) {
  take(mine_);
  EXPECT_TRUE(holds(mine_));
  clock_.advance(Lease::kLasts);
  take(other_);
  EXPECT_TRUE(mine_.is_ours());  // as far as it knows
  EXPECT_FALSE(holds(mine_));
  EXPECT_TRUE(holds(other_));
}

TEST_F(ReplicaJobsTest, what_was_begun_under_a_lease_that_was_lost_is_stopped_though_it_was_taken_again) {
  take(mine_);
  const Lease::Claim before = mine_.claim();
  EXPECT_TRUE(holds(before));
  clock_.advance(Lease::kLasts);
  EXPECT_TRUE(take(other_));
  runner_.run(other_.give_back());
  EXPECT_TRUE(take(mine_));
  EXPECT_FALSE(holds(before)) << "another may have done it in between";
  EXPECT_TRUE(holds(mine_));
}

TEST_F(ReplicaJobsTest, a_lease_of_another_name_is_another_ones_to_have) {
  Lease payments(*store_, "other", store::kPaymentsLease);
  EXPECT_TRUE(take(mine_));
  EXPECT_TRUE(take(payments));
  EXPECT_TRUE(holds(payments));
  Lease late(*store_, "late", store::kPaymentsLease);
  EXPECT_FALSE(take(late));
  runner_.run(payments.give_back());
  EXPECT_TRUE(take(late));
  EXPECT_TRUE(holds(mine_));
  EXPECT_FALSE(holds(payments));
}

TEST_F(ReplicaJobsTest, a_lease_given_back_is_free_at_once) {
  take(mine_);
  runner_.run(mine_.give_back());
  EXPECT_FALSE(mine_.is_ours());
  EXPECT_TRUE(take(other_));
}

/// One runs by the steady clock; in the database no time passes, so no lease ends there by itself.
class UnableTest : public ReplicaJobsTest {
 protected:
  ~UnableTest() override {
    running_.cancel();
    runner_.run(running_.drain(Millis{10'000}));
  }

  void start(Lease::CanDo can_do, Millis leaves) {
    const LeaseSpans spans{.every = Millis{2}, .unable = Millis{20}, .leaves = leaves};
    running_.spawn("lease", mine_.run(loops_, std::move(can_do), spans));
  }
  template <class Condition>
  void wait_until(Condition condition) {
    for (int tries = 0; !condition(); ++tries) {
      ASSERT_LT(tries, 5'000);
      runner_.run(async::sleep_for(Millis{2}));
    }
  }
  void wait_until_mine() {
    wait_until([this] { return mine_.is_ours(); });
  }

  static constexpr Millis kForGood{3'600'000};
  int asked_ = 0;
  bool is_able_ = false;
  test::LogLines log_;
  SystemRandom random_;
  async::Loops loops_{no_metrics(), random_};
  async::TaskGroup running_{runner_.executor()};
};

TEST_F(UnableTest, whoever_cannot_do_it_for_a_while_leaves_it_to_another) {
  start([] { return false; }, Millis{500});
  wait_until_mine();
  const Lease::Claim before = mine_.claim();
  wait_until([this] { return take(other_); });
  EXPECT_FALSE(holds(before));
  EXPECT_GE(log_.count("jobs_left"), 1);
}

TEST_F(UnableTest, whoever_can_do_it_now_and_then_keeps_it) {
  start([this] { return ++asked_ % 2 == 0; }, kForGood);
  wait_until([this] { return asked_ > 100; });
  EXPECT_FALSE(take(other_));
  EXPECT_EQ(log_.count("jobs_left"), 0);
}

TEST_F(UnableTest, where_no_other_takes_it_it_has_it_again_and_what_it_had_begun_holds) {
  start([] { return false; }, Millis{20});
  wait_until_mine();
  const Lease::Claim before = mine_.claim();
  wait_until([this] { return log_.count("jobs_left") > 1 && mine_.is_ours(); });
  EXPECT_TRUE(holds(before)) << "nobody else can have done it in between";
}

TEST_F(UnableTest, whoever_can_do_it_again_asks_at_once) {
  start([this] { return is_able_; }, kForGood);
  wait_until([this] { return log_.count("jobs_left") == 1; });
  is_able_ = true;
  wait_until_mine();
}

class SealerTest : public ReplicaJobsTest {
 protected:
  std::int64_t seal() { return runner_.run(Sealer(*store_, mine_, no_metrics()).seal()); }

  /// The chain made anew from the tables.
  std::string head() {
    static constexpr store::Statement kFacts{
        "SELECT c.place, f.body FROM chain_place c JOIN fact f ON f.id = c.id ORDER BY c.place"};
    static constexpr store::Statement kSeals{"SELECT hash FROM seal ORDER BY id DESC LIMIT 1"};
    return read<std::string>([](store::Reader& r) {
      EXPECT_FALSE(r.query(kFacts).empty());
      return r.query(kSeals).front().text(0);
    });
  }
};

constexpr store::Statement kWaiting{"SELECT COUNT(*) FROM unsealed"};
constexpr store::Statement kRecords{"SELECT (SELECT COUNT(*) FROM fact) + (SELECT COUNT(*) FROM transfer)"};
constexpr store::Statement kPlaces{"SELECT COUNT(*) FROM chain_place"};
constexpr store::Statement kLastPlace{"SELECT COALESCE(MAX(place), 0) FROM chain_place"};
constexpr store::Statement kThrough{"SELECT COALESCE(MAX(through), 0) FROM seal"};

TEST_F(SealerTest, gives_every_record_a_place_without_gaps_in_the_order_of_ids) {
  const GameId game = begin();
  record("anna", game, 6);
  take(mine_);
  const std::int64_t first = number(kWaiting);
  EXPECT_EQ(seal(), first);
  record("ivan", game, 1);
  EXPECT_EQ(seal(), number(kRecords) - first);
  EXPECT_EQ(seal(), 0);
  EXPECT_EQ(number(kWaiting), 0);
  EXPECT_EQ(number(kPlaces), number(kRecords));
  EXPECT_EQ(number(kLastPlace), number(kRecords));
  EXPECT_EQ(number(kThrough), number(kRecords));
  static constexpr store::Statement kDisorder{
      "SELECT COUNT(*) FROM chain_place a JOIN chain_place b ON b.place = a.place + 1 WHERE b.id < a.id"};
  EXPECT_EQ(number(kDisorder), 0);
}

TEST_F(SealerTest, the_seal_is_the_hash_of_the_records) {
  static constexpr store::Statement kText{"SELECT record FROM unsealed ORDER BY id"};
  sign_up("anna", 1);
  start("anna", 50);
  const auto expected = read<std::string>([](store::Reader& r) {
    store::HashChain chain(0, store::HashChain::origin());
    const store::Rows rows = r.query(kText);
    for (std::size_t i = 0; i < rows.size(); ++i) chain.append(rows[i].text(0));
    return chain.sealed();
  });
  take(mine_);
  seal();
  EXPECT_EQ(head(), expected);
}

TEST_F(SealerTest, seals_nothing_once_another_has_taken_over) {
  sign_up("anna", 1);
  take(mine_);
  clock_.advance(Lease::kLasts);
  take(other_);
  EXPECT_EQ(seal(), 0);
  EXPECT_GT(number(kWaiting), 0);
}

class PairingSweepTest : public ReplicaJobsTest {
 protected:
  ~PairingSweepTest() override { store_.reset(); }  // before the loops that it wakes

  /// Both open a game in transactions that do not see each other.
  void open_both(std::int64_t bet) {
    std::atomic<int> opened = 0;
    const auto open = [&](const char* name, async::Runner& runner) {
      runner.run(store_->write<bool>([&, name](store::Transaction& t) {
        const service::StartGameCommand command{named(name), domain::GameKind::dice, rules_.default_asset(),
                                                Amount(bet)};
        EXPECT_TRUE(service::StartGame(rules_, book_).run(t, command).has_value());
        ++opened;
        while (opened < 2) std::this_thread::yield();
        return true;
      }));
    };
    std::thread other([&] { open("ivan", loops_[1]); });
    open("anna", loops_[0]);
    other.join();
  }
  int look() { return runner_.run(PairingSweep(*store_, mine_, book_).look()); }

  async::Runner loops_[2];
};

TEST_F(PairingSweepTest, two_who_missed_each_other_play_in_the_older_game_for_one_stake_each) {
  sign_up("anna", 1);
  sign_up("ivan", 2);
  take_events("front");
  open_both(50);
  ASSERT_NE(profile("anna")->player.game, profile("ivan")->player.game);
  take(mine_);
  EXPECT_EQ(look(), 1);
  EXPECT_EQ(look(), 0);
  const GameId game = profile("anna")->player.game;
  EXPECT_EQ(profile("ivan")->player.game, game);
  EXPECT_EQ(view("anna", game)->view.state, domain::ViewState::active);
  EXPECT_EQ(balance("anna"), 950);
  EXPECT_EQ(balance("ivan"), 950);
  std::vector<std::string> types;
  for (const auto& event : take_events("front")) types.push_back(event.type);
  EXPECT_EQ(types,
            (std::vector<std::string>{"game_waiting", "game_waiting", "game_cancelled", "game_started"}));
  record("anna", game, 6);
  record("ivan", game, 1);
  EXPECT_EQ(balance("anna"), 1'050);
}

TEST_F(PairingSweepTest, one_who_has_left_in_the_meantime_is_not_paired) {
  sign_up("anna", 1);
  sign_up("ivan", 2);
  open_both(50);
  const store::MissedPair missed =
      read<store::MissedPair>([](store::Reader& r) { return store::find_missed_pairs(r, 1).at(0); });
  leave("ivan");
  EXPECT_FALSE(
      write<bool>([&](store::Transaction& t) { return service::PairWaiting(book_).run(t, missed); }));
  EXPECT_EQ(balance("anna"), 950);
  EXPECT_EQ(balance("ivan"), 1'000);
}

TEST_F(PairingSweepTest, one_whose_money_was_taken_back_meanwhile_is_not_paired) {
  static constexpr store::Statement kTakeBack{
      "UPDATE account SET balance = balance - $1, floor = floor - $1 "
      "WHERE kind = 0 AND owner IN (SELECT id FROM player WHERE username IN ('anna', 'ivan'))"};
  sign_up("anna", 1);
  sign_up("ivan", 2);
  open_both(50);
  const store::MissedPair missed =
      read<store::MissedPair>([](store::Reader& r) { return store::find_missed_pairs(r, 1).at(0); });
  const auto take_back = [this](std::int64_t amount) {
    write<bool>([amount](store::Transaction& t) { return t.execute(kTakeBack, {amount}) == 2; });
  };
  take_back(1'000);
  EXPECT_FALSE(
      write<bool>([&](store::Transaction& t) { return service::PairWaiting(book_).run(t, missed); }));
  take_back(-1'000);
  EXPECT_TRUE(write<bool>([&](store::Transaction& t) { return service::PairWaiting(book_).run(t, missed); }));
}

}  // namespace
}  // namespace ludice::jobs
