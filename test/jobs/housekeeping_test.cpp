// What is old goes, on both databases.
#include "jobs/housekeeping.hpp"

#include "service/service_fixture.hpp"
#include "store/event_table.hpp"
#include "support/both_stores.hpp"

namespace ludice::jobs {
namespace {

class HousekeepingTest : public test::OnBothStores<service::ServiceTest> {
 protected:
  /// Whether a consumer that has been silent for a day and an hour is there after cleaning.
  bool keeps_silent_consumer(std::optional<Millis> hearing) {
    Housekeeping housekeeping(*store_, lease_, hearing);
    take_events("silent");
    clock_.advance(Millis{25LL * 3600 * 1000});
    runner_.run(housekeeping.clean());
    runner_.run(housekeeping.drop_silent());
    return read<bool>([](store::Reader& reader) { return !store::find_consumers(reader).empty(); });
  }

  Lease lease_{*store_, "test"};
};
LUDICE_ON_BOTH_STORES(HousekeepingTest);

TEST_P(HousekeepingTest, a_consumer_that_was_silent_for_a_day_goes) {
  EXPECT_FALSE(keeps_silent_consumer(Millis{0}));
}

TEST_P(HousekeepingTest, what_waits_for_a_silent_consumer_goes_in_portions_and_he_with_the_last) {
  take_events("silent");
  begin(50);  // two events: one waits, both play
  clock_.advance(Millis{25LL * 3600 * 1000});
  take_events("heard");
  std::vector<std::size_t> consumers;
  int dropped = 0;
  do {
    dropped = static_cast<int>(write<std::int64_t>(
        [](store::Transaction& transaction) { return store::drop_silent_consumers(transaction, 1); }));
    consumers.push_back(
        read<std::size_t>([](store::Reader& reader) { return store::find_consumers(reader).size(); }));
  } while (dropped > 0 && consumers.size() < 10);
  EXPECT_EQ(consumers, (std::vector<std::size_t>{2, 2, 1}));
  EXPECT_TRUE(take_events("silent").empty());
}

TEST_P(HousekeepingTest, nobody_was_silent_while_there_was_nobody_to_hear_him) {
  EXPECT_TRUE(keeps_silent_consumer(Housekeeping::kHearing));
}

TEST_P(HousekeepingTest, who_hears_nobody_calls_nobody_silent) {
  EXPECT_TRUE(keeps_silent_consumer(std::nullopt));
}

}  // namespace
}  // namespace ludice::jobs
