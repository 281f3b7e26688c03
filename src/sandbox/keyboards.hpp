// `reply_markup` of a call, checked as Telegram checks it.
#pragma once

#include "sandbox/params.hpp"

namespace ludice::sandbox {

struct Markup {
  enum class Kind { none, inline_keyboard, reply_keyboard, remove, force_reply };
  Kind kind = Kind::none;
  boost::json::object value;  ///< as a Bot API object, empty rows left out
};

Api<Markup> read_markup(const Params& params);

/// The button of an inline or reply keyboard with that text, or nullptr.
const boost::json::object* find_button(const boost::json::object& keyboard, std::string_view text);

}  // namespace ludice::sandbox
