// Two straight lines each: until game time has come back to the source, until civil time believes it.
#include "base/reckoning.hpp"

#include <algorithm>
#include <charconv>

namespace ludice {

Instant Reckoning::now(Instant source) const {
  const Millis run = std::max(source - since, Millis{0});
  if (ahead > Millis{0}) return source + std::max(ahead - run / kSlower, Millis{0});
  return source + std::min(ahead + run / kFaster, Millis{0});
}

Instant Reckoning::civil(Instant source) const {
  const Instant trial_ends = since + kTrial;
  if (source < trial_ends) return source + civil_ahead;
  return std::max(source, trial_ends + civil_ahead);
}

Instant Reckoning::source_at(Instant civil) const {
  const Instant on_trial = civil - civil_ahead;
  return on_trial <= since + kTrial ? on_trial : civil;
}

Reckoning Reckoning::leapt(Instant expected, Instant source) const {
  return {source, now(expected) - source, civil(expected) - source};
}

Reckoning Reckoning::resumed(Instant source, Instant latest_now, Instant latest_civil) const {
  const Reckoning plain{source, Millis{0}, Millis{0}};
  const bool stands = now(source) >= latest_now && (now(source) <= source || source < latest_now);
  Reckoning resumed = stands ? *this : plain;
  if (resumed.now(source) >= latest_now && resumed.civil(source) >= latest_civil) return resumed;
  return {source, std::max(resumed.now(source), latest_now) - source,
          std::max(resumed.civil(source), latest_civil) - source};
}

Counter& clock_leaps(Metrics& metrics, const std::string& clock) {
  return metrics.counter("ludice_clock_leaps_total",
                         "Leaps of a clock that were noticed, and held out against", {{"clock", clock}});
}

std::string to_text(const Reckoning& reckoning) {
  return std::to_string(reckoning.since.ms) + ' ' + std::to_string(reckoning.ahead.count()) + ' ' +
         std::to_string(reckoning.civil_ahead.count());
}

std::optional<Reckoning> parse_reckoning(std::string_view text) {
  std::int64_t numbers[3] = {};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::int64_t& number : numbers) {
    if (&number != numbers) {
      if (at == end || *at != ' ') return std::nullopt;
      ++at;
    }
    const auto [next, error] = std::from_chars(at, end, number);
    if (error != std::errc()) return std::nullopt;
    at = next;
  }
  if (at != end) return std::nullopt;
  return Reckoning{{numbers[0]}, Millis{numbers[1]}, Millis{numbers[2]}};
}

}  // namespace ludice
