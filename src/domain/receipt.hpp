// What a player can name a payment by, to us and to others: Telegram's id of a charge, the hash of a
// transaction of TON, the id of a withdrawal.
#pragma once

#include <string>
#include <string_view>

namespace ludice::domain {

/// Of the transfer with this key, and with what the world outside calls it. Empty: it is no payment.
std::string receipt_of(std::string_view key, std::string_view external);

}  // namespace ludice::domain
