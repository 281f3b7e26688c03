// What players do in games. Each use case is a class with run(); its refusals stand in the order of
// base/result.hpp and write nothing.
#pragma once

#include "base/result.hpp"
#include "domain/match.hpp"
#include "service/game_answer.hpp"
#include "service/game_book.hpp"
#include "service/players.hpp"
#include "service/rules.hpp"

#include <optional>
#include <string>

namespace ludice::service {

struct StartGameCommand {
  PlayerRef who;
  domain::GameKind kind = domain::GameKind::dice;
  domain::Asset asset = domain::Asset::points;
  Amount bet;  ///< like the asset within what the rules offer: the caller has checked
};

/// Joins the oldest public game with equal terms, or opens one that waits. player_not_found,
/// already_in_game, frozen, limit_reached, insufficient_funds.
class StartGame {
 public:
  StartGame(const Rules& rules, const GameBook& book) : rules_(rules), book_(book) {}
  Result<GameAnswer> run(store::Transaction& transaction, const StartGameCommand& command) const;

 private:
  const Rules& rules_;
  const GameBook& book_;
};

struct RecordThrowCommand {
  PlayerRef who;
  std::string game_id;
  int result = 0;
  std::optional<int> round;
  std::optional<int> throw_no;
  std::optional<std::string> attempt;
  std::optional<domain::Proof> proof;
};

/// player_not_found, game_not_found, not_your_game, proof_missing (needed where the asset is not points),
/// game_over, already_thrown, throw_in_progress, not_your_turn, conflict (the attempt is not open for this
/// throw, the proof was used before or shows the dice of another game).
class RecordThrow {
 public:
  explicit RecordThrow(const GameBook& book) : book_(book) {}
  Result<GameAnswer> run(store::Transaction& transaction, const RecordThrowCommand& command) const;

 private:
  const GameBook& book_;
};

struct AnnounceThrowCommand {
  PlayerRef who;
  std::string game_id;
  std::optional<int> round;
  std::optional<int> throw_no;
};
struct AnnouncedThrow {
  AttemptId attempt;
  int round = 0;
  int throw_no = 0;
};

/// player_not_found, game_not_found, not_your_game, game_over, already_thrown, throw_in_progress,
/// not_your_turn.
class AnnounceThrow {
 public:
  explicit AnnounceThrow(const GameBook& book) : book_(book) {}
  Result<AnnouncedThrow> run(store::Transaction& transaction, const AnnounceThrowCommand& command) const;

 private:
  const GameBook& book_;
};

struct GiveUpThrowCommand {
  std::string attempt;
  std::string reason;
};
struct GivenUpThrow {
  AttemptId attempt;
  domain::ViewState state = domain::ViewState::active;  ///< as the throwing player sees it
};

/// not_found. Giving up a closed attempt changes nothing.
class GiveUpThrow {
 public:
  explicit GiveUpThrow(const GameBook& book) : book_(book) {}
  Result<GivenUpThrow> run(store::Transaction& transaction, const GiveUpThrowCommand& command) const;

 private:
  const GameBook& book_;
};

struct LeaveGameCommand {
  PlayerRef who;
  std::optional<std::string> game_id;
};
struct LeftGame {
  bool left = false;
  Amount refunded;
  Amount balance;
};

/// Calls off the game that is named, else the one he is in, else the invite he has open. player_not_found,
/// game_not_found, not_your_game, game_over, game_in_progress.
class LeaveGame {
 public:
  LeaveGame(const Rules& rules, const GameBook& book) : rules_(rules), book_(book) {}
  Result<LeftGame> run(store::Transaction& transaction, const LeaveGameCommand& command) const;

 private:
  const Rules& rules_;
  const GameBook& book_;
};

/// player_not_found, game_not_found, not_your_game.
class ViewGame {
 public:
  static Result<GameAnswer> run(store::Reader& reader, const PlayerRef& who, const std::string& game_id);
};

/// Brings two players together who wait for each other: the younger game is called off, its stake comes back
/// and is put into the older one at once.
class PairWaiting {
 public:
  explicit PairWaiting(const GameBook& book) : book_(book) {}
  /// False, and nothing written, where one of the games waits no longer or the player may not stake.
  bool run(store::Transaction& transaction, const store::MissedPair& missed) const;

 private:
  const GameBook& book_;
};

/// What time brings to one game: lobby expiry, overdue throws, lost attempts, voids.
class PassTime {
 public:
  explicit PassTime(const GameBook& book) : book_(book) {}
  /// True where something happened.
  bool run(store::Transaction& transaction, GameId game) const;

 private:
  const GameBook& book_;
};

}  // namespace ludice::service
