// Keys of transfers.
#include "domain/transfer_key.hpp"

#include "base/assert.hpp"
#include "base/hex.hpp"

namespace ludice::domain::transfer_key {
namespace {

std::string of_game(GameId game, std::string_view what) {
  LUDICE_ASSERT(game.value > 0);
  std::string key = "game:";
  key += to_base32(game.value);
  key += ':';
  key += what;
  return key;
}

std::string of_game(GameId game, std::string_view what, PlayerId player) {
  LUDICE_ASSERT(player.value > 0);
  std::string key = of_game(game, what);
  key += ':';
  key += to_base32(player.value);
  return key;
}

std::string of_player(std::string_view what, PlayerId player) {
  LUDICE_ASSERT(player.value > 0);
  std::string key(what);
  key += ':';
  key += to_base32(player.value);
  return key;
}

}  // namespace

std::string stake(GameId game, PlayerId player) {
  return of_game(game, "stake", player);
}

std::string refund(GameId game, PlayerId player) {
  return of_game(game, "refund", player);
}

std::string payout(GameId game, PlayerId player) {
  return of_game(game, "payout", player);
}

std::string rake(GameId game) {
  return of_game(game, "rake");
}

std::string welcome(PlayerId player) {
  return of_player("welcome", player);
}

std::string daily(PlayerId player, std::int64_t day) {
  return of_player("daily", player) + ":" + std::to_string(day);
}

std::string adjust(PlayerId player, std::int64_t operation) {
  return of_player("adjust", player) + ":" + to_base32(operation);
}

std::string adjust_named(PlayerId player, std::string_view name) {
  // The quote tells a caller's name from the number of an operation.
  return of_player("adjust", player) + ":'" + std::string(name);
}

}  // namespace ludice::domain::transfer_key
