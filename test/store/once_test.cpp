// Once only: the same object or name gets its first answer, whatever lies between.
#include "store/meta_table.hpp"
#include "store/once_index.hpp"
#include "support/both_stores.hpp"

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

TEST(OnceIndexTest, finds_every_entry_of_many_and_forgets_whole_minutes) {
  OnceIndex index;
  Instant now{1'800'000'000'000};
  const auto fingerprint = [](int number) {
    std::string text(16, '\0');
    for (int i = 0; i < 4; ++i)
      text[static_cast<std::size_t>(i)] = static_cast<char>(number >> (8 * i) & 255);
    return text;
  };
  for (int number = 1; number <= 5'000; ++number) {
    index.insert(fingerprint(number), number, now);
    now = now + Millis{100};
  }
  for (int number = 1; number <= 5'000; ++number) {
    EXPECT_EQ(index.candidates(fingerprint(number)), std::vector<std::int64_t>{number});
  }
  index.expire(now + OnceIndex::kKept - Millis{60'000});
  EXPECT_FALSE(index.candidates(fingerprint(4'999)).empty());
  EXPECT_TRUE(index.candidates(fingerprint(1)).empty());
  index.expire(now + OnceIndex::kKept + Millis{60'000});
  EXPECT_EQ(index.size(), 0U);
}

TEST(OnceIndexTest, at_its_bound_it_is_full_and_forgets_nothing_early) {
  OnceIndex index(2);
  const Instant now{1'800'000'000'000};
  index.insert(std::string(16, 'a'), 1, now);
  EXPECT_FALSE(index.full());
  index.insert(std::string(16, 'b'), 2, now);
  EXPECT_TRUE(index.full());
  index.expire(now + Millis{5 * 60'000});
  EXPECT_EQ(index.size(), 2U);
}

}  // namespace
}  // namespace ludice::store
