// Once only: the same object or name gets its first answer, whatever lies between.
#include "store/meta_table.hpp"
#include "store/once_index.hpp"
#include "store/sqlite_engine.hpp"
#include "support/both_stores.hpp"
#include "support/temp_folder.hpp"

#include <bit>

namespace ludice::store {
namespace {

using test::StoreTest;

const std::string kObject(16, 'a');
const std::string kLater(16, 'z');

class OnceTest : public test::OnBothStores<StoreTest> {
 protected:
  Written call(OnceKey key, const std::string& answer, bool recorded = true) {
    return write_once(std::move(key), [this, answer, recorded](Transaction&) {
      ++runs_;
      return Outcome{{200, answer}, true, recorded};
    });
  }
  static OnceKey object(const std::string& fingerprint, const std::string& path) {
    return {fingerprint, path, "", "", false};
  }
  static OnceKey named(const std::string& name, const std::string& content, bool for_ever = false) {
    return {kObject, "/x", name, content, for_ever};
  }
  void clean() {
    write<bool>([](Transaction& transaction) { return forget_old_answers(transaction, 1'000) >= 0; });
  }
  int runs_ = 0;
};
LUDICE_ON_BOTH_STORES(OnceTest);

TEST_P(OnceTest, the_same_object_gets_its_first_answer_and_runs_nothing) {
  EXPECT_EQ(call(object(kObject, "/x"), "first").replay, Replay::first);
  const Written again = call(object(kObject, "/x"), "second");
  EXPECT_EQ(again.replay, Replay::repeated);
  EXPECT_EQ(again.answer.body, "first");
  EXPECT_EQ(runs_, 1);
}

TEST_P(OnceTest, on_another_path_it_is_a_conflict_and_runs_nothing) {
  call(object(kObject, "/x"), "first");
  EXPECT_EQ(call(object(kObject, "/y"), "second").replay, Replay::conflict);
  EXPECT_EQ(runs_, 1);
}

TEST_P(OnceTest, the_record_survives_a_restart) {
  call(object(kObject, "/x"), "first");
  reopen();
  EXPECT_EQ(call(object(kObject, "/x"), "second").answer.body, "first");
}

TEST_P(OnceTest, an_answer_not_to_be_recorded_is_made_anew) {
  call(object(kObject, "/x"), "first", false);
  EXPECT_EQ(call(object(kObject, "/x"), "second").answer.body, "second");
}

TEST_P(OnceTest, a_record_is_there_for_ten_minutes_and_goes_afterwards) {
  call(object(kObject, "/x"), "first");
  clock_.advance(Millis{10 * 60 * 1000});
  clean();
  EXPECT_EQ(call(object(kObject, "/x"), "second").replay, Replay::repeated);
  clock_.advance(Millis{3 * 60 * 1000});
  call(object(kLater, "/x"), "says in the database how late it is");
  clean();
  EXPECT_EQ(call(object(kObject, "/x"), "third").replay, Replay::first);
}

TEST_P(OnceTest, scene_23_a_clock_that_was_ahead_until_a_restart_makes_nothing_forgotten) {
  call(object(kObject, "/x"), "first");
  call(named("order-1", "same"), "first");
  const Instant right = clock_.now();
  clock_.advance(Millis{72LL * 3600 * 1000});
  clean();
  clock_.set(right);
  reopen();
  EXPECT_EQ(call(object(kObject, "/x"), "second").replay, Replay::repeated);
  EXPECT_EQ(call(named("order-1", "same"), "second").replay, Replay::repeated);
  EXPECT_EQ(runs_, 2);
}

TEST_P(OnceTest, objects_that_share_the_first_half_of_their_fingerprint_are_told_apart) {
  const std::string other = std::string(8, 'a') + std::string(8, 'b');
  call(object(kObject, "/x"), "first");
  EXPECT_EQ(call(object(other, "/x"), "other").answer.body, "other");
  EXPECT_EQ(call(object(other, "/x"), "again").answer.body, "other");
  EXPECT_EQ(call(object(kObject, "/x"), "again").answer.body, "first");
}

TEST_P(OnceTest, a_name_with_the_same_content_repeats_and_with_another_conflicts) {
  call(named("order-1", "same"), "first");
  EXPECT_EQ(call(named("order-1", "same"), "second").answer.body, "first");
  EXPECT_EQ(call(named("order-1", "else"), "third").replay, Replay::conflict);
  EXPECT_EQ(runs_, 1);
}

TEST_P(OnceTest, a_name_is_kept_for_48_hours_or_for_ever) {
  call(named("short", "same"), "first");
  call(named("long", "same", true), "first");
  clock_.advance(Millis{47LL * 3600 * 1000});
  clean();
  EXPECT_EQ(call(named("short", "same"), "second").replay, Replay::repeated);
  clock_.advance(Millis{2LL * 3600 * 1000});
  call(object(kLater, "/x"), "says in the database how late it is");
  clean();
  EXPECT_EQ(call(named("short", "same"), "second").replay, Replay::first);
  EXPECT_EQ(call(named("long", "same", true), "second").replay, Replay::repeated);
}

TEST(OnceIndexTest, finds_every_entry_of_many_until_it_is_cleared) {
  OnceIndex index;
  for (std::int64_t number = 1; number <= 5'000; ++number)
    index.insert(number << 20, 2, number, Instant{number});
  index.insert(7 << 20, 4, 9'999, Instant{5'001});
  for (std::int64_t number = 1; number <= 5'000; ++number) {
    std::vector<std::int64_t> rows;
    index.find(number << 20, rows);
    EXPECT_EQ(rows, number == 7 ? std::vector<std::int64_t>({7, 9'999}) : std::vector{number});
  }
  EXPECT_EQ(std::pair(index.oldest(), index.newest()), std::pair(Instant{1}, Instant{5'001}));
  EXPECT_EQ(index.entries().size(), 5'001U);
  EXPECT_EQ(index.minutes(), 6U);
  index.clear();
  EXPECT_EQ(index.minutes(), 0U);
  std::vector<std::int64_t> rows;
  index.find(7 << 20, rows);
  EXPECT_TRUE(rows.empty() && index.size() == 0 && index.entries().empty());
}

TEST(OnceMinutesTest, are_those_of_the_objects_own_time) {
  const Instant noon{1'800'000'000'000};
  EXPECT_EQ(once_minutes_of(noon), once_minutes_of(noon + Millis{59'999}));
  EXPECT_NE(once_minutes_of(noon), once_minutes_of(noon + Millis{60'000}));
  EXPECT_EQ(std::popcount(once_minutes_of(noon)), 1);
  EXPECT_EQ(once_minutes_of(Instant{}), kAnyMinute);
}

TEST(OnceFilterTest, has_all_that_went_in_and_hardly_anything_else) {
  std::vector<OnceEntry> entries;
  const auto key = [](std::uint64_t number) {
    number = (number ^ number >> 30) * 0xbf58476d1ce4e5b9;  // SplitMix64, as even as a fingerprint
    number = (number ^ number >> 27) * 0x94d049bb133111eb;
    return static_cast<std::int64_t>((number ^ number >> 31) >> 1);
  };
  for (std::uint64_t number = 1; number <= 20'000; ++number) entries.push_back({key(number), 1});
  const OnceFilter filter(entries);
  const OnceFilter read_back(filter.bits());
  int wrong = 0;
  for (std::uint64_t number = 1; number <= 120'000; ++number) {
    const bool has = filter.may_have(key(number));
    ASSERT_EQ(has, read_back.may_have(key(number)));
    ASSERT_TRUE(has || number > 20'000);
    if (number > 20'000) wrong += has ? 1 : 0;
  }
  EXPECT_LT(wrong, 700) << "of 100,000; 314 are expected";
}

/// SQLite alone, with so little memory that most objects are in runs.
class OnceRunsTest : public testing::Test {
 protected:
  void open(OnceLimits limits) {
    engine_.reset();
    engine_ = std::make_unique<SqliteEngine>(
        EngineOptions{.path = folder_.file("once.db"), .limits = {.once = limits}}, clock_, no_metrics());
  }
  struct Job final : WriteJob {
    OnceKey key;
    Answer answer;
    std::optional<Written> known;
    const OnceKey* once() const override { return &key; }
    void repeat(Written written) override { known = std::move(written); }
    Effect run(Transaction&) override { return {false, &answer}; }
  };
  /// The answer that an object gets, or why it gets none.
  std::string call(const std::string& fingerprint, const std::string& answer, Instant signed_at = {}) {
    auto job = std::make_shared<Job>();
    job->key = {fingerprint, "/x", "", "", false, {}, signed_at};
    job->answer = {200, answer};
    std::string got = answer;
    job->done = [&got](const std::exception_ptr& failure) {
      if (failure != nullptr) got = "refused";
    };
    const std::vector<std::shared_ptr<WriteJob>> batch{job};
    engine_->run_batch(batch);
    return job->known ? job->known->answer.body : got;
  }
  static std::string object(int number) { return std::to_string(number) + std::string(16, 'x'); }
  static Instant minute(int number) { return {1'800'000'000'000 + number * 60'000}; }
  /// Behind the engine's back, between two of its lives.
  void change(const std::string& sql) {
    engine_.reset();
    SqliteConnection connection(folder_.file("once.db"), OpenMode::read_write);
    connection.run_script(sql);
  }

  test::TempFolder folder_;
  test::ManualClock clock_;
  std::unique_ptr<SqliteEngine> engine_;
};

TEST_F(OnceRunsTest, every_object_is_found_in_memory_or_in_a_run_also_after_a_start) {
  open({1'000, 7});
  for (int number = 0; number < 300; ++number)
    EXPECT_EQ(call(object(number), std::to_string(number)), std::to_string(number));
  for (const bool restarted : {false, true}) {
    if (restarted) open({1'000, 7});
    for (int number = 0; number < 300; ++number)
      EXPECT_EQ(call(object(number), "again"), std::to_string(number));
  }
}

TEST_F(OnceRunsTest, every_object_of_every_minute_is_found_where_most_runs_have_no_filter) {
  const OnceLimits limits{1'000, 7, 2};
  open(limits);
  for (int number = 0; number < 300; ++number)
    EXPECT_EQ(call(object(number), std::to_string(number), minute(number % 11)), std::to_string(number));
  for (const bool restarted : {false, true}) {
    if (restarted) open(limits);
    for (int number = 0; number < 300; ++number)
      EXPECT_EQ(call(object(number), "again", minute(number % 11)), std::to_string(number));
  }
}

TEST_F(OnceRunsTest, a_run_is_not_asked_for_objects_of_other_minutes) {
  open({1'000, 7, 0});
  for (int number = 0; number < 70; ++number) call(object(number), "first", minute(1));
  change("DELETE FROM once_run_part");  // what asks for one is ended
  open({1'000, 7, 0});
  EXPECT_EQ(call(object(70), "first", minute(2)), "first");
}

TEST_F(OnceRunsTest, runs_that_an_older_version_wrote_are_asked_for_every_minute) {
  open({1'000, 7, 0});
  for (int number = 0; number < 70; ++number) call(object(number), "first", minute(number % 5));
  change(
      "ALTER TABLE once_run DROP COLUMN minutes; ALTER TABLE throw_job DROP COLUMN cause; "
      "UPDATE meta SET value = CAST(CAST(value AS BIGINT) - 2 AS TEXT) WHERE name = 'schema'");
  open({1'000, 7, 0});
  for (int number = 0; number < 70; ++number)
    EXPECT_EQ(call(object(number), "again", minute(number % 5)), "first");
}

TEST_F(OnceRunsTest, objects_of_one_key_are_told_apart_in_runs_and_across_their_parts) {
  open({10'000, 600});
  const auto twin = [](int number) { return std::string(8, 'a') + object(number); };
  for (int number = 0; number < 700; ++number)
    EXPECT_EQ(call(twin(number), std::to_string(number)), std::to_string(number));
  for (int number = 0; number < 700; ++number) EXPECT_EQ(call(twin(number), "again"), std::to_string(number));
}

TEST_F(OnceRunsTest, at_the_bound_nothing_is_taken_and_nothing_forgotten_until_time_has_passed) {
  open({20, 7});
  for (int number = 0; number < 20; ++number) call(object(number), "first");
  EXPECT_EQ(call(object(20), "first"), "refused");
  open({20, 7});
  EXPECT_EQ(call(object(20), "first"), "refused");
  EXPECT_EQ(call(object(0), "again"), "first");
  clock_.advance(OnceRecords::kObjectKept + Millis{1});
  call(object(0), "lets time pass");
  EXPECT_EQ(call(object(20), "first"), "first");
}

}  // namespace
}  // namespace ludice::store
