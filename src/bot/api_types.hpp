// What the game API answers (CONTRACT section 4), as far as the bot uses it.
#pragma once

#include "base/instant.hpp"
#include "bot/game_kind.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace ludice::bot {

/// The API said no. `code` is CONTRACT section 3's.
struct ApiRefusal {
  int status = 0;
  std::string code;
  std::int64_t balance = 0;   ///< with insufficient_funds
  std::int64_t required = 0;  ///< with insufficient_funds
  Millis retry_after{0};      ///< with rate_limited

  /// Nothing was decided: the same call may be answered another time.
  bool passing() const { return status == 401 || status == 429; }
};

template <class T>
using ApiResult = std::expected<T, ApiRefusal>;

/// No answer could be had in the patience given. Whether the call took effect is unknown; the same call
/// under the same request_id tells.
class ApiUnavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class GameState { waiting, active, won, lost, voided, cancelled };

/// A game as one of its players sees it.
struct GameView {
  std::string id;
  GameKind kind = GameKind::dice;
  GameState state = GameState::waiting;
  std::int64_t bet = 0;
  std::int64_t rake = 0;
  std::int64_t win = 0;
  std::int64_t round = 1;
  std::int64_t throws_left = 0;
  std::vector<std::vector<std::int64_t>> your_throws;
  std::vector<std::vector<std::int64_t>> opponent_throws;
  std::string opponent;  ///< empty: nobody yet
  std::optional<Instant> deadline;
  std::int64_t payout = 0;
  std::int64_t balance = 0;

  bool ended() const { return state != GameState::waiting && state != GameState::active; }
  /// The throw the player has to make next in the open round, counted from 1.
  std::int64_t next_throw() const;
};

struct Registered {
  std::string username;
  std::int64_t balance = 0;
  std::int64_t terms = 0;
  bool created = false;
};

struct Attempt {
  std::string attempt;
  std::int64_t round = 0;
  std::int64_t throw_no = 0;
};

struct Left {
  bool left = false;
  std::int64_t refunded = 0;
  std::int64_t balance = 0;
};

struct Profile {
  std::string username;
  std::int64_t balance = 0;
  std::int64_t in_game = 0;
  std::string game;  ///< empty: none
  std::int64_t games = 0, won = 0, lost = 0, voided = 0, net = 0, streak = 0;
};

struct Daily {
  std::int64_t granted = 0;
  Instant next_at;
  std::int64_t balance = 0;
};

struct ApiEvent {
  std::string id;
  std::string type;
  std::string game;
  std::vector<std::int64_t> players;  ///< Telegram's ids
  std::int64_t player = 0;            ///< with throw_*: whose throw; 0: one without a Telegram id
  std::string player_name;            ///< with throw_*
  std::int64_t round = 0;             ///< with throw_*
  std::int64_t throw_no = 0;          ///< with throw_*
};

/// Whose throw it is: a player without a Telegram id (0) is known by name.
struct Thrower {
  std::int64_t user_id = 0;
  std::string name;
};

/// Telegram's proof of a throw.
struct ThrowProof {
  std::int64_t chat_id = 0;
  std::int64_t message_id = 0;
  std::int64_t date = 0;
  std::string emoji;
};

}  // namespace ludice::bot
