// The match as a state machine. Decisions are pure: a match, a command, the time → the match after it and the
// facts that brought it there, or the first refusal in the order of base/result.hpp. Who plays
// (not_your_game), who may stake and whether a proof was used before is the caller's to check.
#pragma once

#include "base/result.hpp"
#include "domain/facts.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ludice::domain {

/// The numbers are stored.
enum class MatchState : std::uint8_t { waiting = 0, active = 1, settled = 2, voided = 3, cancelled = 4 };
std::string_view to_string(MatchState state);  ///< "void" for voided

/// `open` until it is `thrown` or `given_up`; then it keeps its fate.
enum class AttemptState : std::uint8_t { open = 0, thrown = 1, given_up = 2 };
std::string_view to_string(AttemptState state);

struct Attempt {
  AttemptId id{};
  ThrowRef which{};
  AttemptState state = AttemptState::open;
  bool counted = false;  ///< given up, and not because Telegram refused
  Instant opened{};
  Instant expires{};
  std::string reason{};  ///< of the giving up
  friend bool operator==(const Attempt&, const Attempt&) = default;
};

struct Seat {
  PlayerId player{};
  Faces faces{};
  /// Of the next throw (waiting: of the lobby, at seat 0); none where nothing is awaited from this seat.
  std::optional<Instant> deadline{};
  friend bool operator==(const Seat&, const Seat&) = default;
};

/// All that a game's row and its attempts hold.
struct Match {
  GameId id{};
  GameKind kind = GameKind::dice;
  Asset asset = Asset::points;
  Amount bet{};
  int rake_bps = 0;
  int terms = 0;        ///< version of the terms it was opened under
  bool invite = false;  ///< private: nothing is staked before somebody joins
  MatchState state = MatchState::waiting;
  std::array<Seat, 2> seats{};  ///< the opener, then who joined
  int round = 1;                ///< the open one, or the last
  std::optional<int> winner{};  ///< a seat
  std::optional<VoidReason> void_reason{};
  Instant opened{};
  Instant started{};  ///< these three are 0 until they come
  Instant last_throw{};
  Instant ended{};
  std::vector<Attempt> attempts{};  ///< as announced

  friend bool operator==(const Match&, const Match&) = default;
};

Amount pot_of(const Match& match);
Amount rake_of(const Match& match);
/// What the winner gets: the pot less the rake.
Amount win_of(const Match& match);
/// What the opener has staked while nobody has joined: the bet, for an invite nothing.
Amount waiting_stake_of(const Match& match);
/// What its escrow holds.
Amount held_by(const Match& match);
bool is_over(const Match& match);
std::optional<int> seat_of(const Match& match, PlayerId player);
/// The throw that `seat` has to make next; nothing where he has thrown all of the open round, or none is
/// open.
std::optional<ThrowRef> next_throw(const Match& match, int seat);
/// Nothing where there is none.
const Attempt* find_attempt(const Match& match, AttemptId id);
const Attempt* open_attempt(const Match& match, int seat);

struct Timing {
  Millis lobby_ttl{120'000};
  Millis turn_ttl{60'000};
  Millis void_ttl{900'000};
  Millis attempt_ttl{30'000};
};

struct Step {
  Match after;
  std::vector<Fact> facts{};  ///< empty: nothing has changed
};

struct OpenGame {
  GameId id{};
  PlayerId player{};
  GameKind kind = GameKind::dice;
  Asset asset = Asset::points;
  Amount bet{};
  int rake_bps = 0;
  int terms = 0;
  bool invite = false;
};
Step open(const OpenGame& command, Instant now, const Timing& timing);

/// Refused with conflict: no longer waiting, or one's own game.
Result<Step> join(const Match& match, PlayerId player, Instant now, const Timing& timing);

/// A result. Without round and throw the next throw due is meant.
struct RecordThrow {
  int seat = 0;
  int face = 0;
  std::optional<int> round{};
  std::optional<int> throw_no{};
  std::optional<AttemptId> attempt{};
  std::optional<Proof> proof{};
};
/// game_over, already_thrown, throw_in_progress, not_your_turn, conflict (the attempt is not open for it).
Result<Step> record_throw(const Match& match, const RecordThrow& command, Instant now, const Timing& timing);

/// Says that a throw is about to be made; `attempt` is a fresh id.
struct AnnounceThrow {
  int seat = 0;
  std::optional<int> round{};
  std::optional<int> throw_no{};
  AttemptId attempt{};
};
/// game_over, already_thrown, throw_in_progress, not_your_turn. On success the new attempt is the last one.
Result<Step> announce_throw(const Match& match, const AnnounceThrow& command, Instant now,
                            const Timing& timing);

/// not_found where the attempt is none of this match; a closed one: no facts.
Result<Step> give_up_throw(const Match& match, AttemptId attempt, std::string_view reason, Instant now,
                           const Timing& timing);

/// Calls a waiting game off, for its opener. game_over, game_in_progress.
Result<Step> leave(const Match& match, Instant now);

/// What time alone brings: lobby expiry, void, attempts given up, throws overdue. No facts: nothing yet.
Step due(const Match& match, Instant now, const Timing& timing);
/// When due() has something to do next; nothing for a game that has ended.
std::optional<Instant> next_due(const Match& match, const Timing& timing);

/// Changes `match` (for GameOpened: an empty one) by one fact, as the decisions do. False where the fact
/// cannot follow; `match` is as before then. An audit folds a game's stored facts with it.
[[nodiscard]] bool apply(Match& match, const Fact& fact);

}  // namespace ludice::domain
