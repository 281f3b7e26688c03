// How a decision is written down, inside this module: facts are told one by one and applied at once, so what
// a match becomes and what its facts fold to are the same by construction.
#pragma once

#include "base/assert.hpp"
#include "domain/match.hpp"

#include <string_view>
#include <utility>
#include <vector>

namespace ludice::domain {

class Story {
 public:
  Story(Match match, GameId game, Instant now) : match_(std::move(match)), game_(game), now_(now) {}
  Story(const Match& match, Instant now) : Story(match, match.id, now) {}

  const Match& match() const { return match_; }
  Instant now() const { return now_; }

  /// A fact that cannot follow is a bug of the decision.
  void tell(FactBody what) {
    Fact fact{.game = game_, .at = now_, .what = std::move(what)};
    LUDICE_ASSERT(apply(match_, fact));
    facts_.push_back(std::move(fact));
  }

  /// Closes an open attempt; the second that counts for its throw voids the game.
  void give_up(AttemptId attempt, std::string_view reason, const Timing& timing);
  /// Closes what is open and ends the game without a winner.
  void void_game(VoidReason reason);

  Step finish() && {
    const bool open_left = is_over(match_) && (open_attempt(match_, 0) || open_attempt(match_, 1));
    LUDICE_ASSERT(!open_left);
    return {.after = std::move(match_), .facts = std::move(facts_)};
  }

 private:
  Match match_;
  GameId game_;
  Instant now_;
  std::vector<Fact> facts_;
};

/// How many attempts at this throw were given up and count.
int counted_give_ups(const Match& match, const ThrowRef& which);

/// `greater` where seat 0 leads, `equivalent` a tie; nothing while a hand of the open round is incomplete.
std::optional<std::weak_ordering> outcome_of_round(const Match& match);

}  // namespace ludice::domain
