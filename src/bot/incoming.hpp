// An update as the bot understands it: who did what, where.
#pragma once

#include "telegram/types.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ludice::bot {

/// What an invoice's link to the bot carries.
inline constexpr std::string_view kTopUpParameter = "topup";

struct Incoming {
  enum class Kind {
    command,   ///< `text` is the command's name in lower case, without slash and bot name
    text,      ///< `text`
    tap,       ///< `text` is the callback data
    own_dice,  ///< any dice a person sent or forwarded
    edited,    ///< an edited message
    paid,      ///< Telegram took a payment: `charge`, `amount`, `text` is the invoice's payload
    refunded,  ///< one went back: `charge`
    other,     ///< stickers, pictures, forwarded texts …
  };

  Kind kind = Kind::other;
  std::int64_t user_id = 0;
  std::int64_t chat_id = 0;
  bool private_chat = true;
  std::string username;  ///< empty: has none
  std::string language;
  std::string text;
  std::string parameter = {};   ///< of a command: what stands behind it
  std::string callback_id;      ///< of a tap
  std::int64_t message_id = 0;  ///< of a tap: the message with the button
  std::int64_t sent_at = 0;     ///< Unix seconds; 0 where Telegram does not tell (taps)
  std::string charge = {};      ///< telegram_payment_charge_id
  std::int64_t amount = 0;      ///< Stars

  std::int64_t update_id = 0;  ///< Telegram's

  /// News of money: whoever it is about, and however late it comes, it has to be booked.
  bool is_of_money() const { return kind == Kind::paid || kind == Kind::refunded; }

  /// Out of a forwarded invoice, which leads to the bot: "/start topup".
  bool asks_to_top_up() const {
    return kind == Kind::command && text == "start" && parameter == kTopUpParameter;
  }

  /// The name under which this person is registered.
  std::string name() const { return username.empty() ? "#" + std::to_string(user_id) : username; }
};

std::string_view to_string(Incoming::Kind kind);

/// Nothing where nobody did anything: updates without a person, of kinds we do not know, by other bots.
std::optional<Incoming> incoming_from(const telegram::Update& update);

}  // namespace ludice::bot
