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

std::string of_charge(std::string_view what, std::string_view charge) {
  LUDICE_ASSERT(!charge.empty());
  std::string key = "stars:";
  key += what;
  key += ':';
  key += charge;
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

std::string imported(PlayerId player) {
  return of_player("adjust", player) + ":import";
}

std::string imported_stake(PlayerId player, std::string_view game) {
  return of_player("adjust", player) + ":import:" + std::string(game);
}

std::string import_funds(std::int64_t import) {
  return "house:import:" + to_base32(import);
}

std::string adopt(PlayerId from, Asset asset) {
  return of_player("adopt", from) + ":" + std::string(to_string(asset));
}

std::string collected(std::int64_t operation, int shard) {
  return "house:rake:" + to_base32(operation) + ":" + std::to_string(shard);
}

std::string funded(std::int64_t operation) {
  return "house:fund:" + to_base32(operation);
}

std::string swept(std::int64_t operation) {
  return "house:swept:" + to_base32(operation);
}

std::string forgiven(PlayerId player, std::int64_t operation) {
  return of_player("forgiven", player) + ":" + to_base32(operation);
}

std::string stars_in(std::string_view charge) {
  return of_charge("in", charge);
}

std::string stars_out(std::string_view charge) {
  return of_charge("out", charge);
}

std::string stars_set_aside(std::string_view charge) {
  return of_charge("set_aside", charge);
}

std::string stars_kept(std::string_view charge) {
  return of_charge("kept", charge);
}

std::string stars_decided(std::string_view charge, std::int64_t round) {
  return of_charge("decided:" + std::to_string(round), charge);
}

std::string stars_kept_again(std::string_view charge, std::int64_t round) {
  return of_charge("kept_again:" + std::to_string(round), charge);
}

std::string stars_taken(std::string_view charge) {
  return of_charge("taken", charge);
}

}  // namespace ludice::domain::transfer_key
