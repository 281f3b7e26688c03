// Reading the API's answers.
#include "bot/api_json.hpp"

#include "base/assert.hpp"
#include "bot/json_fields.hpp"

#include <array>
#include <utility>

#include <boost/json/array.hpp>

namespace ludice::bot {
namespace {

namespace json = boost::json;

std::vector<std::vector<std::int64_t>> rounds_from(const json::array& rounds) {
  std::vector<std::vector<std::int64_t>> list;
  for (const auto& round : rounds) {
    auto& throws = list.emplace_back();
    if (!round.is_array()) continue;
    for (const auto& value : round.get_array()) throws.push_back(integer_of(value));
  }
  return list;
}

std::string needed_text(const json::object& data, std::string_view key) {
  std::string text = text_field(data, key);
  if (text.empty()) throw ApiUnavailable("the game API's answer lacks " + std::string(key));
  return text;
}

std::int64_t points_in(const json::object& data, std::string_view key) {
  return integer_field(object_field(data, key), "points");
}

GameKind kind_from(const std::string& name) {
  const auto kind = game_kind_from(name);
  if (!kind) throw ApiUnavailable("the game API told an unknown game");
  return *kind;
}

ApiEvent event_from(const json::object& event) {
  const json::object data = object_field(event, "data");
  const json::object player = object_field(data, "player");
  ApiEvent read{.id = text_field(event, "id"),
                .type = text_field(event, "type"),
                .game = text_field(event, "game_id"),
                .players = {},
                .player = integer_field(player, "id"),
                .player_name = text_field(player, "username"),
                .round = integer_field(data, "round"),
                .throw_no = integer_field(data, "throw")};
  for (const auto& id : array_field(event, "players")) read.players.push_back(integer_of(id));
  return read;
}

}  // namespace

std::int64_t GameView::next_throw() const {
  const auto rounds = static_cast<std::int64_t>(your_throws.size());
  return rounds < round ? 1 : static_cast<std::int64_t>(your_throws.back().size()) + 1;
}

GameState game_state_from(const std::string& name) {
  constexpr std::array<std::pair<std::string_view, GameState>, 6> kNames{
      {{"waiting", GameState::waiting},
       {"active", GameState::active},
       {"won", GameState::won},
       {"lost", GameState::lost},
       {"void", GameState::voided},
       {"cancelled", GameState::cancelled}}};
  for (const auto& [known, state] : kNames) {
    if (known == name) return state;
  }
  throw ApiUnavailable("the game API told an unknown state of a game");
}

GameView game_from(const json::object& data) {
  GameView game{.id = needed_text(data, "game_id"),
                .kind = kind_from(text_field(data, "game")),
                .state = game_state_from(text_field(data, "state")),
                .bet = integer_field(data, "bet"),
                .rake = integer_field(data, "rake"),
                .win = integer_field(data, "win"),
                .round = integer_field(data, "round", 1),
                .throws_left = integer_field(data, "throws_left"),
                .your_throws = rounds_from(array_field(data, "your_throws")),
                .opponent_throws = rounds_from(array_field(data, "opponent_throws")),
                .opponent = text_field(data, "opponent"),
                .deadline = std::nullopt,
                .payout = integer_field(data, "payout"),
                .balance = integer_field(data, "balance")};
  if (const auto deadline = integer_field(data, "deadline"); deadline > 0)
    game.deadline = Instant{deadline * 1000};
  return game;
}

Registered registered_from(const json::object& data) {
  return {.username = needed_text(data, "username"),
          .balance = integer_field(data, "balance"),
          .terms = integer_field(data, "terms", 1),
          .created = boolean_field(data, "created")};
}

Attempt attempt_from(const json::object& data) {
  return {.attempt = needed_text(data, "attempt"),
          .round = integer_field(data, "round"),
          .throw_no = integer_field(data, "throw")};
}

Left left_from(const json::object& data) {
  return {.left = boolean_field(data, "left"),
          .refunded = integer_field(data, "refunded"),
          .balance = integer_field(data, "balance")};
}

Profile profile_from(const json::object& data) {
  return {.username = text_field(data, "username"),
          .balance = points_in(data, "balances"),
          .in_game = integer_field(data, "in_game"),
          .game = text_field(data, "game_id"),
          .games = integer_field(data, "games"),
          .won = integer_field(data, "won"),
          .lost = integer_field(data, "lost"),
          .voided = integer_field(data, "void"),
          .net = points_in(data, "net"),
          .streak = integer_field(data, "streak")};
}

Daily daily_from(const json::object& data) {
  return {.granted = integer_field(data, "granted"),
          .next_at = Instant{integer_field(data, "next_at") * 1000},
          .balance = integer_field(data, "balance")};
}

std::vector<ApiEvent> events_from(const json::object& data) {
  std::vector<ApiEvent> events;
  for (const auto& event : array_field(data, "events")) {
    if (event.is_object()) events.push_back(event_from(event.get_object()));
  }
  return events;
}

}  // namespace ludice::bot
