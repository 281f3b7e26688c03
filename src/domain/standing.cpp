// Counting and comparing.
#include "domain/standing.hpp"

#include "base/assert.hpp"
#include "domain/calendar.hpp"

#include <algorithm>

namespace ludice::domain {
namespace {

void count(Tally& tally, bool won, Instant ended) {
  ++tally.games;
  if (!won) return;
  ++tally.won;
  tally.reached = std::max(tally.reached, ended);
}

}  // namespace

std::string_view to_string(Period period) {
  constexpr std::array<std::string_view, kPeriods.size()> names = {"day", "week", "all"};
  return names.at(static_cast<std::size_t>(period));
}

std::optional<Period> parse_period(std::string_view name) {
  for (const Period period : kPeriods) {
    if (to_string(period) == name) return period;
  }
  return std::nullopt;
}

std::weak_ordering compare_rank(const Tally& a, const Tally& b) {
  if (a.won != b.won) return b.won <=> a.won;
  if (a.games != b.games) return a.games <=> b.games;
  return a.reached <=> b.reached;
}

Standing counted(const Standing& before, bool won, Instant ended) {
  // A clock that was set back does not open a day again that is over.
  const std::int64_t day = std::max(before.day, day_of(ended));
  Standing after = before;
  if (day != before.day) after.today = {};
  if (monday_of(day) != monday_of(before.day)) after.week = {};
  after.day = day;
  for (Tally* tally : {&after.today, &after.week, &after.all}) count(*tally, won, ended);
  LUDICE_ASSERT(after.today.games <= after.week.games && after.week.games <= after.all.games);
  return after;
}

Tally tally_of(const Standing& standing, Period period, Instant now) {
  const std::int64_t today = day_of(now);
  switch (period) {
    case Period::day:
      return standing.day >= today ? standing.today : Tally{};
    case Period::week:
      return standing.day >= monday_of(today) ? standing.week : Tally{};
    case Period::all:
      return standing.all;
  }
  return standing.all;
}

}  // namespace ludice::domain
