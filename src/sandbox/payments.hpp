// Stars between people and bots: an invoice is paid in two steps, and what was paid can go back.
#pragma once

#include "sandbox/world.hpp"

namespace ludice::sandbox {

/// A person presses Pay: the bot is asked, and the number of the pre-checkout comes back. On a message of
/// somebody else it is a forwarded copy that he pays, which takes an invoice without a start_parameter.
/// Refused with words for the caller of /sim.
Api<std::int64_t> press_pay(World& world, Bot& bot, Person& person, std::int64_t message);

/// The bot has agreed: the Stars change hands, and it is told so.
void take_payment(World& world, Bot& bot, Checkout& checkout);

enum class RefundedBy { bot, store };
/// The Stars go back. A bot is told of what the store sends back, not of what it sent itself.
void give_back(World& world, Bot& bot, const StarEntry& payment, RefundedBy who);

}  // namespace ludice::sandbox
