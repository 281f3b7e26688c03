// The names.
#include "bot/coin.hpp"

namespace ludice::bot {

std::string_view name_of(Coin coin) {
  switch (coin) {
    case Coin::points:
      break;
    case Coin::stars:
      return "stars";
    case Coin::ton:
      return "ton";
  }
  return "points";
}

std::optional<Coin> coin_from(std::string_view name) {
  for (const Coin coin : kCoins) {
    if (name == name_of(coin)) return coin;
  }
  return std::nullopt;
}

}  // namespace ludice::bot
