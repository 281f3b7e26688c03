// The entries of the first Ludicé's files, checked: what each must hold, and why one is refused.
#pragma once

#include "legacy/entry_reader.hpp"

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ludice::legacy {

/// A shape, or the reason why the value has none.
template <class T>
using Parsed = std::expected<T, std::string>;

/// Why a name cannot be a player's here (docs/api.md); empty: it can.
std::string fault_of_name(std::string_view name);
/// The same for the id of a game or a payment.
std::string fault_of_id(std::string_view id);

struct OldUser {
  std::optional<std::int64_t> id;       ///< Telegram's, 1 to 2^52 - 1; nothing: not known
  std::optional<std::string> password;  ///< opaque
  bool id_was_text = false;
};
Parsed<OldUser> parse_user(const Value& value);

/// 0 to 2^53 - 1. `corrected` is set where it stood there as a number like 10.0.
Parsed<std::int64_t> parse_balance(const Value& value, bool& corrected);

struct OldStatistics {
  std::int64_t wins = 0;
  std::int64_t games = 0;
  std::int64_t voids = 0;  ///< `void`, which an export has and the first Ludicé has not
};
Parsed<OldStatistics> parse_statistics(const Value& value);

struct OldGame {
  std::array<std::string, 2> players;
  std::int64_t bet = 0;
  bool active = false;
};
Parsed<OldGame> parse_game(const Value& value);
/// As game.json has it, on one line.
std::string text_of(const OldGame& game);
/// Of a text that text_of() made.
std::optional<OldGame> parse_game_text(const std::string& text);

/// What each player of a game has staked, in the order of the file.
using OldStakes = std::vector<std::pair<std::string, std::int64_t>>;
Parsed<OldStakes> parse_stakes(const Value& value);

struct OldWaiting {
  std::int64_t bet = 0;
  std::string game;
};
Parsed<OldWaiting> parse_waiting(const Value& value);

struct OldPayment {
  std::string user;
  std::int64_t amount = 0;
  std::string at;  ///< as it stands
};
Parsed<OldPayment> parse_payment(const Value& value);

/// The digits of a time as they stand.
Parsed<std::string> parse_time(const Value& value);

}  // namespace ludice::legacy
