// Reads facts as they are committed and measures what lies between them.
#include "sim/patience.hpp"

#include "domain/match.hpp"
#include "sim/dice.hpp"
#include "sim/fact_line.hpp"

namespace ludice::sim {
namespace {

/// What the API leaves a deadline, and what going home slowly may take of the longest one.
constexpr Millis kGrace{1'000};

}  // namespace

void Patience::look(Database& database, Instant now) {
  for (const Row& row : database.rows("SELECT id, body FROM fact WHERE id > ? ORDER BY id", {last_})) {
    last_ = row.number(0);
    const std::string body = row.text(1);
    seen_[last_] = {body, now};
    read({field(body, "game"), name_of_fact(body), body}, now, true);
  }
}

void Patience::begin_anew(Database& database, Instant now, bool kept) {
  games_.clear();
  last_ = 0;
  for (const Row& row : database.rows("SELECT id, body FROM fact ORDER BY id")) {
    last_ = row.number(0);
    const std::string body = row.text(1);
    const Fact fact{field(body, "game"), name_of_fact(body), body};
    const auto known = seen_.find(last_);
    const bool was_seen = known != seen_.end() && known->second.first == body;
    // Committed by a process that died of it: nobody looked when it happened.
    if (!was_seen) excused_.insert(fact.game);
    seen_[last_] = {body, was_seen ? known->second.second : now};
    read(fact, seen_[last_].second, false);
  }
  seen_.erase(seen_.upper_bound(last_), seen_.end());
  if (kept) return;
  for (const auto& [game, waiting] : games_) excused_.insert(game);
}

void Patience::read(const Fact& fact, Instant at, bool is_new) {
  constexpr domain::Timing kTiming;
  Waiting& game = games_[fact.game];
  const std::string seat = field(fact.body, "seat");
  const auto waited = [&](Instant since, Millis least, const char* what) {
    if (!is_new || excused_.contains(fact.game)) return;
    require(at - since >= least - kGrace, "nobody_loses_time_by_a_leap",
            std::string(what) + " after " + std::to_string((at - since).count()) + " ms: " + fact.body);
  };
  if (fact.what == "game_opened") {
    game.opened = at;
  } else if (fact.what == "lobby_expired") {
    waited(game.opened, kTiming.lobby_ttl, "the lobby closed");
  } else if (fact.what == "game_joined" || fact.what == "round_tied") {
    game.turns["0"] = game.turns["1"] = at;
    if (fact.what == "game_joined") game.quiet = at;
  } else if (fact.what == "throw_announced") {
    game.attempts[field(fact.body, "attempt")] = at;
  } else if (fact.what == "throw_made") {
    game.turns[seat] = game.quiet = at;
  } else if (fact.what == "throw_overdue") {
    waited(game.turns[seat], kTiming.turn_ttl, "a turn was over");
    game.turns[seat] = at;
  } else if (fact.what == "attempt_given_up") {
    if (fact.body.find("reason=\"timeout\"") != std::string::npos)
      waited(game.attempts[field(fact.body, "attempt")], kTiming.attempt_ttl, "an attempt was given up");
    if (fact.body.find(" counted=0") != std::string::npos) game.turns[seat] = at;
  } else if (fact.what == "game_void" && fact.body.find("no_throw") != std::string::npos) {
    waited(game.quiet, kTiming.void_ttl, "a game was void");
  }
}

}  // namespace ludice::sim
