// An update as it comes from Telegram, by whichever way.
#pragma once

#include "telegram/types.hpp"

#include <optional>
#include <string_view>

#include <boost/json/value.hpp>

namespace ludice::telegram {

/// One that cannot be read is logged and comes with its id alone, so that one strange object never stops the
/// stream; nothing where it has no id either.
std::optional<Update> read_update(const boost::json::value& item);

/// The same of a text; nothing where that is no JSON.
std::optional<Update> read_update_text(std::string_view text);

}  // namespace ludice::telegram
