// What a button carries, within Telegram's 64 bytes. Buttons can be forged, so whatever they name is checked
// against the game before anything is done.
#pragma once

#include "bot/game_kind.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ludice::bot {

enum class Action { accept_terms, play, dice, target, menu, bet, cancel, make_throw, again };

struct Callback {
  Action action;
  std::string game;                ///< cancel, make_throw
  std::int64_t amount = 0;         ///< bet, again
  std::int64_t round = 0;          ///< make_throw
  std::int64_t throw_no = 0;       ///< make_throw
  GameKind kind = GameKind::dice;  ///< bet, again
  bool operator==(const Callback&) const = default;
};

/// The button that chooses a game.
Callback choice_of(GameKind kind);

/// Asserts that it fits.
std::string encode(const Callback& callback);

/// Nothing where no button of ours carries this.
std::optional<Callback> decode_callback(std::string_view data);

}  // namespace ludice::bot
