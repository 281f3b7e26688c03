// Days and weeks in UTC, numbered: what "once a day" and the standings of a period go by.
#pragma once

#include "base/instant.hpp"

#include <cstdint>

namespace ludice::domain {

/// The day of an instant, counted from the Unix epoch.
std::int64_t day_of(Instant at);

/// Its first instant.
Instant start_of_day(std::int64_t day);

/// The day on which the ISO week of `day` begins: its Monday.
std::int64_t monday_of(std::int64_t day);

}  // namespace ludice::domain
