// What time it is agreed to be where the clock it is read from may leap: a wall clock that is set, or a
// database server's.
#pragma once

#include "base/instant.hpp"
#include "base/metrics.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace ludice {

/// Two times from one source. Game time is what deadlines, units of work and pauses count by: it runs on
/// through a leap as if there had been none, and is then eased back to the source so slowly that nobody's
/// turn is cut by more than a deadline's grace. Civil time is what other people's clocks read, by which
/// timestamps of signed requests are judged and made: it holds out for kTrial, since most leaps are undone
/// soon, and then believes the source. It never runs back, so that no request whose first answer was
/// forgotten is ever fresh again; where it must come back it stands.
struct Reckoning {
  /// More than this between two readings, against a clock that cannot be set, is a leap.
  static constexpr Millis kLeap{1'000};
  /// How long a source must go on after a leap before civil time believes it.
  static constexpr Millis kTrial{300'000};
  /// How much faster or slower than the source game time may run: one part of so many. A game of 15 minutes
  /// is shortened by less than a second; a turn of a minute lengthened by one.
  static constexpr int kFaster = 1'000;
  static constexpr int kSlower = 60;

  Instant since{};        ///< the source's reading right after its latest leap
  Millis ahead{0};        ///< of the source then: game time
  Millis civil_ahead{0};  ///< of the source then: civil time

  Instant now(Instant source) const;
  Instant civil(Instant source) const;
  /// The earliest reading at which civil time was this.
  Instant source_at(Instant civil) const;

  /// The source reads `source` where `expected` was due: neither time leaps with it.
  Reckoning leapt(Instant expected, Instant source) const;

  /// At a start, with the latest times that were recorded, behind which neither may run. A leap that was
  /// recorded stands unless the source was set right in between.
  Reckoning resumed(Instant source, Instant latest_now, Instant latest_civil) const;

  /// Game time leaps up to the source: for moments in which nobody's time runs.
  Reckoning caught_up() const { return {since, std::max(ahead, Millis{0}), civil_ahead}; }
  bool is_trusted(Instant source) const { return source - since >= kTrial; }

  friend bool operator==(const Reckoning&, const Reckoning&) = default;
};

/// Counts the leaps of one clock where they are noticed: "own" is the process's, "database" the server's,
/// whose leap one process counts for all.
Counter& clock_leaps(Metrics& metrics, const std::string& clock);

/// "since ahead civil_ahead", in milliseconds.
std::string to_text(const Reckoning& reckoning);
std::optional<Reckoning> parse_reckoning(std::string_view text);

}  // namespace ludice
