// Reading what a Bot API server answered, tolerant of foreign and partial ones. No IO.
#pragma once

#include "net/http_types.hpp"
#include "telegram/token.hpp"

#include <string_view>

#include <boost/json/value.hpp>

namespace ludice::telegram {

/// The answer's `result`, null where the server sent success without one. Throws TelegramError with
/// everything else, by the answer's `error_code` or, without one, by the HTTP status.
boost::json::value read_answer(std::string_view method, const net::HttpResponse& answer, const Token& token);

}  // namespace ludice::telegram
