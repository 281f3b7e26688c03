// What the bot is told by its operator. Amounts, fees and times in its texts come from here.
#pragma once

#include "base/instant.hpp"
#include "bot/coin.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ludice::bot {

struct BotSettings {
  std::int64_t min_bet = 10;
  std::int64_t max_bet = 1'000'000;
  std::int64_t ton_min_bet = 100'000'000;      ///< nanotons
  std::int64_t ton_max_bet = 100'000'000'000;  ///< nanotons
  std::string ton_explorer = {};               ///< shows a transaction under its hash; empty: none
  std::int64_t rake_bps = 0;
  std::int64_t daily_points = 100;        ///< what /daily gives; 0: nothing
  std::vector<Coin> coins{Coin::points};  ///< what is played for, points first
  std::vector<std::int64_t> star_packs{15, 50, 100, 250, 500, 1'000};
  std::int64_t max_star_order = 1'000'000;
  Millis lobby_ttl{120'000};
  Millis turn_ttl{60'000};
  std::vector<std::int64_t> admins = {};  ///< who may act as operators
  std::optional<std::int64_t> admin_chat =
      {};  ///< where operators are told, and alarms; none: each admin's own
  std::optional<std::int64_t> roll_chat = {};  ///< where throws are made whose player's chat refuses them

  Millis result_pause{3'500};             ///< lets the dice come to rest before the result is told
  Millis forward_pace{1'000};             ///< between several dice that are forwarded, at Telegram's pace
  Millis question_ttl{15 * 60'000};       ///< how long a question for the stake stands
  Millis session_gap{6 * 60 * 60'000};    ///< a silence this long begins a new session
  Millis stale_after{24 * 60 * 60'000};   ///< an update older than this is never run
  Millis tick{1'000};                     ///< how often warnings and the like are looked for
  Millis suspense_look{10 * 60'000};      ///< how often money in suspense is looked for
  Millis forget_after{48 * 60 * 60'000};  ///< what is finished is kept this long

  bool offers(Coin coin) const { return std::ranges::find(coins, coin) != coins.end(); }
  bool sells_stars() const { return offers(Coin::stars); }
  bool takes_ton() const { return offers(Coin::ton); }
  std::int64_t min_bet_in(Coin coin) const { return coin == Coin::ton ? ton_min_bet : min_bet; }
  std::int64_t max_bet_in(Coin coin) const { return coin == Coin::ton ? ton_max_bet : max_bet; }
};

}  // namespace ludice::bot
