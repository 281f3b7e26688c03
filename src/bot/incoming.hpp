// An update as the bot understands it: who did what, where.
#pragma once

#include "telegram/types.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace ludice::bot {

struct Incoming {
  enum class Kind {
    command,   ///< `text` is the command's name in lower case, without slash and bot name
    text,      ///< `text`
    tap,       ///< `text` is the callback data
    own_dice,  ///< any dice a person sent or forwarded
    edited,    ///< an edited message
    other,     ///< stickers, pictures, forwarded texts …
  };

  Kind kind = Kind::other;
  std::int64_t user_id = 0;
  std::int64_t chat_id = 0;
  bool private_chat = true;
  std::string username;  ///< empty: has none
  std::string language;
  std::string text;
  std::string callback_id;      ///< of a tap
  std::int64_t message_id = 0;  ///< of a tap: the message with the button
  std::int64_t sent_at = 0;     ///< Unix seconds; 0 where Telegram does not tell (taps)

  /// The name under which this person is registered.
  std::string name() const { return username.empty() ? "#" + std::to_string(user_id) : username; }
};

/// Nothing where nobody did anything: updates without a person, of kinds we do not know, by other bots.
std::optional<Incoming> incoming_from(const telegram::Update& update);

}  // namespace ludice::bot
