// A message as the bot composes it: HTML text and, under it, inline buttons. Kept as JSON in the outbound
// queue; turned into Telegram's types when it is sent.
#pragma once

#include "bot/callback_data.hpp"
#include "telegram/types.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ludice::bot {

/// Does one of three things.
struct Button {
  std::string label;
  std::string data = {};  ///< tells the bot
  std::string copy = {};  ///< is copied
  std::string url = {};   ///< is opened
  bool operator==(const Button&) const = default;
};

using ButtonRows = std::vector<std::vector<Button>>;

struct Screen {
  std::string html;
  ButtonRows buttons = {};
  bool operator==(const Screen&) const = default;
};

/// Text; empty where there are no buttons.
std::string to_stored(const ButtonRows& buttons);
/// The labels of a reply keyboard.
std::string to_stored(const std::vector<std::vector<std::string>>& reply_labels);

/// What a stored keyboard means in Telegram's types; nothing for an empty one.
std::optional<telegram::ReplyMarkup> markup_from(std::string_view stored);
/// The same for edits, which take inline buttons alone.
std::optional<telegram::InlineKeyboardMarkup> inline_markup_from(std::string_view stored);

}  // namespace ludice::bot
