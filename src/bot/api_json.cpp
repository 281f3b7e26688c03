// Reading the API's answers.
#include "bot/api_json.hpp"

#include "base/assert.hpp"
#include "bot/json_fields.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/system/error_code.hpp>

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

std::int64_t amount_in(const json::object& data, std::string_view key, Coin coin) {
  return integer_field(object_field(data, key), name_of(coin));
}

GameKind kind_from(const std::string& name) {
  const auto kind = game_kind_from(name);
  if (!kind) throw ApiUnavailable("the game API told an unknown game");
  return *kind;
}

/// Games in what the bot does not play in are shown as they would be in points.
Coin coin_of(const json::object& data) {
  return coin_from(text_field(data, "asset")).value_or(Coin::points);
}

ApiEvent event_from(const json::object& event) {
  const json::object data = object_field(event, "data");
  const json::object player = object_field(data, "player");
  ApiEvent read{.id = text_field(event, "id"),
                .type = text_field(event, "type"),
                .game = text_field(event, "game_id"),
                .at = integer_field(event, "at"),
                .players = {},
                .player = integer_field(player, "id"),
                .player_name = text_field(player, "username"),
                .round = integer_field(data, "round"),
                .throw_no = integer_field(data, "throw"),
                .charge = text_field(data, "charge"),
                .amount = integer_field(data, "amount"),
                .balance = told_integer(data, "balance"),
                .asset = text_field(data, "asset"),
                .reason = text_field(data, "reason"),
                .withdrawal = text_field(data, "withdrawal"),
                .address = text_field(data, "address"),
                .transaction = text_field(data, "transaction"),
                .why = text_field(data, "why")};
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
                .coin = coin_of(data),
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
          .balance = amount_in(data, "balances", Coin::points),
          .stars = amount_in(data, "balances", Coin::stars),
          .ton = amount_in(data, "balances", Coin::ton),
          .in_game = integer_field(data, "in_game"),
          .game = text_field(data, "game_id"),
          .games = integer_field(data, "games"),
          .won = integer_field(data, "won"),
          .lost = integer_field(data, "lost"),
          .voided = integer_field(data, "void"),
          .net = amount_in(data, "net", Coin::points),
          .streak = integer_field(data, "streak"),
          .net_stars = amount_in(data, "net", Coin::stars),
          .net_ton = amount_in(data, "net", Coin::ton),
          .id = integer_field(data, "id")};
}

HistoryPage history_from(const json::object& data) {
  HistoryPage page{.items = {}, .cursor = text_field(data, "cursor")};
  for (const auto& value : array_field(data, "items")) {
    if (!value.is_object()) continue;
    const json::object& item = value.get_object();
    page.items.push_back({.at = Instant{integer_field(item, "at") * 1000},
                          .kind = text_field(item, "kind"),
                          .amount = integer_field(item, "amount"),
                          .balance = integer_field(item, "balance_after"),
                          .game = text_field(item, "game_id"),
                          .receipt = text_field(item, "receipt")});
  }
  return page;
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

std::optional<ApiEvent> event_from_text(const std::string& text) {
  constexpr std::size_t kLongestId = 64;
  boost::system::error_code error;
  const json::value parsed = json::parse(text, error);
  const json::object* const object = error ? nullptr : parsed.if_object();
  if (object == nullptr) return std::nullopt;
  const json::value* const players = object->if_contains("players");
  if (players == nullptr || !players->is_array()) return std::nullopt;
  const auto is_person = [](const json::value& id) { return id.is_int64() && id.get_int64() > 0; };
  if (!std::ranges::all_of(players->get_array(), is_person)) return std::nullopt;
  ApiEvent event = event_from(*object);
  if (event.id.empty() || event.id.size() > kLongestId || event.type.empty()) return std::nullopt;
  return event;
}

StarsOrder stars_order_from(const json::object& data) {
  return {.order = needed_text(data, "order"), .amount = integer_field(data, "amount")};
}

PaymentCheck payment_check_from(const json::object& data) {
  return {.ok = boolean_field(data, "ok"), .reason = text_field(data, "reason")};
}

Payment payment_from(const json::object& data) {
  return {.id = needed_text(data, "id"),
          .charge = needed_text(data, "charge"),
          .amount = integer_field(data, "amount"),
          .state = text_field(data, "state"),
          .at = Instant{integer_field(data, "at") * 1000}};
}

TonDeposit ton_deposit_from(const json::object& data) {
  return {.address = needed_text(data, "address"),
          .memo = needed_text(data, "memo"),
          .label = text_field(data, "label"),
          .min = integer_field(data, "min_deposit"),
          .testnet = text_field(data, "network") == "testnet",
          .late = boolean_field(data, "late")};
}

Withdrawal withdrawal_from(const json::object& data) {
  return {.id = needed_text(data, "withdrawal"),
          .state = text_field(data, "state"),
          .address = text_field(data, "address"),
          .amount = integer_field(data, "amount"),
          .fee = integer_field(data, "fee"),
          .asked = Instant{integer_field(data, "asked") * 1000},
          .transaction = text_field(data, "transaction")};
}

Withdrawals withdrawals_from(const json::object& data) {
  Withdrawals read{.items = {},
                   .min = integer_field(data, "min"),
                   .fee = integer_field(data, "fee"),
                   .possible = boolean_field(data, "possible")};
  for (const auto& item : array_field(data, "items")) {
    if (item.is_object()) read.items.push_back(withdrawal_from(item.get_object()));
  }
  return read;
}

std::vector<Payment> payments_from(const json::object& data) {
  std::vector<Payment> payments;
  for (const auto& item : array_field(data, "items")) {
    if (item.is_object()) payments.push_back(payment_from(item.get_object()));
  }
  return payments;
}

}  // namespace ludice::bot
