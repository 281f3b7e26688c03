// Several servers behind the provider's one address: who tells the time is current, who tells of the wallet
// lags.
#include "jobs/ton_jobs.hpp"

namespace ludice::jobs {
namespace {

using domain::TonTransaction;

class TonLagTest : public TonWatcherTest {
 protected:
  static constexpr Millis kStep{10'000};

  /// A withdrawal whose link is paid in its last seconds.
  PaymentId pays_late() {
    anna_pays(2);
    look();
    const auto asked = ask("anna", kTon);
    take(asked->id);
    pass(ton_rules_.link_life - kStep);
    TonTransaction row = domain::ton_payout(asked->amount.units(), asked->comment);
    row.out[0].destination = asked->destination;
    happens(row);
    return asked->id;
  }
  void pass(Millis time) {
    clock_.advance(time);
    provider_.time = clock_.now();
  }
  /// Looks until every server knows what happened by now, and nobody may say at any time that it did not.
  void never_unpaid(PaymentId id, Millis longest_lag, const std::function<void(int)>& turn) {
    for (int i = 0; i <= longest_lag / kStep; ++i) {
      turn(i);
      look();
      ASSERT_EQ(service::why(reject(id, "ivo")), Refusal::conflict) << "after look " << i;
      ASSERT_FALSE(take(id, "ivo").has_value()) << "after look " << i;
      pass(kStep);
    }
    look();
    EXPECT_EQ(withdrawal(id).state, domain::TonWithdrawalState::paid);
    EXPECT_EQ(wallet().frozen, "");
  }
};

TEST_P(TonLagTest, of_six_minutes_hides_no_payment_past_the_end_of_its_link) {
  const PaymentId id = pays_late();
  provider_.rows_lag = provider_.state_lag = Millis{360'000};
  never_unpaid(id, Millis{360'000}, [](int) {});
}

TEST_P(TonLagTest, of_twenty_minutes_hides_no_payment_past_the_end_of_its_link) {
  const PaymentId id = pays_late();
  provider_.rows_lag = provider_.state_lag = Millis{1'200'000};
  never_unpaid(id, Millis{1'200'000}, [](int) {});
}

TEST_P(TonLagTest, in_turns_with_servers_that_are_current_hides_none_either) {
  const PaymentId id = pays_late();
  provider_.rows_lag = Millis{1'200'000};
  never_unpaid(id, Millis{1'200'000}, [this](int i) { provider_.state_lag = Millis{i % 2 ? 0 : 1'200'000}; });
}

TEST_P(TonLagTest, stops_what_leaves_and_lets_it_go_when_it_is_over) {
  anna_pays(2);
  look();
  provider_.rows_lag = provider_.state_lag = Millis{1'200'000};
  for (int i = 0; i < 40; ++i) {
    pass(kStep);
    look();
  }
  EXPECT_EQ(service::why(ask("anna", kTon)), Refusal::frozen);
  provider_.rows_lag = provider_.state_lag = Millis{0};
  look();
  EXPECT_TRUE(ask("anna", kTon).has_value());
}

TEST_P(TonLagTest, of_seconds_is_made_up_by_blocks_of_before) {
  provider_.rows_lag = provider_.state_lag = 2 * kStep;
  for (int i = 0; i < 5; ++i) {
    pass(kStep);
    look();
  }
  EXPECT_EQ(wallet().seen, provider_.time - 2 * kStep);
}

TEST_P(TonLagTest, cannot_be_seen_where_the_clock_is_not_told) {
  TonWatcher other(*store_, lease_, provider_, {domain::kTonWallet, "mainnet"}, ton_rules_, events_,
                   no_metrics());
  provider_.tells_clock = false;
  pass(kStep);
  runner_.run(other.look());
  EXPECT_EQ(wallet().seen, provider_.time) << "nothing better is to be had";
  provider_.tells_clock = true;
  runner_.run(other.look());
  provider_.tells_clock = false;
  const Instant before = wallet().seen;
  pass(kStep);
  runner_.run(other.look());
  EXPECT_EQ(wallet().seen, before) << "it can be had";
}

LUDICE_ON_BOTH_STORES(TonLagTest);

}  // namespace
}  // namespace ludice::jobs
