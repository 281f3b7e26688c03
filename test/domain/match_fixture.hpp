// Matches to start a test from.
#pragma once

#include "domain/match.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace ludice::domain::testing {

inline constexpr PlayerId kAnna{8000};
inline constexpr PlayerId kIvan{8004};
inline constexpr GameId kGame{9000};
inline constexpr AttemptId kAttempt{9100};
inline constexpr AttemptId kOther{9104};
inline constexpr Instant kStart{1'700'000'000'000};
inline constexpr Timing kTiming{};

/// Anna waits with a bet of 50.
inline Match waiting(GameKind kind = GameKind::dice, int rake_bps = 0) {
  const OpenGame command{
      .id = kGame, .player = kAnna, .kind = kind, .bet = Amount(50), .rake_bps = rake_bps, .terms = 1};
  return open(command, kStart, kTiming).after;
}

/// The same as an invite.
inline Match invited() {
  const OpenGame command{.id = kGame, .player = kAnna, .bet = Amount(50), .terms = 1, .invite = true};
  return open(command, kStart, kTiming).after;
}

/// Ivan has joined in the same instant.
inline Match active(GameKind kind = GameKind::dice, int rake_bps = 0) {
  return join(waiting(kind, rake_bps), kIvan, kStart, kTiming).value().after;
}

inline Step throw_step(const Match& match, int seat, int face, Instant now = kStart) {
  return record_throw(match, {.seat = seat, .face = face}, now, kTiming).value();
}
inline Match thrown(const Match& match, int seat, int face, Instant now = kStart) {
  return throw_step(match, seat, face, now).after;
}

/// The seats throw in turn, seat 0 first.
inline Match played(Match match, std::string_view faces, Instant now = kStart) {
  int seat = 0;
  for (const char face : faces) {
    match = thrown(match, seat, face - '0', now);
    seat = 1 - seat;
  }
  return match;
}

inline Match announced(const Match& match, int seat, AttemptId id = kAttempt, Instant now = kStart) {
  return announce_throw(match, {.seat = seat, .attempt = id}, now, kTiming).value().after;
}

/// The game over by a result, by a void and by leaving.
inline Match settled() {
  return played(active(), "61");
}
inline Match voided() {
  return due(active(), kStart + kTiming.void_ttl, kTiming).after;
}
inline Match cancelled() {
  return leave(waiting(), kStart).value().after;
}

/// The only fact of this kind, or nullptr.
template <class T>
const T* find_fact(const Step& step) {
  for (const Fact& fact : step.facts) {
    if (const T* what = std::get_if<T>(&fact.what)) return what;
  }
  return nullptr;
}

inline std::string names_of(const Step& step) {
  std::string names;
  for (const Fact& fact : step.facts) {
    if (!names.empty()) names += ' ';
    names += name_of(fact.what);
  }
  return names;
}

}  // namespace ludice::domain::testing
