// Telegram's list of transactions against the ledger.
#include "stars_fixture.hpp"
#include "support/both_stores.hpp"

namespace ludice::service {
namespace {

using domain::ChargeState;

class StarsListTest : public test::OnBothStores<StarsTest> {
 protected:
  ListedTransaction payment(const std::string& id, std::int64_t user, std::int64_t amount,
                            const std::string& order_id) {
    return {id, true, Amount(amount), clock_.now(), TelegramId{user}, true, order_id};
  }
  ListedTransaction refund_of(const std::string& id, std::int64_t user, std::int64_t amount) {
    return {id, false, Amount(amount), clock_.now(), TelegramId{user}, true, {}};
  }
  static std::string text(const ListOutcome& outcome) {
    return std::to_string(outcome.credited) + " credited " + std::to_string(outcome.refunded) + " refunded " +
           std::to_string(outcome.noticed) + " noticed";
  }
};
LUDICE_ON_BOTH_STORES(StarsListTest);

TEST_P(StarsListTest, scene_14_a_payment_that_nobody_told_is_found_and_told_as_ever) {
  store_baseline();
  take_events("bot");
  const std::string id = order_id("anna", 75);
  EXPECT_EQ(text(take_list({payment("stx1", 1, 75, id)})), "1 credited 0 refunded 0 noticed");
  EXPECT_EQ(stars("anna"), 75);
  EXPECT_EQ(type_of(take_events("bot")), "payment_credited");
  EXPECT_EQ(text(take_list({payment("stx1", 1, 75, id)})), "0 credited 0 refunded 0 noticed");
  EXPECT_FALSE(credit(1, "stx1", 75, id).first);
  EXPECT_EQ(stars("anna"), 75);
  EXPECT_EQ(expected_stars(), 75);
}

TEST_P(StarsListTest, scene_37_what_is_older_than_the_baseline_is_noted_and_never_credited) {
  const std::string id = order_id("anna", 75);
  const std::vector<ListedTransaction> old = {payment("old1", 1, 75, id), refund_of("old2", 1, 20)};
  clock_.advance(Millis{60'000});
  EXPECT_EQ(store_baseline(old).balance, Amount(55));
  EXPECT_EQ(text(take_list(old)), "0 credited 0 refunded 0 noticed");
  EXPECT_EQ(stars("anna"), 0);
  EXPECT_EQ(expected_stars(), 55);
  EXPECT_EQ(text(take_list(old)), "0 credited 0 refunded 0 noticed");
}

TEST_P(StarsListTest, scene_37_what_was_credited_before_the_baseline_is_no_history) {
  pay("anna", 1, "stx1", 75);
  const ListedTransaction same = payment("stx1", 1, 75, "x");
  clock_.advance(Millis{60'000});
  EXPECT_EQ(store_baseline({same}).balance, Amount(0));
  EXPECT_EQ(text(take_list({same})), "0 credited 0 refunded 0 noticed");
  EXPECT_EQ(expected_stars(), 75);
  EXPECT_EQ(store_baseline().seen, 1) << "there is one baseline for ever";
}

TEST_P(StarsListTest, a_payment_from_before_the_baseline_told_later_is_counted_once) {
  const std::string id = order_id("anna", 75);
  const Instant paid_at = clock_.now();
  const std::vector<ListedTransaction> old = {payment("old1", 1, 75, id), payment("old2", 9, 20, "no order")};
  clock_.advance(Millis{60'000});
  store_baseline(old);
  take_list(old);
  credit({TelegramId{1}, "old1", Amount(75), id, paid_at});
  credit({TelegramId{9}, "old2", Amount(20), "no order", paid_at});
  EXPECT_EQ(stars("anna"), 75);
  EXPECT_EQ(expected_stars(), 95);
}

TEST_P(StarsListTest, scene_23_a_baseline_of_a_fast_clock_hides_no_payment_of_an_order_of_ours) {
  const std::string id = order_id("anna", 75);
  const ListedTransaction late =
      payment("stx1", 1, 75, id);  // not listed yet, or taken after the list was read
  clock_.advance(Millis{3'600'000});
  store_baseline();
  EXPECT_EQ(text(take_list({late})), "1 credited 0 refunded 0 noticed");
  EXPECT_EQ(stars("anna"), 75);
  EXPECT_EQ(expected_stars(), 75);
}

TEST_P(StarsListTest, scene_23_a_baseline_of_a_slow_clock_takes_no_old_payment_for_a_new_one) {
  const std::string id = order_id("anna", 75);
  const std::vector<ListedTransaction> all = {payment("old", 9, 20, "another program's"),
                                              payment("new", 1, 75, id), refund_of("gone", 8, 5)};
  const ListedTransaction late = payment("late", 9, 30, "another program's");
  clock_.advance(Millis{-300'000});
  EXPECT_EQ(store_baseline(all).balance, Amount(15));
  EXPECT_EQ(text(take_list(all)), "1 credited 0 refunded 0 noticed");
  EXPECT_EQ(stars("anna"), 75);
  EXPECT_EQ(text(take_list({late})), "0 credited 0 refunded 1 noticed")
      << "the operators', nobody is paid back";
  EXPECT_EQ(expected_stars(), 15 + 75 + 30);
}

TEST_P(StarsListTest, scene_23_the_news_of_a_payment_that_the_baseline_does_not_hold_takes_nothing_off_it) {
  const std::string id = order_id("anna", 75);
  const Instant paid_at = clock_.now();
  clock_.advance(Millis{3'600'000});
  store_baseline();
  credit({TelegramId{1}, "stx1", Amount(75), id, paid_at});
  EXPECT_EQ(expected_stars(), 75);
}

TEST_P(StarsListTest, what_is_old_unlisted_till_now_and_no_order_of_ours_is_the_operators_and_counts_once) {
  const ListedTransaction late = payment("stx1", 9, 20, "no order");
  clock_.advance(Millis{60'000});
  store_baseline();
  EXPECT_EQ(text(take_list({late})), "0 credited 0 refunded 1 noticed");
  EXPECT_EQ(expected_stars(), 20);
  credit({TelegramId{9}, "stx1", Amount(20), "no order", late.at});
  EXPECT_EQ(expected_stars(), 20);
}

TEST_P(StarsListTest, a_refund_listed_before_its_payment_was_booked_counts_once) {
  const std::string id = order_id("anna", 75);
  const std::vector<ListedTransaction> old = {payment("stx1", 1, 75, id), refund_of("stx1", 1, 75)};
  clock_.advance(Millis{60'000});
  EXPECT_EQ(store_baseline(old).balance, Amount(0));
  credit({TelegramId{1}, "stx1", Amount(75), id, old[0].at});
  take_list(old);
  EXPECT_EQ(stars("anna"), 0);
  EXPECT_EQ(expected_stars(), 0);
}

TEST_P(StarsListTest, more_than_anybody_can_pay_is_noticed_and_not_booked) {
  store_baseline();
  const std::string id = order_id("anna", 75);
  EXPECT_EQ(text(take_list({payment("stx1", 1, kMostStars.units() + 1, id)})),
            "0 credited 0 refunded 1 noticed");
  EXPECT_EQ(text(take_list({payment("stx2", 1, kMostStars.units(), id)})), "1 credited 0 refunded 0 noticed");
  EXPECT_EQ(stars("anna"), kMostStars.units());
}

TEST_P(StarsListTest, the_stores_refund_is_heard_from_the_list) {
  store_baseline();
  pay("anna", 1, "stx1", 75);
  EXPECT_EQ(text(take_list({refund_of("stx1", 1, 75)})), "0 credited 1 refunded 0 noticed");
  EXPECT_EQ(text(take_list({refund_of("stx1", 1, 75)})), "0 credited 0 refunded 0 noticed");
  EXPECT_EQ(stars("anna"), 0);
  EXPECT_EQ(expected_stars(), 0);
}

TEST_P(StarsListTest, our_own_refund_in_the_list_is_the_same_refund) {
  store_baseline();
  pay("anna", 1, "stx1", 75);
  refund("anna", "stx1");
  EXPECT_EQ(text(take_list({payment("stx1", 1, 75, "x"), refund_of("stx1", 1, 75)})),
            "0 credited 1 refunded 0 noticed");
  EXPECT_FALSE(hear_refunded("stx1")->first);
  EXPECT_EQ(expected_stars(), 0);
}

TEST_P(StarsListTest, what_nothing_explains_is_noted_once_and_counts_for_what_the_bot_holds) {
  const ListedTransaction before{"r0", true, Amount(10), clock_.now(), {}, false, {}};
  clock_.advance(Millis{1'000});
  store_baseline({before});
  ListedTransaction reward{"r1", true, Amount(30), clock_.now(), {}, false, {}};
  ListedTransaction withdrawal{"w1", false, Amount(12), clock_.now(), {}, false, {}};
  EXPECT_EQ(text(take_list({reward, withdrawal, refund_of("never", 1, 5)})),
            "0 credited 0 refunded 3 noticed");
  EXPECT_EQ(text(take_list({reward, withdrawal})), "0 credited 0 refunded 0 noticed");
  EXPECT_EQ(expected_stars(), 10 + 30 - 12 - 5);
}

TEST_P(StarsListTest, what_cannot_be_a_payment_is_noted) {
  store_baseline();
  EXPECT_EQ(text(take_list({payment("", 1, 75, "x"), payment("none", 1, 0, "x"), payment("less", 1, -5, "x"),
                            payment("of_nobody", 0, 75, "x")})),
            "0 credited 0 refunded 4 noticed");
  EXPECT_EQ(stars("anna"), 0);
}

TEST_P(StarsListTest, a_charge_listed_with_another_amount_or_payer_is_noted) {
  store_baseline();
  pay("anna", 1, "stx1", 75);
  pay("anna", 1, "stx2", 15);
  EXPECT_EQ(text(take_list({payment("stx1", 1, 74, "x")})), "0 credited 0 refunded 1 noticed");
  EXPECT_EQ(text(take_list({payment("stx2", 2, 15, "x")})), "0 credited 0 refunded 1 noticed");
  EXPECT_EQ(stars("anna"), 90);
}

TEST_P(StarsListTest, a_listed_payment_of_nobody_waits_in_suspense) {
  store_baseline();
  EXPECT_EQ(text(take_list({payment("stx1", 99, 75, "x")})), "1 credited 0 refunded 0 noticed");
  EXPECT_EQ(due_refunds().size(), 1U);
  EXPECT_EQ(expected_stars(), 75);
}

TEST_P(StarsListTest, what_the_list_never_shows_can_be_found) {
  store_baseline();
  pay("anna", 1, "stx1", 75);
  pay("anna", 1, "forged", 15);
  take_list({payment("stx1", 1, 75, "x")});
  clock_.advance(Millis{1});
  const auto unlisted = read<std::vector<store::StarsCharge>>(
      [](store::Reader& r) { return store::find_unlisted_stars_charges(r, r.now(), 10); });
  ASSERT_EQ(unlisted.size(), 1U);
  EXPECT_EQ(unlisted[0].charge, "forged");
}

TEST_P(StarsListTest, what_two_have_told_of_hides_nothing_that_is_noted_later) {
  const auto untold = [this] {
    return read<UntoldNotices>([](store::Reader& r) { return find_untold_notices(r); });
  };
  const auto tell = [this](const UntoldNotices& told) {
    write<bool>([told](store::Transaction& t) {
      NoticesTold::run(t, told);
      return true;
    });
  };
  store_baseline();
  take_list({payment("", 1, 75, "x")});
  const UntoldNotices seen_by_both = untold();
  EXPECT_EQ(seen_by_both.noticed, 1);
  take_list({payment("none", 1, 0, "x")});
  const UntoldNotices seen_by_one = untold();
  EXPECT_EQ(seen_by_one.noticed, 2);
  tell(seen_by_one);
  tell(seen_by_both);
  EXPECT_EQ(untold().noticed, 0);
  tell(seen_by_both);
  take_list({payment("less", 1, -5, "x")});
  EXPECT_EQ(untold().noticed, 1);
}

}  // namespace
}  // namespace ludice::service
