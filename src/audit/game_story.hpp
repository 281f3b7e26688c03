// One game as its facts tell it, played again one fact after the other.
#pragma once

#include "audit/checks.hpp"
#include "audit/fact_line.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace ludice::audit {

struct ToldSeat {
  std::int64_t player = 0;
  std::string faces;
  std::int64_t deadline = 0;
};

enum AttemptFate : std::int64_t { kOpen = 0, kThrown = 1, kGivenUp = 2 };

struct ToldAttempt {
  std::int64_t id = 0;
  std::int64_t seat = 0;
  std::int64_t round = 0;
  std::int64_t number = 0;  ///< of the throw in its round
  std::int64_t opened = 0;
  std::int64_t expires = 0;
  std::int64_t state = kOpen;
  std::int64_t counted = 0;
  std::string reason{};
};

/// The game's state after the facts taken so far, in the numbers of the table; -1 and 0 stand for none.
struct Told {
  std::int64_t id = 0;
  std::int64_t kind = 0;
  std::int64_t asset = 0;
  std::int64_t bet = 0;
  std::int64_t rake_bps = 0;
  std::int64_t terms = 0;
  std::int64_t invite = 0;
  std::int64_t state = kWaiting;
  std::int64_t round = 1;
  std::array<ToldSeat, 2> seats;
  std::int64_t winner = -1;
  std::int64_t void_reason = -1;
  std::int64_t opened = 0;
  std::int64_t started = 0;
  std::int64_t last_throw = 0;
  std::int64_t ended = 0;
  std::vector<ToldAttempt> attempts;
};

class GameStory {
 public:
  /// `clocks_apart_ms`: by how much the times of facts that follow each other may run back.
  GameStory(std::int64_t game, std::int64_t clocks_apart_ms) : clocks_apart_ms_(clocks_apart_ms) {
    told_.id = game;
  }

  /// The next fact, with the time its row has.
  void take(std::string_view body, std::int64_t at);
  /// The first thing that cannot have happened; empty where all of it can.
  const std::string& fault();
  const Told& told() const { return told_; }

 private:
  using Take = void (GameStory::*)(const FactLine&);
  struct Handler {
    std::string_view name;
    Take take;
  };
  static const std::array<Handler, 11> kHandlers;

  void opened(const FactLine& fact);
  void joined(const FactLine& fact);
  void announced(const FactLine& fact);
  void thrown(const FactLine& fact);
  void given_up(const FactLine& fact);
  void overdue(const FactLine& fact);
  void tied(const FactLine& fact);
  void settled(const FactLine& fact);
  void voided(const FactLine& fact);
  void called_off(const FactLine& fact);
  void expired(const FactLine& fact);

  std::int64_t throws_per_round() const { return told_.kind == 0 ? 1 : 3; }
  /// The seat of the throw that a fact names, if that is the next one due from there; else null.
  ToldSeat* due_seat(const FactLine& fact);
  ToldAttempt* open_attempt(std::int64_t seat);
  /// 0 or 1 for the seat that won the open round, -1 for a tie, -2 while it is not complete.
  int outcome() const;
  bool second_loss_of_a_throw() const;
  void await_both(std::int64_t deadline);
  void end(std::int64_t state);
  void wrong(const char* what) {
    if (fault_.empty()) fault_ = what;
  }

  Told told_;
  const std::int64_t clocks_apart_ms_;
  std::int64_t at_ = 0;
  bool begun_ = false;
  std::string fault_;
};

}  // namespace ludice::audit
