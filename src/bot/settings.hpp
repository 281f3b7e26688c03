// What the bot is told by its operator. Amounts, fees and times in its texts come from here.
#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <optional>

namespace ludice::bot {

struct BotSettings {
  std::int64_t min_bet = 10;
  std::int64_t max_bet = 1'000'000;
  std::int64_t rake_bps = 0;
  Millis lobby_ttl{120'000};
  Millis turn_ttl{60'000};
  std::optional<std::int64_t> roll_chat = {};  ///< where throws are made whose player's chat refuses them

  Millis result_pause{3'500};             ///< lets the dice come to rest before the result is told
  Millis forward_pace{1'000};             ///< between several dice that are forwarded, at Telegram's pace
  Millis question_ttl{15 * 60'000};       ///< how long a question for the stake stands
  Millis session_gap{6 * 60 * 60'000};    ///< a silence this long begins a new session
  Millis stale_after{24 * 60 * 60'000};   ///< an update older than this is never run
  Millis tick{1'000};                     ///< how often warnings and the like are looked for
  Millis forget_after{48 * 60 * 60'000};  ///< what is finished is kept this long
};

}  // namespace ludice::bot
