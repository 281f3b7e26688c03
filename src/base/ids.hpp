// Strong ids: a game's number never stands where a player's belongs. All come from Transaction::next_id,
// grow with time and are positive; 0 means none.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace ludice {

template <class Tag>
struct Id {
  std::int64_t value = 0;

  constexpr explicit operator bool() const { return value != 0; }
  friend constexpr auto operator<=>(Id, Id) = default;
};

using PlayerId = Id<struct PlayerTag>;
using GameId = Id<struct GameTag>;
using AccountId = Id<struct AccountTag>;
using AttemptId = Id<struct AttemptTag>;
/// A payment that came in, or one on its way out.
using PaymentId = Id<struct PaymentTag>;
/// What a player has said he will pay.
using OrderId = Id<struct OrderTag>;

/// Telegram's number of a person (1 to 2^52 - 1); never a key of money.
using TelegramId = Id<struct TelegramTag>;

}  // namespace ludice

template <class Tag>
struct std::hash<ludice::Id<Tag>> {
  std::size_t operator()(ludice::Id<Tag> id) const noexcept { return std::hash<std::int64_t>()(id.value); }
};
