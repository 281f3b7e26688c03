// What an admin wants the house to do, as it takes shape: chosen with buttons, typed piece by piece, shown
// once more, and then done under one request_id. While it takes shape it is kept in the session, and after
// that in its card.
#pragma once

#include "base/instant.hpp"
#include "bot/coin.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

namespace ludice::bot {

/// What the API calls what stops withdrawals.
inline constexpr std::string_view kWithdrawals = "withdrawals";

struct Order {
  enum class Act {
    fund,          ///< `amount` of `coin` to the owner, from `source`
    adjust,        ///< a player's balance in `coin` by `amount`
    stop,          ///< all of `scope`
    resume,        ///< `scope`, which `frozen` stops
    stop_player,   ///< stakes and withdrawals of a player
    let_player,    ///< he may again
    forgive,       ///< what a player owes in Stars
    assign_stars,  ///< the payment `charge` was this player's
    refund_stars,  ///< Telegram is asked once more to take it back
    keep_stars,    ///< it is the house's
    look,          ///< at a player; nothing is done
    reconcile,     ///< all of Telegram's list is compared
  };

  Act act = Act::reconcile;
  Coin coin = Coin::points;
  std::string source = {};   ///< as the API calls it
  std::int64_t player = 0;   ///< his Telegram id
  std::string name = {};     ///< his
  std::int64_t amount = 0;   ///< of adjust, negative: is taken; of a payment: what it brought
  std::string payment = {};  ///< ours of a payment of Stars
  std::string charge = {};   ///< Telegram's of it
  std::string scope = {};
  std::string call = {};    ///< of stop and resume: the API says which it is
  std::string frozen = {};  ///< what stops it, as it was shown
  Instant since = {};       ///< since when
  std::string reason = {};
  std::int64_t admin = 0;  ///< whose it is: nobody else may confirm it

  bool needs_player() const { return act == Act::assign_stars && player == 0; }
  bool needs_amount() const { return (act == Act::fund || act == Act::adjust) && amount == 0; }
  bool needs_reason() const { return act != Act::reconcile && act != Act::look && reason.empty(); }

  bool operator==(const Order&) const = default;
};

std::string to_text(const Order& order);
/// Nothing where it is no order, as when its card was closed.
std::optional<Order> order_from(std::string_view text);

/// What the operators' API is called with for it; not for `look`.
struct OrderCall {
  std::string path;
  boost::json::object fields;
};
OrderCall call_for(const Order& order, const std::string& request_id);

}  // namespace ludice::bot
