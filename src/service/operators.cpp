// Names compared as people, not as texts.
#include "service/operators.hpp"

#include "service/players.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace ludice::service {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_same_text(std::string_view one, std::string_view other) {
  return std::ranges::equal(one, other, {}, lower, lower);
}

/// Whom the name means now, and who had it before.
std::vector<PlayerId> players_called(store::Reader& reader, std::string_view name) {
  std::vector<PlayerId> all = store::find_players_once_named(reader, name);
  const auto now = find_player(reader, {.id = std::nullopt, .username = std::string(name)});
  if (now) all.push_back(now->id);
  return all;
}

}  // namespace

bool is_operator_name(std::string_view text) {
  constexpr std::size_t kLongest = 32;
  if (text.empty() || text.size() > kLongest) return false;
  if (text.starts_with('#')) return parse_numbered_name(text).has_value();
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
  });
}

bool is_player(store::Reader& reader, std::string_view operator_name, PlayerId player) {
  const auto found = store::find_player(reader, player);
  if (!found) return false;
  const auto number = parse_numbered_name(operator_name);
  if (number) return found->telegram_id && *number == found->telegram_id;
  if (found->username && is_same_text(*found->username, operator_name)) return true;
  return store::had_name(reader, player, operator_name);
}

bool is_person(store::Reader& reader, std::string_view operator_name, TelegramId id) {
  const auto number = parse_numbered_name(operator_name);
  if (number) return *number == id;
  const auto player = store::find_player(reader, id);
  return player && is_player(reader, operator_name, player->id);
}

bool is_same_operator(store::Reader& reader, std::string_view one, std::string_view other) {
  if (one.empty() || other.empty()) return false;
  if (is_same_text(one, other)) return true;
  // A player can call himself by two operators' names, one after the other, and make them nobody.
  if (!parse_numbered_name(one) && !parse_numbered_name(other)) return false;
  return std::ranges::any_of(players_called(reader, one),
                             [&](PlayerId p) { return is_player(reader, other, p); }) ||
         std::ranges::any_of(players_called(reader, other),
                             [&](PlayerId p) { return is_player(reader, one, p); });
}

}  // namespace ludice::service
