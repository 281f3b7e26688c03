// Players: the internal id that money hangs on, and Telegram's id, name and language that hang on it.
#pragma once

#include "store/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ludice::store {

struct Player {
  PlayerId id;
  TelegramId telegram_id;               ///< none: made by name, not registered yet
  std::optional<std::string> username;  ///< none: has no name, or it moved to somebody else
  std::string language;
  int terms = 0;  ///< version accepted; 0: none
  bool frozen = false;
  GameId game;  ///< the one staked game he waits in or plays
  std::int64_t games = 0;
  std::int64_t won = 0;
  std::int64_t lost = 0;
  std::int64_t void_games = 0;
  std::int64_t streak = 0;  ///< wins in a row
  Instant daily_at;         ///< of the last daily points; 0: never
  Instant created;
};

std::optional<Player> find_player(Reader& reader, PlayerId id);
std::optional<Player> find_player(Reader& reader, TelegramId id);
std::optional<Player> find_player_by_name(Reader& reader, std::string_view username);

/// Whether the name, in small letters, was once the player's and is not now.
bool had_name(Reader& reader, PlayerId player, std::string_view name);
std::vector<PlayerId> find_players_once_named(Reader& reader, std::string_view name);

void insert_player(Transaction& transaction, const Player& player);
/// Telegram's id, name, language, terms. A name that is given up is remembered.
void update_identity(Transaction& transaction, const Player& player);
void set_frozen(Transaction& transaction, PlayerId player, bool frozen);
/// The game, counters, daily_at.
void update_play(Transaction& transaction, const Player& player);

}  // namespace ludice::store
