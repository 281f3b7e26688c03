// Answers, member by member in the order of the contract.
#include "api/render.hpp"

#include "api/json_writer.hpp"
#include "base/hex.hpp"
#include "service/events.hpp"
#include "service/rules.hpp"

namespace ludice::api {
namespace {

void throws(JsonWriter& json, std::string_view name, const std::vector<std::vector<int>>& rounds) {
  json.key(name).open_array();
  for (const std::vector<int>& round : rounds) {
    json.open_array();
    for (const int face : round) json.value(face);
    json.close_array();
  }
  json.close_array();
}

void amount(JsonWriter& json, std::string_view name, Amount content) {
  json.member(name, content.units());
}

/// {"points":…,…}; `number` makes each one of a holding.
template <class Number>
void by_asset(JsonWriter& json, std::string_view name, const std::vector<service::Holding>& holdings,
              Number number) {
  json.key(name).open_object();
  for (const service::Holding& holding : holdings) {
    json.member(domain::to_string(holding.asset), std::int64_t{number(holding)});
  }
  json.close_object();
}

void game_or_null(JsonWriter& json, GameId game) {
  json.key("game_id");
  if (game) {
    json.value(to_base32(game.value));
  } else {
    json.null();
  }
}

template <class T>
void value_or_null(JsonWriter& json, std::string_view name, const std::optional<T>& content) {
  json.key(name);
  if (content) {
    json.value(*content);
  } else {
    json.null();
  }
}

void place(JsonWriter& json, const service::Place& place) {
  json.open_object();
  value_or_null(json, "rank", place.rank);
  json.member("name", place.name).member("won", place.won).member("games", place.games).close_object();
}

std::int64_t rounded_seconds(Millis duration) {
  return (duration.count() + 500) / 1000;
}

void id_or_null(JsonWriter& json, TelegramId id) {
  json.key("id");
  if (id) {
    json.value(id.value);
  } else {
    json.null();
  }
}

}  // namespace

std::string to_json(const service::GameAnswer& game) {
  JsonWriter json;
  json.open_object().member("game_id", to_base32(game.game_id.value));
  json.member("game", domain::to_string(game.kind)).member("asset", domain::to_string(game.asset));
  amount(json, "bet", game.bet);
  amount(json, "pot", game.view.pot);
  amount(json, "rake", game.view.rake);
  amount(json, "win", game.view.win);
  json.member("state", domain::to_string(game.view.state)).member("round", game.view.round);
  json.member("throws_left", game.view.throws_left);
  throws(json, "your_throws", game.view.your_throws);
  throws(json, "opponent_throws", game.view.opponent_throws);
  value_or_null(json, "opponent", game.opponent);
  value_or_null(json, "deadline", game.view.deadline);
  amount(json, "payout", game.view.payout);
  amount(json, "balance", game.balance);
  if (game.invite) json.member("invite", *game.invite);
  return json.close_object().take();
}

std::string to_json(const service::AnnouncedThrow& announced) {
  JsonWriter json;
  json.open_object().member("attempt", to_base32(announced.attempt.value));
  json.member("round", announced.round).member("throw", announced.throw_no);
  return json.close_object().take();
}

std::string to_json(const service::GivenUpThrow& given_up) {
  JsonWriter json;
  json.open_object().member("attempt", to_base32(given_up.attempt.value));
  json.member("state", domain::to_string(given_up.state));
  return json.close_object().take();
}

std::string to_json(const service::LeftGame& left) {
  JsonWriter json;
  json.open_object().member("left", left.left);
  amount(json, "refunded", left.refunded);
  amount(json, "balance", left.balance);
  return json.close_object().take();
}

std::string to_json(const service::DailyGrant& grant) {
  JsonWriter json;
  json.open_object();
  amount(json, "granted", grant.granted);
  json.member("next_at", grant.next_at.seconds());
  amount(json, "balance", grant.balance);
  return json.close_object().take();
}

std::string to_json(const std::vector<store::Event>& events) {
  JsonWriter json;
  json.open_object().key("events").open_array();
  for (const store::Event& event : events) json.raw(service::event_json(event));
  return json.close_array().close_object().take();
}

std::string to_json(const service::Registered& registered, domain::Asset asset) {
  JsonWriter json;
  json.open_object();
  id_or_null(json, registered.player.telegram_id);
  json.member("username", service::shown_name(registered.player)).member("created", registered.created);
  json.member("asset", domain::to_string(asset));
  amount(json, "balance", registered.balance);
  json.member("terms", registered.player.terms);
  return json.close_object().take();
}

std::string to_json(const service::Profile& profile) {
  const store::Player& player = profile.player;
  JsonWriter json;
  json.open_object();
  id_or_null(json, player.telegram_id);
  json.member("username", service::shown_name(player)).member("language", player.language);
  json.member("created", player.created.seconds());
  by_asset(json, "balances", profile.holdings, [](const auto& holding) { return holding.balance.units(); });
  amount(json, "in_game", profile.in_game);
  game_or_null(json, player.game);
  json.member("games", player.games).member("won", player.won).member("lost", player.lost);
  json.member("void", player.void_games);
  by_asset(json, "net", profile.holdings, [](const auto& holding) { return holding.net; });
  json.member("streak", player.streak);
  return json.close_object().take();
}

std::string to_json(const service::HistoryPage& page) {
  JsonWriter json;
  json.open_object().key("items").open_array();
  for (const service::HistoryItem& item : page.items) {
    json.open_object().member("at", item.at.seconds()).member("kind", domain::to_string(item.kind));
    amount(json, "amount", item.amount);
    amount(json, "balance_after", item.balance_after);
    game_or_null(json, item.game);
    if (!item.receipt.empty()) json.member("receipt", item.receipt);
    json.close_object();
  }
  json.close_array();
  value_or_null(json, "cursor", page.cursor);
  return json.close_object().take();
}

std::string to_json(const service::Leaderboard& board) {
  JsonWriter json;
  json.open_object().key("items").open_array();
  for (const service::Place& item : board.items) place(json, item);
  json.close_array().key("you");
  if (board.you) {
    place(json, *board.you);
  } else {
    json.null();
  }
  return json.close_object().take();
}

std::string to_json(const std::vector<service::LobbyGroup>& waiting) {
  JsonWriter json;
  json.open_object().key("waiting").open_array();
  for (const service::LobbyGroup& group : waiting) {
    json.open_object().member("game", domain::to_string(group.terms.kind));
    json.member("asset", domain::to_string(group.terms.asset));
    amount(json, "bet", group.terms.bet);
    json.member("players", group.players);
    value_or_null(json, "expected_wait_s",
                  group.expected_wait ? std::optional(rounded_seconds(*group.expected_wait)) : std::nullopt);
    json.close_object();
  }
  return json.close_array().close_object().take();
}

}  // namespace ludice::api
