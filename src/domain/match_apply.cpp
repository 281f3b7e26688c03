// Folding facts into the state of a match. Every fact is checked whole before anything changes.
#include "base/assert.hpp"
#include "base/planted.hpp"
#include "domain/match_story.hpp"

#include <algorithm>

namespace ludice::domain {
namespace {

/// One fact against one match: false and no change where it cannot follow.
class Folding {
 public:
  Folding(Match& match, const Fact& fact) : m_(match), game_(fact.game), at_(fact.at) {}

  bool operator()(const GameOpened& fact) {
    const bool fresh = !m_.id && game_ && fact.player;
    const bool sane = fact.bet.units() >= 1 && fact.bet.units() <= Amount::kMax && fact.rake_bps >= 0 &&
                      fact.rake_bps <= 10000;
    if (!fresh || !sane) return false;
    m_ = Match{.id = game_,
               .kind = fact.kind,
               .asset = fact.asset,
               .bet = fact.bet,
               .rake_bps = fact.rake_bps,
               .terms = fact.terms,
               .invite = fact.invite,
               .opened = at_};
    m_.seats[0].player = fact.player;
    m_.seats[0].deadline = fact.deadline;
    return true;
  }

  bool operator()(const GameJoined& fact) {
    const bool free_seat =
        m_.state == MatchState::waiting && fact.player && fact.player != m_.seats[0].player;
    if (!free_seat) return false;
    m_.seats[1].player = fact.player;
    m_.state = MatchState::active;
    m_.started = at_;
    await_both(fact.deadline);
    return true;
  }

  bool operator()(const ThrowAnnounced& fact) {
    const bool alone =
        open_attempt(m_, fact.which.seat) == nullptr || LUDICE_PLANTED("two_hands_for_one_throw");
    const bool fits = is_next(fact.which) && alone;
    if (!fits || !fact.attempt || find_attempt(m_, fact.attempt) != nullptr) return false;
    m_.attempts.push_back({.id = fact.attempt, .which = fact.which, .opened = at_, .expires = fact.expires});
    return true;
  }

  bool operator()(const ThrowMade& fact) {
    if (!is_next(fact.which) || !is_face(fact.face)) return false;
    const Attempt* open = open_attempt(m_, fact.which.seat);
    const bool own = (open == nullptr ? AttemptId{} : open->id) == fact.attempt;
    const bool more = fact.which.throw_no < throws_per_round(m_.kind);
    if (!own || more != fact.deadline.has_value()) return false;
    if (open != nullptr) change(*open).state = AttemptState::thrown;
    Seat& seat = seat_at(fact.which.seat);
    seat.faces.push(fact.face);
    seat.deadline = fact.deadline;
    m_.last_throw = at_;
    return true;
  }

  bool operator()(const AttemptGivenUp& fact) {
    const Attempt* open = find_attempt(m_, fact.attempt);
    const bool fits = m_.state == MatchState::active && open != nullptr && open->which == fact.which &&
                      open->state == AttemptState::open;
    const bool refused = fact.reason == kReasonRefused;
    if (!fits || fact.counted == refused || fact.deadline.has_value() != refused) return false;
    Attempt& attempt = change(*open);
    attempt.state = AttemptState::given_up;
    attempt.counted = fact.counted;
    attempt.reason = fact.reason;
    if (fact.deadline) seat_at(fact.which.seat).deadline = fact.deadline;
    return true;
  }

  bool operator()(const ThrowOverdue& fact) {
    if (!is_next(fact.which)) return false;
    seat_at(fact.which.seat).deadline = fact.deadline;
    return true;
  }

  bool operator()(const RoundTied& fact) {
    if (!tied() || fact.round != m_.round || m_.round >= kMaxRounds) return false;
    ++m_.round;
    await_both(fact.deadline);
    return true;
  }

  bool operator()(const GameSettled& fact) {
    const auto outcome = outcome_of_round(m_);
    if (!outcome || *outcome == 0) return false;
    const int winner = *outcome > 0 ? 0 : 1;
    const bool right = fact.winner_seat == winner && fact.winner == seat_at(winner).player &&
                       fact.payout == win_of(m_) && fact.rake == rake_of(m_);
    if (!right) return false;
    m_.winner = winner;
    return end(MatchState::settled);
  }

  bool operator()(const GameVoid& fact) {
    const bool closed = open_attempt(m_, 0) == nullptr && open_attempt(m_, 1) == nullptr;
    if (m_.state != MatchState::active || !closed || !is_cause(fact.reason)) return false;
    m_.void_reason = fact.reason;
    return end(MatchState::voided);
  }

  bool operator()(const GameCancelled&) {
    return m_.state == MatchState::waiting && end(MatchState::cancelled);
  }

  bool operator()(const LobbyExpired&) {
    const bool late = m_.state == MatchState::waiting && m_.seats[0].deadline && at_ >= *m_.seats[0].deadline;
    return late && end(MatchState::cancelled);
  }

 private:
  bool is_next(const ThrowRef& which) const {
    const bool seated = which.seat == 0 || which.seat == 1;
    return seated && next_throw(m_, which.seat) == which;
  }
  bool tied() const {
    const auto outcome = outcome_of_round(m_);
    return outcome && *outcome == 0;
  }
  bool is_cause(VoidReason reason) const {
    const auto lost = [&](const Attempt& a) { return counted_give_ups(m_, a.which) >= 2; };
    switch (reason) {
      case VoidReason::tied_rounds:
        return tied() && m_.round == kMaxRounds;
      case VoidReason::throw_lost:
        return std::ranges::any_of(m_.attempts, lost);
      case VoidReason::no_throw:
        return true;
    }
    return false;
  }
  Seat& seat_at(int seat) { return m_.seats.at(static_cast<std::size_t>(seat)); }
  Attempt& change(const Attempt& attempt) {
    return m_.attempts.at(static_cast<std::size_t>(&attempt - m_.attempts.data()));
  }
  void await_both(Instant deadline) {
    for (Seat& seat : m_.seats) seat.deadline = deadline;
  }
  bool end(MatchState state) {
    m_.state = state;
    m_.ended = at_;
    for (Seat& seat : m_.seats) seat.deadline.reset();
    return true;
  }

  Match& m_;
  GameId game_;
  Instant at_;
};

}  // namespace

bool apply(Match& match, const Fact& fact) {
  const bool opens = std::holds_alternative<GameOpened>(fact.what);
  if (!opens && (!match.id || match.id != fact.game)) return false;
  return std::visit(Folding(match, fact), fact.what);
}

}  // namespace ludice::domain
