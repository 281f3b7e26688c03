// The unique key of a transfer, made from the business fact behind it, so that a fact books once, however
// often and from wherever it arrives. Ids stand in base32; nothing of Telegram's is in a key.
#pragma once

#include "base/ids.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ludice::domain::transfer_key {

std::string stake(GameId game, PlayerId player);
std::string refund(GameId game, PlayerId player);
std::string payout(GameId game, PlayerId player);
std::string rake(GameId game);
std::string welcome(PlayerId player);
/// `day`: as domain/calendar.hpp numbers them.
std::string daily(PlayerId player, std::int64_t day);
/// A change by an operator or the balance service; `operation` is a fresh id.
std::string adjust(PlayerId player, std::int64_t operation);
/// A change that its caller has named (Idempotency-Key), once for ever.
std::string adjust_named(PlayerId player, std::string_view name);

}  // namespace ludice::domain::transfer_key
