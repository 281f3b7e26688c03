// How far a throw of the bot has come. Each step is stored before the next one is begun, so that a restart
// goes on where it stood.
#pragma once

#include "store/bot_tables.hpp"

#include <string_view>

namespace ludice::bot {

namespace throw_state {
inline constexpr std::string_view kWanted = "wanted";       ///< to be announced, from not_before on
inline constexpr std::string_view kSending = "sending";     ///< announced; the dice may have been sent
inline constexpr std::string_view kGivingUp = "giving_up";  ///< the attempt is to be given up with `reason`
inline constexpr std::string_view kThrown = "thrown";       ///< the dice lies; its value is to be written
inline constexpr std::string_view kRecorded = "recorded";   ///< it counts
inline constexpr std::string_view kOver = "over";           ///< nothing more can be done for it
}  // namespace throw_state

/// Where throws are made, in the order in which they are tried.
namespace throw_place {
inline constexpr std::int64_t kOwnChat = 0;
inline constexpr std::int64_t kOpponentsChat = 1;
inline constexpr std::int64_t kRollChat = 2;
inline constexpr std::int64_t kNowhere = 3;
}  // namespace throw_place

inline bool is_finished(const store::bot::ThrowRow& row) {
  return row.state == throw_state::kRecorded || row.state == throw_state::kOver;
}

}  // namespace ludice::bot
