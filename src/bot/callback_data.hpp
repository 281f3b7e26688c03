// What a button carries, within Telegram's 64 bytes. Buttons can be forged, so whatever they name is checked
// against the game before anything is done.
#pragma once

#include "bot/coin.hpp"
#include "bot/game_kind.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ludice::bot {

/// No button leads further back.
inline constexpr std::int64_t kMostHistoryPage = 1'000;

enum class Action {
  accept_terms,
  play,
  dice,
  target,
  menu,
  bet,
  cancel,
  make_throw,
  again,
  daily,         ///< the free points of the day
  buy,           ///< `amount` Stars: "star15"
  refund,        ///< asks whether to: `game` is the payment's id
  refund_now,    ///< does it
  history,       ///< page `amount` in `coin`, 0 the newest; `game` is where page 1 begins, of later ones
  ton,           ///< where to pay TON
  ton_amount,    ///< the same for `amount` nanotons
  ton_qr,        ///< the same as a picture
  withdraw,      ///< asks where to send TON
  withdraw_ask,  ///< shows what `amount` comes to
  op_approve,    ///< operators', as all op_: `game` is the withdrawal's id
  op_take,
  op_reject,  ///< asks whether to
  op_reject_now,
  op_refund,        ///< `game` is the id of money in suspense
  op_keep,          ///< the same
  op_assign,        ///< the same: asks whose it is
  op_assign_now,    ///< gives it to the player with the Telegram id `amount`
  op_resume,        ///< shows what stops `game` (empty: withdrawals), and asks why to let it go
  op_stop,          ///< asks why to stop `game`
  op_more,          ///< what waits, from this withdrawal on
  op_more_sums,     ///< from this money in suspense on
  op_house,         ///< what the house has, and what can be done with it
  op_fund,          ///< asks where the owner's money shall come from
  op_fund_from,     ///< from `game`, in `coin`: asks how much
  op_player,        ///< asks whom to look at
  op_adjust,        ///< the balance in `coin` of the player with the Telegram id `amount`: asks by how much
  op_stop_player,   ///< asks why to stop him
  op_let_player,    ///< asks why to let him go
  op_forgive,       ///< asks why to give up what he owes
  op_stars_assign,  ///< `game` is the payment of Stars in suspense: asks whose they are
  op_stars_refund,  ///< asks why to have Telegram asked once more
  op_stars_keep,    ///< asks why to keep them
  op_reconcile,     ///< shows what it does
  op_do,            ///< carries out the order `game`
  op_drop,          ///< gives it up
  withdraw_now,     ///< sends `amount`: `game` is the look above it
};

struct Callback {
  Action action;
  std::string game;  ///< cancel, make_throw; the payment of refund, refund_now
  /// bet, again, buy, ton_amount, ton_qr, withdraw_ask, withdraw_now; of op_take, op_reject, op_reject_now
  /// the logical time of a payment that differed, 0 where none did; of op_assign_now and what is done to a
  /// player a Telegram id.
  std::int64_t amount = 0;
  std::int64_t round = 0;          ///< make_throw
  std::int64_t throw_no = 0;       ///< make_throw
  GameKind kind = GameKind::dice;  ///< bet, again
  Coin coin = Coin::points;        ///< dice, target, bet, again, history, op_fund_from, op_adjust

  Table table() const { return {kind, coin}; }
  bool operator==(const Callback&) const = default;
};

/// Whether it is the operators' alone.
bool is_of_operators(Action action);

/// The button that chooses a game.
Callback choice_of(Table table);
/// The button that stakes, or stakes again.
Callback stake_of(Action action, Table table, std::int64_t amount);

/// Asserts that it fits.
std::string encode(const Callback& callback);

/// Nothing where no button of ours carries this.
std::optional<Callback> decode_callback(std::string_view data);

}  // namespace ludice::bot
