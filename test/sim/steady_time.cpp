// Takes the place of the C++ library's steady clock at the link: Asio's timers ask nobody else, so no timer
// of the program needs a seam of its own. The kernel's timers are taken away from Asio as well: without them
// every poll looks at that clock.
#include "sim/steady_time.hpp"

#include <cerrno>
#include <chrono>
#include <ctime>
#include <optional>
#include <sys/timerfd.h>

namespace {

std::optional<std::chrono::steady_clock::time_point> simulated;

}  // namespace

std::chrono::steady_clock::time_point std::chrono::steady_clock::now() noexcept {
  if (simulated) return *simulated;
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return time_point(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
}

int timerfd_create(int /*clock*/, int /*flags*/) noexcept {
  errno = ENOSYS;
  return -1;
}

namespace ludice::sim {

SteadyTime::SteadyTime() {
  simulated.emplace(std::chrono::hours(1));
}

SteadyTime::~SteadyTime() {
  simulated.reset();
}

void SteadyTime::advance(Millis by) {
  *simulated += by;
}

}  // namespace ludice::sim
