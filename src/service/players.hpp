// Who is meant: names and ids of requests, and the names that answers show.
#pragma once

#include "base/result.hpp"
#include "store/player_table.hpp"

#include <optional>
#include <string>

namespace ludice::service {

/// A player as a request names him; `id` wins where both are there. A name of `#` and digits is that id.
struct PlayerRef {
  std::optional<TelegramId> id;
  std::string username;
};

/// "#7" → 7; nothing for any other text.
std::optional<TelegramId> parse_numbered_name(std::string_view username);

std::optional<store::Player> find_player(store::Reader& reader, const PlayerRef& who);
/// player_not_found.
Result<store::Player> require_player(store::Reader& reader, const PlayerRef& who);

/// The name, or `#` and the id where the player has none or it moved to somebody else.
std::string shown_name(const std::optional<std::string>& username, TelegramId id);
std::string shown_name(const store::Player& player);

}  // namespace ludice::service
