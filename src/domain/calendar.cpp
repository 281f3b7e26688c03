// Divides time; instants before the epoch belong to the day they lie in, too.
#include "domain/calendar.hpp"

namespace ludice::domain {
namespace {

constexpr std::int64_t kMsPerDay = 24LL * 3600 * 1000;
constexpr std::int64_t kDaysPerWeek = 7;
constexpr std::int64_t kFirstMonday = 4;  // 1970-01-05

std::int64_t floor_div(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

}  // namespace

std::int64_t day_of(Instant at) {
  return floor_div(at.ms, kMsPerDay);
}

Instant start_of_day(std::int64_t day) {
  return Instant{day * kMsPerDay};
}

std::int64_t monday_of(std::int64_t day) {
  return floor_div(day - kFirstMonday, kDaysPerWeek) * kDaysPerWeek + kFirstMonday;
}

}  // namespace ludice::domain
