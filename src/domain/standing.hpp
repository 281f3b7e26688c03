// Standings: what a player's games came to on a day, in a week and in all, and who stands before whom. A game
// counts once it is settled or void, as in the profile; only a settled one can be won.
#pragma once

#include "base/instant.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ludice::domain {

/// UTC days, ISO weeks.
enum class Period : std::uint8_t { day, week, all };
inline constexpr std::array kPeriods = {Period::day, Period::week, Period::all};
std::string_view to_string(Period period);
std::optional<Period> parse_period(std::string_view name);

/// What the games of some time came to.
struct Tally {
  std::int64_t won = 0;
  std::int64_t games = 0;
  Instant reached{};  ///< when the last of `won` came; 0: none was won
  friend bool operator==(const Tally&, const Tally&) = default;
};

/// `less` where `a` stands before `b`: more wins, then fewer games, then who had that many wins first. Equal
/// ones share a rank.
std::weak_ordering compare_rank(const Tally& a, const Tally& b);

/// Of one player, in games that are ranked together.
struct Standing {
  std::int64_t day = 0;  ///< of the latest game (domain/calendar.hpp); `today` and `week` are of that day
  Tally today{};
  Tally week{};
  Tally all{};
  friend bool operator==(const Standing&, const Standing&) = default;
};

/// The standing with one more game; a new one starts from Standing{}.
Standing counted(const Standing& before, bool won, Instant ended);

/// What counts at `now`: nothing where the latest game lies before the period.
Tally tally_of(const Standing& standing, Period period, Instant now);

}  // namespace ludice::domain
