// The watcher over a provider that tells the truth, lags, lies, skips and repeats. Scene 19, the part
// of the provider.
#include "jobs/ton_jobs.hpp"
#include "store/payment_fact_table.hpp"
#include "support/log_lines.hpp"

namespace ludice::jobs {
namespace {

using domain::TonTransaction;

TEST_P(TonWatcherTest, starts_with_a_baseline_and_books_what_follows) {
  EXPECT_EQ(owner(), 5'000'000'000);
  anna_pays(3);
  EXPECT_EQ(look(), 3);
  EXPECT_EQ(ton("anna"), 3 * kTon.units());
  EXPECT_EQ(look(), 0);
  EXPECT_EQ(ton("anna"), 3 * kTon.units());
}

/// Before the first look.
class TonBaselineTest : public test::OnBothStores<service::TonServiceTest> {
 protected:
  MadeToncenter provider_;
  Lease lease_{*store_, "mine"};
  TonWatcher watcher_{*store_,    lease_,  provider_,   {domain::kTonWallet, "mainnet"},
                      ton_rules_, events_, no_metrics()};
};
LUDICE_ON_BOTH_STORES(TonBaselineTest);

TEST_P(TonBaselineTest, is_not_made_of_what_the_provider_says_once_only) {
  runner_.run(lease_.take());
  provider_.time = clock_.now();
  const auto is_made = [this] {
    return read<bool>([](store::Reader& r) { return store::find_ton_wallet(r).has_value(); });
  };
  provider_.wrong_first = Amount(1);
  EXPECT_ANY_THROW(runner_.run(watcher_.look())) << "its row says otherwise";
  provider_.wrong_first = {};
  provider_.wrong_balance = Amount(Amount::kMax) - domain::kTonStart.balance;
  EXPECT_ANY_THROW(runner_.run(watcher_.look())) << "more than there is";
  EXPECT_FALSE(is_made());
  provider_.wrong_balance = {};
  EXPECT_EQ(runner_.run(watcher_.look()), 0);
  EXPECT_TRUE(is_made());
  started_ = true;
}

TEST_P(TonBaselineTest, of_an_earlier_version_gets_its_facts_at_the_first_look) {
  runner_.run(lease_.take());
  provider_.time = clock_.now();
  static constexpr store::Statement kForget{"DELETE FROM payment_fact"};
  write<bool>([](store::Transaction& t) {
    const bool made =
        service::StartTonWallet::run(t, domain::kTonWallet, "mainnet", domain::kTonStart).has_value();
    t.execute(kForget);
    return made;
  });
  started_ = true;
  const auto has_facts = [this] {
    return read<bool>([](store::Reader& r) { return store::has_payment_facts(r, 0); });
  };
  EXPECT_FALSE(has_facts());
  EXPECT_EQ(runner_.run(watcher_.look()), 0);
  EXPECT_TRUE(has_facts());
}

TEST_P(TonWatcherTest, notes_up_to_when_nothing_is_missing) {
  clock_.advance(Millis{60'000});
  provider_.time = clock_.now();
  anna_pays();
  look();
  EXPECT_EQ(wallet().seen, provider_.time);
}

TEST_P(TonWatcherTest, asks_on_until_nothing_is_left) {
  provider_.at_once = 2;
  anna_pays(5);
  EXPECT_EQ(look(), 5);
  EXPECT_EQ(ton("anna"), 5 * kTon.units());
}

TEST_P(TonWatcherTest, books_a_row_once_that_is_told_twice_and_in_any_order) {
  anna_pays(3);
  provider_.distort = [](std::vector<TonTransaction>& rows) {
    if (!rows.empty()) rows.push_back(rows.front());
    std::ranges::reverse(rows);
  };
  EXPECT_EQ(look(), 3);
  EXPECT_EQ(ton("anna"), 3 * kTon.units());
}

TEST_P(TonWatcherTest, stops_before_a_row_that_is_missing_and_goes_on_when_it_is_there) {
  anna_pays(3);
  provider_.distort = [](std::vector<TonTransaction>& rows) {
    if (rows.size() > 1) rows.erase(rows.begin() + 1);
  };
  const Instant seen = wallet().seen;
  provider_.time = seen + Millis{60'000};
  look_in_vain();
  EXPECT_EQ(ton("anna"), kTon.units()) << "what came before it";
  EXPECT_LT(wallet().seen, provider_.time);
  provider_.distort = nullptr;
  EXPECT_EQ(look(), 2);
  EXPECT_EQ(ton("anna"), 3 * kTon.units());
}

TEST_P(TonWatcherTest, believes_no_row_that_does_not_add_up) {
  anna_pays();
  provider_.distort = [](std::vector<TonTransaction>& rows) {
    for (TonTransaction& row : rows) row.in->value += Amount(1);
  };
  look_in_vain();
  EXPECT_EQ(ton("anna"), 0);
  provider_.distort = nullptr;
  look();
  EXPECT_EQ(ton("anna"), kTon.units());
}

TEST_P(TonWatcherTest, waits_for_what_is_not_final) {
  anna_pays();
  provider_.distort = [](std::vector<TonTransaction>& rows) {
    for (TonTransaction& row : rows) row.finalized = false;
  };
  look_in_vain();
  EXPECT_EQ(ton("anna"), 0);
}

TEST_P(TonWatcherTest, of_a_provider_that_lags_behind_itself_notes_nothing) {
  anna_pays(2);
  provider_.shown_until = provider_.history.front().lt;
  const Instant seen = wallet().seen;
  provider_.time = seen + Millis{60'000};
  EXPECT_EQ(look(), 1);
  EXPECT_LT(wallet().seen, provider_.time) << "the wallet stands further on than its rows";
}

TEST_P(TonWatcherTest, changes_nothing_while_the_provider_is_away) {
  anna_pays();
  provider_.failure = ton::TonError(ton::TonError::Kind::unavailable, "HTML");
  look_in_vain();
  provider_.failure.reset();
  EXPECT_EQ(look(), 1);
}

TEST_P(TonWatcherTest, waits_as_long_as_a_provider_that_limits_asks_for) {
  const auto pause = [this] { return runner_.run(watcher_.watch()); };
  EXPECT_EQ(pause(), TonWatcher::kEvery);
  provider_.failure = ton::TonError(ton::TonError::Kind::limited, "status 429", Millis{17'000});
  EXPECT_EQ(pause(), Millis{17'000});
  provider_.failure = ton::TonError(ton::TonError::Kind::limited, "status 429", Millis{1'000});
  EXPECT_EQ(pause(), TonWatcher::kEvery) << "never sooner than usual";
  provider_.failure = ton::TonError(ton::TonError::Kind::unavailable, "status 502");
  EXPECT_THROW(pause(), ton::TonError) << "whoever runs it counts failures and waits longer";
}

TEST_P(TonWatcherTest, a_wrong_balance_stops_withdrawals_and_never_deposits) {
  look();
  EXPECT_EQ(metrics_.level("ludice_ton_drift"), 0);
  provider_.wrong_balance = Amount(1);
  look();
  EXPECT_EQ(metrics_.level("ludice_ton_drift"), 1);
  EXPECT_NE(wallet().frozen, "");
  anna_pays();
  EXPECT_EQ(look(), 1);
  EXPECT_EQ(ton("anna"), kTon.units());
}

TEST_P(TonWatcherTest, a_wrong_balance_while_withdrawals_are_stopped_is_told_once_too) {
  take_events("desk");
  write<bool>([](store::Transaction& t) {
    service::FreezeTonWallet::run(t, "olga: a stolen phone");
    return true;
  });
  provider_.wrong_balance = Amount(1);
  look();
  look();
  const std::vector<store::Event> told = take_events("desk");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_NE(told[0].data.find("another balance"), std::string::npos) << told[0].data;
  EXPECT_TRUE(wallet().frozen.starts_with("olga: a stolen phone; ")) << wallet().frozen;
}

TEST_P(TonWatcherTest, a_freeze_is_logged_without_what_an_operator_said_of_it) {
  write<bool>([](store::Transaction& t) {
    service::FreezeTonWallet::run(t, "olga: a stolen phone");
    return true;
  });
  const test::LogLines log;
  look();
  EXPECT_TRUE(log.has("ton_withdrawals_frozen drift=0"));
  EXPECT_FALSE(log.has("stolen"));
}

TEST_P(TonWatcherTest, a_freeze_by_another_balance_is_logged_with_the_difference) {
  provider_.wrong_balance = Amount(1);
  const test::LogLines log;
  look();
  EXPECT_TRUE(log.has("ton_withdrawals_frozen drift=1"));
}

TEST_P(TonWatcherTest, refuses_a_database_of_another_wallet) {
  TonWatcher other(*store_, lease_, provider_, {domain::kAlice, "mainnet"}, ton_rules_, events_,
                   no_metrics());
  EXPECT_THROW(runner_.run(other.look()), std::runtime_error);
  TonWatcher testnet(*store_, lease_, provider_, {domain::kTonWallet, "testnet"}, ton_rules_, events_,
                     no_metrics());
  EXPECT_THROW(runner_.run(testnet.look()), std::runtime_error);
}

/// One process has a SQLite database alone: there is no lease to lose.
class TonTakeoverTest : public TonWatcherTest {};
INSTANTIATE_TEST_SUITE_P(Stores, TonTakeoverTest, testing::Values(test::Engine::postgres), test::engine_name);

TEST_P(TonTakeoverTest, whoever_lost_the_lease_books_nothing) {
  clock_.advance(Lease::kLasts);
  Lease other(*store_, "other");
  EXPECT_TRUE(runner_.run(other.take()));
  anna_pays();
  look_in_vain();
  EXPECT_EQ(ton("anna"), 0);
}

LUDICE_ON_BOTH_STORES(TonWatcherTest);

}  // namespace
}  // namespace ludice::jobs
