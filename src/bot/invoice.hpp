// Invoices as they wait in the outbound queue, and as Telegram takes them.
#pragma once

#include "bot/reply.hpp"
#include "telegram/calls.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ludice::bot {

std::string to_stored(const SayInvoice& invoice);

/// With a start parameter, so that a forwarded copy leads to the bot: whoever pays one has an order of his
/// own.
telegram::SendInvoice invoice_from(std::int64_t chat_id, std::string_view stored);

}  // namespace ludice::bot
