// What a game is played in, as far as the bot plays: points, and Stars and TON where the operator offers
// them. Amounts are whole points and Stars, and nanotons.
#pragma once

#include "bot/game_kind.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace ludice::bot {

enum class Coin : std::uint8_t { points, stars, ton };
inline constexpr Coin kCoins[]{Coin::points, Coin::stars, Coin::ton};

inline constexpr std::int64_t kNanotonsInTon = 1'000'000'000;

/// The API's name for it.
std::string_view name_of(Coin coin);
std::optional<Coin> coin_from(std::string_view name);

/// Where two people sit down: which game, and what for.
struct Table {
  Table(GameKind table_kind, Coin table_coin = Coin::points) : kind(table_kind), coin(table_coin) {}

  GameKind kind;
  Coin coin;
};

}  // namespace ludice::bot
