// Why a call of the Bot API did not give its result.
#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ludice::telegram {

/// Thrown by every call of BotApi. Texts never contain the bot's token.
class TelegramError : public std::runtime_error {
 public:
  enum class Kind {
    refused,  ///< the server said no (400, 401, 403, 404, 409 …): nothing was done, a repeat gets the same
    flood,    ///< 429: nothing was done, the same call may be made after `retry_after`
    unavailable,  ///< 5xx, no answer in time, or an answer nobody understands
  };

  TelegramError(Kind error_kind, std::string called_method, int code, std::string why);

  Kind kind;
  std::string method;       ///< as in the Bot API: "sendDice"
  int error_code = 0;       ///< the Bot API's, else the HTTP status; 0 where no answer came
  std::string description;  ///< the server's words, else ours
  /// With flood: at least this long, never zero.
  Millis retry_after{0};
  std::optional<std::int64_t> migrate_to_chat_id = {};  ///< the group became a supergroup with this id
  /// With unavailable: the call can have taken effect all the same.
  bool maybe_done = false;

  bool refused() const { return kind == Kind::refused; }
  bool flood() const { return kind == Kind::flood; }
  bool unavailable() const { return kind == Kind::unavailable; }

  /// The description contains these words, in any case.
  bool says(std::string_view words) const;

  /// This chat takes nothing from the bot: blocked, kicked, deleted, never started (403, or 400 where the
  /// description says so).
  bool chat_unreachable() const;
};

}  // namespace ludice::telegram
