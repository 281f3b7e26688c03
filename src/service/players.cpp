// Looks players up.
#include "service/players.hpp"

#include <charconv>

namespace ludice::service {

std::optional<TelegramId> parse_numbered_name(std::string_view username) {
  if (username.size() < 2 || username[0] != '#' || username[1] == '0') return std::nullopt;
  std::int64_t id = 0;
  const char* end = username.data() + username.size();
  const auto [stopped, error] = std::from_chars(username.data() + 1, end, id);
  if (error != std::errc() || stopped != end || id <= 0) return std::nullopt;
  return TelegramId{id};
}

std::optional<store::Player> find_player(store::Reader& reader, const PlayerRef& who) {
  if (who.id) return store::find_player(reader, *who.id);
  if (const auto id = parse_numbered_name(who.username)) return store::find_player(reader, *id);
  return store::find_player_by_name(reader, who.username);
}

Result<store::Player> require_player(store::Reader& reader, const PlayerRef& who) {
  auto player = find_player(reader, who);
  if (!player) return refuse(Refusal::player_not_found);
  return *std::move(player);
}

std::string shown_name(const std::optional<std::string>& username, TelegramId id) {
  return username ? *username : "#" + std::to_string(id.value);
}

std::string shown_name(const store::Player& player) {
  return shown_name(player.username, player.telegram_id);
}

}  // namespace ludice::service
