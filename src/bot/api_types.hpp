// What the game API answers (docs/api.md), as far as the bot uses it.
#pragma once

#include "base/instant.hpp"
#include "bot/coin.hpp"
#include "bot/game_kind.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace ludice::bot {

/// The API said no. `code` is one of those in docs/api.md.
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
  Coin coin = Coin::points;
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

  Table table() const { return {kind, coin}; }
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
  std::int64_t balance = 0;  ///< in points, as `net`
  std::int64_t stars = 0;
  std::int64_t ton = 0;
  std::int64_t in_game = 0;
  std::string game;  ///< empty: none
  std::int64_t games = 0, won = 0, lost = 0, voided = 0, net = 0, streak = 0;
  std::int64_t net_stars = 0;
  std::int64_t net_ton = 0;
  std::int64_t id = 0;  ///< Telegram's; 0: plays by name alone

  std::int64_t balance_in(Coin coin) const {
    return coin == Coin::points ? balance : coin == Coin::stars ? stars : ton;
  }
  std::int64_t net_in(Coin coin) const {
    return coin == Coin::points ? net : coin == Coin::stars ? net_stars : net_ton;
  }
};

/// One movement of a player's money in one coin.
struct HistoryItem {
  Instant at;
  std::string kind;          ///< game, welcome, daily, adjustment, payment, refund, withdrawal
  std::int64_t amount = 0;   ///< negative: taken from the player
  std::int64_t balance = 0;  ///< behind it
  std::string game;          ///< empty: of none
  std::string receipt;       ///< of a payment; empty: it is none
};

struct HistoryPage {
  std::vector<HistoryItem> items;  ///< newest first
  std::string cursor;              ///< brings the next page; empty: this is the last
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
  std::int64_t at = 0;                ///< Unix seconds
  std::vector<std::int64_t> players;  ///< Telegram's ids
  std::int64_t player = 0;            ///< with throw_*: whose throw; 0: one without a Telegram id
  std::string player_name;            ///< with throw_*
  std::int64_t round = 0;             ///< with throw_*
  std::int64_t throw_no = 0;          ///< with throw_*
  std::string charge;                 ///< with payment_*
  std::int64_t amount = 0;            ///< with payment_*, withdrawal_*, balance_changed
  /// With payment_* of a player's, withdrawal_*, balance_changed.
  std::optional<std::int64_t> balance = {};
  std::string asset = {};        ///< with payment_*, withdrawal_*, balance_changed
  std::string reason = {};       ///< with balance_changed
  std::string withdrawal = {};   ///< with withdrawal_*
  std::string address = {};      ///< with withdrawal_*
  std::string transaction = {};  ///< with withdrawal_*, balance_changed: hash of what did it in TON
  std::string why = {};          ///< with withdrawals_*
};

/// What a player has said he will pay.
struct StarsOrder {
  std::string order;
  std::int64_t amount = 0;
};

struct PaymentCheck {
  bool ok = false;
  std::string reason;
};

struct Payment {
  std::string id;
  std::string charge;
  std::int64_t amount = 0;
  std::string state;
  Instant at;
};

/// Where to pay TON, and with which comment. Amounts are nanotons.
struct TonDeposit {
  std::string address;
  std::string memo;
  std::string label;  ///< what the wallet is called
  std::int64_t min = 0;
  bool testnet = false;
  bool late = false;  ///< the network is far behind
};

struct Withdrawal {
  std::string id;
  std::string state;  ///< asked, taken, paid, rejected, returned
  std::string address;
  std::int64_t amount = 0;  ///< what is sent
  std::int64_t fee = 0;     ///< what was kept besides
  Instant asked;
  std::string transaction = {};  ///< hash of what paid it
};

struct Withdrawals {
  std::vector<Withdrawal> items;  ///< newest first
  std::int64_t min = 0;
  std::int64_t fee = 0;
  bool possible = false;
};

/// A player, such as whose throw it is: one without a Telegram id (0) is known by name.
struct Thrower {
  std::int64_t user_id = 0;
  std::string name;
  std::string trace = {};  ///< under which its calls stand in the logs; empty: each by itself
};

/// Telegram's proof of a throw.
struct ThrowProof {
  std::int64_t chat_id = 0;
  std::int64_t message_id = 0;
  std::int64_t date = 0;
  std::string emoji;
};

}  // namespace ludice::bot
