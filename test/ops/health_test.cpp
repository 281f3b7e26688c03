// Readiness from probes.
#include "ops/health.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

namespace ludice::ops {
namespace {

using Problems = std::map<std::string, std::string>;

Health::Probe well() {
  return [](std::string&) { return true; };
}

Health::Probe ill(const std::string& why) {
  return [why](std::string& reason) {
    reason = why;
    return false;
  };
}

TEST(Health, without_probes_it_is_ready) {
  EXPECT_EQ(Health().problems(), Problems());
}

TEST(Health, what_is_not_well_is_named_with_its_reason) {
  Health health;
  health.add_probe("store", well());
  health.add_probe("telegram", ill("no answer for 30 s"));
  EXPECT_EQ(health.problems(), (Problems{{"telegram", "no answer for 30 s"}}));
}

TEST(Health, probes_are_asked_at_every_look) {
  Health health;
  bool fine = false;
  health.add_probe("store", [&fine](std::string&) { return fine; });
  EXPECT_EQ(health.problems().count("store"), 1U);
  fine = true;
  EXPECT_EQ(health.problems(), Problems());
}

TEST(Health, a_probe_that_gives_no_reason_or_throws_is_not_well) {
  Health health;
  health.add_probe("silent", ill(""));
  health.add_probe("throwing", [](std::string&) -> bool { throw std::runtime_error("disk"); });
  EXPECT_EQ(health.problems(), (Problems{{"silent", "not ready"}, {"throwing", "disk"}}));
}

TEST(Health, a_reason_of_a_probe_that_is_well_does_not_count) {
  Health health;
  health.add_probe("store", [](std::string& reason) {
    reason = "was slow once";
    return true;
  });
  EXPECT_EQ(health.problems(), Problems());
}

TEST(Health, from_the_shutdown_on_it_is_not_ready) {
  Health health;
  health.begin_shutdown();
  EXPECT_EQ(health.problems(), (Problems{{"process", "shutting down"}}));
}

}  // namespace
}  // namespace ludice::ops
