// Decisions of the match that a command brings.
#include "domain/match.hpp"

#include "base/assert.hpp"
#include "base/planted.hpp"
#include "domain/ledger.hpp"
#include "domain/match_story.hpp"

#include <algorithm>

namespace ludice::domain {
namespace {

constexpr int kGiveUpsToVoid = 2;

/// Where the throw that a command names stands to the one that is due.
enum class Place { due, past, ahead };

Place place_of(const Match& match, int seat, std::optional<int> round, std::optional<int> throw_no) {
  if (match.state == MatchState::waiting) return Place::ahead;
  const auto next = next_throw(match, seat);
  if (!next) return Place::past;  // all of the open round is thrown
  const int named_round = round.value_or(next->round);
  if (named_round != next->round) return named_round < next->round ? Place::past : Place::ahead;
  if (LUDICE_PLANTED("named_throw_not_looked_at")) return Place::due;
  const int named_throw = throw_no.value_or(next->throw_no);
  if (named_throw != next->throw_no) return named_throw < next->throw_no ? Place::past : Place::ahead;
  return Place::due;
}

/// What both ways to a throw, its announcement and its result, are refused with; `own` is the attempt that a
/// result brings along.
std::optional<Refusal> check_throw(const Match& match, int seat, Place place, bool own) {
  if (is_over(match)) return Refusal::game_over;
  if (place == Place::past) return Refusal::already_thrown;
  if (open_attempt(match, seat) != nullptr && !own && !LUDICE_PLANTED("two_hands_for_one_throw"))
    return Refusal::throw_in_progress;
  if (place == Place::ahead) return Refusal::not_your_turn;
  return std::nullopt;
}

/// A round whose hands are complete settles the game, opens the next one, or is the last tie.
void end_round(Story& story, const Timing& timing) {
  const auto outcome = outcome_of_round(story.match());
  if (!outcome) return;
  if (*outcome != 0) {
    const int winner = *outcome > 0 ? 0 : 1;
    story.tell(GameSettled{.winner_seat = winner,
                           .winner = story.match().seats[static_cast<std::size_t>(winner)].player,
                           .payout = win_of(story.match()),
                           .rake = rake_of(story.match())});
  } else if (story.match().round < kMaxRounds) {
    story.tell(RoundTied{.round = story.match().round, .deadline = story.now() + timing.turn_ttl});
  } else {
    story.void_game(VoidReason::tied_rounds);
  }
}

}  // namespace

std::string_view to_string(MatchState state) {
  constexpr std::array<std::string_view, 5> names = {"waiting", "active", "settled", "void", "cancelled"};
  return names.at(static_cast<std::size_t>(state));
}

std::string_view to_string(AttemptState state) {
  constexpr std::array<std::string_view, 3> names = {"open", "thrown", "given_up"};
  return names.at(static_cast<std::size_t>(state));
}

Amount pot_of(const Match& match) {
  return match.bet + match.bet;
}

Amount rake_of(const Match& match) {
  return rake_of(pot_of(match), match.rake_bps);
}

Amount win_of(const Match& match) {
  return pot_of(match) - rake_of(match);
}

Amount waiting_stake_of(const Match& match) {
  return match.invite ? Amount() : match.bet;
}

Amount held_by(const Match& match) {
  if (is_over(match)) return {};
  return match.state == MatchState::waiting ? waiting_stake_of(match) : pot_of(match);
}

bool is_over(const Match& match) {
  return match.state != MatchState::waiting && match.state != MatchState::active;
}

std::optional<int> seat_of(const Match& match, PlayerId player) {
  if (!player) return std::nullopt;
  if (match.seats[0].player == player) return 0;
  if (match.seats[1].player == player) return 1;
  return std::nullopt;
}

std::optional<ThrowRef> next_throw(const Match& match, int seat) {
  if (match.state != MatchState::active) return std::nullopt;
  const Faces& faces = match.seats.at(static_cast<std::size_t>(seat)).faces;
  const int thrown = static_cast<int>(faces.hand(match.kind, match.round).size());
  if (thrown == throws_per_round(match.kind)) return std::nullopt;
  return ThrowRef{.seat = seat, .round = match.round, .throw_no = thrown + 1};
}

const Attempt* find_attempt(const Match& match, AttemptId id) {
  const auto found = std::ranges::find(match.attempts, id, &Attempt::id);
  return found == match.attempts.end() ? nullptr : &*found;
}

const Attempt* open_attempt(const Match& match, int seat) {
  const auto is_open = [&](const Attempt& a) {
    return a.state == AttemptState::open && a.which.seat == seat;
  };
  const auto found = std::ranges::find_if(match.attempts, is_open);
  return found == match.attempts.end() ? nullptr : &*found;
}

Step open(const OpenGame& command, Instant now, const Timing& timing) {
  Story story(Match{}, command.id, now);
  story.tell(GameOpened{.player = command.player,
                        .kind = command.kind,
                        .asset = command.asset,
                        .bet = command.bet,
                        .rake_bps = command.rake_bps,
                        .terms = command.terms,
                        .deadline = now + timing.lobby_ttl,
                        .invite = command.invite});
  return std::move(story).finish();
}

Result<Step> join(const Match& match, PlayerId player, Instant now, const Timing& timing) {
  const bool free_seat = match.state == MatchState::waiting && match.seats[0].player != player;
  if (!free_seat) return refuse(Refusal::conflict);
  Story story(match, now);
  story.tell(GameJoined{.player = player, .deadline = now + timing.turn_ttl});
  return std::move(story).finish();
}

Result<Step> record_throw(const Match& match, const RecordThrow& command, Instant now, const Timing& timing) {
  LUDICE_ASSERT(is_face(command.face));
  const Place place = place_of(match, command.seat, command.round, command.throw_no);
  const bool own = command.attempt.has_value();
  if (const auto refusal = check_throw(match, command.seat, place, own)) return refuse(*refusal);
  const Attempt* open = open_attempt(match, command.seat);
  if (own && (open == nullptr || open->id != *command.attempt)) return refuse(Refusal::conflict);

  const ThrowRef which = *next_throw(match, command.seat);
  const bool more = which.throw_no < throws_per_round(match.kind);
  Story story(match, now);
  story.tell(ThrowMade{.which = which,
                       .face = command.face,
                       .attempt = command.attempt.value_or(AttemptId{}),
                       .proof = command.proof,
                       .deadline = more ? std::optional(now + timing.turn_ttl) : std::nullopt});
  end_round(story, timing);
  return std::move(story).finish();
}

Result<Step> announce_throw(const Match& match, const AnnounceThrow& command, Instant now,
                            const Timing& timing) {
  const Place place = place_of(match, command.seat, command.round, command.throw_no);
  if (const auto refusal = check_throw(match, command.seat, place, false)) return refuse(*refusal);
  Story story(match, now);
  story.tell(ThrowAnnounced{.attempt = command.attempt,
                            .which = *next_throw(match, command.seat),
                            .expires = now + timing.attempt_ttl});
  return std::move(story).finish();
}

Result<Step> give_up_throw(const Match& match, AttemptId attempt, std::string_view reason, Instant now,
                           const Timing& timing) {
  const Attempt* known = find_attempt(match, attempt);
  if (known == nullptr) return refuse(Refusal::not_found);
  Story story(match, now);
  if (known->state == AttemptState::open) story.give_up(attempt, reason, timing);
  return std::move(story).finish();
}

Result<Step> leave(const Match& match, Instant now) {
  if (is_over(match)) return refuse(Refusal::game_over);
  if (match.state == MatchState::active) return refuse(Refusal::game_in_progress);
  Story story(match, now);
  story.tell(GameCancelled{});
  return std::move(story).finish();
}

void Story::give_up(AttemptId attempt, std::string_view reason, const Timing& timing) {
  const Attempt* open = find_attempt(match_, attempt);
  LUDICE_ASSERT(open != nullptr && open->state == AttemptState::open);
  const ThrowRef which = open->which;
  const bool counted = reason != kReasonRefused;
  tell(AttemptGivenUp{.attempt = attempt,
                      .which = which,
                      .reason = std::string(reason),
                      .counted = counted,
                      .deadline = counted ? std::nullopt : std::optional(now_ + timing.turn_ttl)});
  if (counted_give_ups(match_, which) >= kGiveUpsToVoid) void_game(VoidReason::throw_lost);
}

void Story::void_game(VoidReason reason) {
  for (const int seat : {0, 1}) {
    const Attempt* open = open_attempt(match_, seat);
    if (open == nullptr) continue;
    tell(AttemptGivenUp{
        .attempt = open->id, .which = open->which, .reason = std::string(kReasonVoid), .counted = true});
  }
  tell(GameVoid{.reason = reason});
}

int counted_give_ups(const Match& match, const ThrowRef& which) {
  const auto counts = [&](const Attempt& a) { return a.counted && a.which == which; };
  return static_cast<int>(std::ranges::count_if(match.attempts, counts));
}

std::optional<std::weak_ordering> outcome_of_round(const Match& match) {
  const bool complete = match.state == MatchState::active && !next_throw(match, 0) && !next_throw(match, 1);
  if (!complete) return std::nullopt;
  return compare_hands(match.kind, match.seats[0].faces.hand(match.kind, match.round),
                       match.seats[1].faces.hand(match.kind, match.round));
}

}  // namespace ludice::domain
