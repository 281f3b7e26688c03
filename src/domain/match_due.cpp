// What time alone brings to a match.
#include "base/planted.hpp"
#include "domain/match_story.hpp"

#include <algorithm>

namespace ludice::domain {
namespace {

/// When a running game that sees no throw is void.
Instant void_at(const Match& match, const Timing& timing) {
  return std::max(match.started, match.last_throw) + timing.void_ttl;
}

void give_up_expired(Story& story, const Timing& timing) {
  for (const int seat : {0, 1}) {
    const Attempt* open = open_attempt(story.match(), seat);
    if (LUDICE_PLANTED("lost_attempt_not_given_up")) continue;
    if (open != nullptr && open->expires <= story.now()) story.give_up(open->id, kReasonTimeout, timing);
  }
}

/// Said once, however long nobody looked, and again one turn later.
void report_overdue(Story& story, const Timing& timing) {
  for (const int seat : {0, 1}) {
    const auto next = next_throw(story.match(), seat);
    const auto deadline = story.match().seats.at(static_cast<std::size_t>(seat)).deadline;
    if (!next || !deadline || *deadline > story.now()) continue;
    story.tell(ThrowOverdue{.which = *next, .deadline = story.now() + timing.turn_ttl});
  }
}

}  // namespace

Step due(const Match& match, Instant now, const Timing& timing) {
  Story story(match, now);
  const bool raced = LUDICE_PLANTED("expiry_races_a_join") && match.opened + timing.lobby_ttl <= now;
  if ((match.state == MatchState::waiting && match.seats[0].deadline <= now) || (raced && !is_over(match))) {
    story.tell(LobbyExpired{});
  } else if (match.state == MatchState::active && void_at(match, timing) <= now) {
    story.void_game(VoidReason::no_throw);
  } else if (match.state == MatchState::active) {
    give_up_expired(story, timing);
    report_overdue(story, timing);
  }
  return std::move(story).finish();
}

std::optional<Instant> next_due(const Match& match, const Timing& timing) {
  if (is_over(match)) return std::nullopt;
  if (match.state == MatchState::waiting) return match.seats[0].deadline;
  Instant next = void_at(match, timing);
  for (const Seat& seat : match.seats) {
    if (seat.deadline) next = std::min(next, *seat.deadline);
  }
  for (const int seat : {0, 1}) {
    const Attempt* open = open_attempt(match, seat);
    if (open != nullptr) next = std::min(next, open->expires);
  }
  return next;
}

}  // namespace ludice::domain
