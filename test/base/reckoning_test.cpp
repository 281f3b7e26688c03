// Both times through leaps of their source: neither leaps with it, neither runs back, and both find home.
#include "base/reckoning.hpp"

#include "base/disciplined_clock.hpp"
#include "support/counted_metrics.hpp"
#include "support/manual_clock.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ludice {
namespace {

constexpr Millis kHour{3'600'000};
constexpr Millis kSecond{1'000};
constexpr Instant kNoon{1'800'000'000'000};

/// A machine whose wall clock somebody sets.
struct Machine {
  test::ManualClock wall{kNoon};
  test::ManualClock steady{Instant{5'000}};
  DisciplinedClock clock{wall, steady};

  void pass(Millis time) {
    wall.advance(time);
    steady.advance(time);
  }
  /// What time would be had nobody ever set the clock.
  Instant truth() const { return kNoon + (steady.now() - Instant{5'000}); }
};

TEST(Reckoning, without_a_leap_both_times_are_the_wall_clock) {
  Machine machine;
  machine.pass(kHour);
  EXPECT_EQ(machine.clock.now(), machine.wall.now());
  EXPECT_EQ(machine.clock.civil(), machine.wall.now());
}

TEST(Reckoning, small_steps_are_followed_at_once) {
  Machine machine;
  machine.wall.advance(Millis{800});
  EXPECT_EQ(machine.clock.now(), machine.wall.now());
  EXPECT_EQ(machine.clock.civil(), machine.wall.now());
}

TEST(Reckoning, scene_23_neither_time_leaps_with_the_wall_clock) {
  for (const Millis leap : {kHour, -kHour}) {
    Machine machine;
    machine.wall.advance(leap);
    EXPECT_EQ(machine.clock.now(), machine.truth());
    EXPECT_EQ(machine.clock.civil(), machine.truth());
    machine.pass(60 * kSecond);
    EXPECT_NEAR(static_cast<double>(machine.clock.now().ms), static_cast<double>(machine.truth().ms), 1'000);
    EXPECT_EQ(machine.clock.civil(), machine.truth());
  }
}

TEST(Reckoning, scene_23_a_leap_is_counted_once_each_way) {
  test::CountedMetrics metrics;
  Machine machine;
  machine.clock.count_leaps(clock_leaps(metrics, "own"));
  const auto counted = [&] {
    machine.clock.now();
    machine.clock.civil();
    return metrics.count("ludice_clock_leaps_total{clock=own}");
  };
  machine.pass(kHour);
  EXPECT_EQ(counted(), 0);
  machine.wall.advance(kHour);
  EXPECT_EQ(counted(), 1);
  machine.wall.advance(-kHour);
  EXPECT_EQ(counted(), 2);
}

TEST(Reckoning, scene_23_a_leap_that_is_undone_in_time_leaves_nothing_behind) {
  Machine machine;
  machine.wall.advance(kHour);
  machine.pass(240 * kSecond);
  EXPECT_LT(machine.clock.now(), machine.truth() + kSecond);
  machine.wall.advance(-kHour);
  EXPECT_LT(std::chrono::abs(machine.clock.now() - machine.truth()), kSecond);
  EXPECT_EQ(machine.clock.civil(), machine.truth());
  machine.pass(kHour);
  EXPECT_EQ(machine.clock.now(), machine.wall.now());
  EXPECT_EQ(machine.clock.civil(), machine.wall.now());
}

TEST(Reckoning, civil_time_believes_a_clock_that_was_set_forward_for_good) {
  Machine machine;
  machine.wall.advance(kHour);
  EXPECT_EQ(machine.clock.civil(), machine.truth());
  machine.pass(Reckoning::kTrial);
  EXPECT_EQ(machine.clock.civil(), machine.wall.now());
  EXPECT_LT(machine.clock.now(), machine.truth() + kSecond);
}

TEST(Reckoning, civil_time_stands_where_it_must_come_back) {
  Machine machine;
  machine.wall.advance(-kHour);
  machine.clock.now();
  machine.pass(Reckoning::kTrial);
  const Instant held = machine.clock.civil();
  machine.pass(kHour / 2);
  EXPECT_EQ(machine.clock.civil(), held);
  machine.pass(kHour);
  EXPECT_EQ(machine.clock.civil(), machine.wall.now());
}

TEST(Reckoning, game_time_goes_home_slowly_and_may_leap_where_nobody_waits) {
  Machine machine;
  machine.wall.advance(kHour);
  EXPECT_FALSE(machine.clock.lags());  // a clock that has just leapt is not believed
  machine.pass(Reckoning::kTrial);
  EXPECT_TRUE(machine.clock.lags());
  machine.clock.catch_up();
  EXPECT_EQ(machine.clock.now(), machine.wall.now());
  EXPECT_FALSE(machine.clock.lags());
}

TEST(Reckoning, a_machine_that_slept_has_not_spent_anybodys_time) {
  Machine machine;
  machine.pass(kSecond);
  machine.wall.advance(8 * kHour);  // the steady clock stood
  EXPECT_EQ(machine.clock.now(), kNoon + kSecond);
}

TEST(Reckoning, a_restart_keeps_a_leap_that_was_recorded) {
  const Instant now = kNoon + 600 * kSecond;
  const Reckoning leapt = Reckoning{}.leapt(now, now + kHour);
  const Instant later = now + kHour + 60 * kSecond;
  const Reckoning resumed = leapt.resumed(later, now + 30 * kSecond, now + 30 * kSecond);
  EXPECT_EQ(resumed, leapt);
}

TEST(Reckoning, a_restart_forgets_a_leap_that_was_undone_meanwhile) {
  const Instant now = kNoon + 600 * kSecond;
  const Reckoning leapt = Reckoning{}.leapt(now, now + kHour);
  const Instant right = now + 60 * kSecond;
  const Reckoning resumed = leapt.resumed(right, now + 30 * kSecond, now + 30 * kSecond);
  EXPECT_EQ(resumed.now(right), right);
  EXPECT_EQ(resumed.civil(right), right);
}

TEST(Reckoning, a_restart_never_begins_before_what_was_recorded) {
  const Instant latest_now = kNoon + kHour;
  const Instant latest_civil = kNoon + 2 * kHour;
  const Reckoning resumed = Reckoning{}.resumed(kNoon, latest_now, latest_civil);
  EXPECT_EQ(resumed.now(kNoon), latest_now);
  EXPECT_EQ(resumed.civil(kNoon), latest_civil);
}

/// Game time at a recorded civil time is never taken for later than it was: a restart would begin too late.
TEST(Reckoning, finds_the_reading_behind_a_civil_time_on_trial_and_after_it) {
  const Reckoning back{kNoon, kHour / 2, kHour / 4};
  const Reckoning forth{kNoon, -kHour / 2, -kHour / 4};
  for (const Reckoning& reckoning : {back, forth, Reckoning{}}) {
    for (Instant source = kNoon; source < kNoon + 2 * kHour; source = source + Millis{7'000}) {
      const Instant found = reckoning.source_at(reckoning.civil(source));
      ASSERT_LE(found, source);
      ASSERT_LE(reckoning.now(found), reckoning.now(source));
      ASSERT_EQ(reckoning.civil(found), reckoning.civil(source));
    }
  }
  EXPECT_EQ(back.source_at(back.civil(kNoon + kSecond)), kNoon + kSecond);
}

TEST(Reckoning, its_text_reads_back_and_nothing_else_does) {
  const Reckoning reckoning{kNoon, -kHour, kHour};
  EXPECT_EQ(parse_reckoning(to_text(reckoning)), reckoning);
  for (const char* broken : {"", "1", "1 2", "1 2 3 4", "1 2 x", "1  2 3", " 1 2 3", "1 2 3 "})
    EXPECT_FALSE(parse_reckoning(broken)) << broken;
}

/// Whatever is done to the wall clock: game time keeps to the truth of the steady clock within its bounds,
/// and neither time runs back.
RC_GTEST_PROP(Reckoning, both_times_are_even_through_any_leaps, ()) {
  Machine machine;
  Instant now = machine.clock.now();
  Instant civil = machine.clock.civil();
  const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::inRange(0, 400), rc::gen::inRange(-8'000, 8'000)));
  for (const auto& [seconds, leap_s] : steps) {
    machine.wall.advance(std::abs(leap_s) > 4'000 ? Millis{leap_s * 1'000} : Millis{0});
    const Millis passed{seconds * 1'000};
    now = machine.clock.now();
    machine.pass(passed);
    const Instant later = machine.clock.now();
    RC_ASSERT(later - now <= passed + passed / Reckoning::kFaster + Millis{2});
    RC_ASSERT(later - now >= passed - passed / Reckoning::kSlower - Millis{2});
    RC_ASSERT(machine.clock.civil() >= civil);
    now = later;
    civil = machine.clock.civil();
  }
}

}  // namespace
}  // namespace ludice
