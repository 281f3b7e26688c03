// Looking at the house and at a player, and having an order carried out.
#include "bot/json_fields.hpp"
#include "bot/operator_client.hpp"

#include <utility>

#include <boost/json/array.hpp>

namespace ludice::bot {
namespace {

namespace json = boost::json;

/// As many as the API gives at once.
constexpr std::int64_t kMostStars = 100;

Instant time_field(const json::object& data, std::string_view field) {
  return Instant{integer_field(data, field) * 1'000};
}

void add_funds(HouseView& house, const json::object& data) {
  const auto coin = coin_from(text_field(data, "asset"));
  if (!coin) return;
  house.funds.push_back(
      {.coin = *coin, .owner = integer_field(data, "owner"), .rake = integer_field(data, "rake")});
}

HouseView house_from(const json::object& data) {
  HouseView house;
  for (const auto& of : array_field(data, "funds")) {
    if (of.is_object()) add_funds(house, of.get_object());
  }
  for (const auto& of : array_field(data, "stops")) {
    if (!of.is_object()) continue;
    const json::object& stop = of.get_object();
    house.stops.push_back({.scope = text_field(stop, "scope"),
                           .why = text_field(stop, "frozen"),
                           .since = time_field(stop, "since"),
                           .stop_call = text_field(stop, "stop_call"),
                           .resume_call = text_field(stop, "resume_call")});
  }
  const json::object wallet = object_field(data, "ton");
  if (!wallet.empty()) {
    house.wallet = {.balance = integer_field(wallet, "balance"),
                    .booked = integer_field(wallet, "booked"),
                    .seen = time_field(wallet, "seen")};
  }
  const json::object stars = object_field(data, "stars");
  if (!stars.empty())
    house.stars = {.expected = integer_field(stars, "expected"), .checked = time_field(stars, "checked")};
  return house;
}

PlayerFile player_from(const json::object& data) {
  const json::object balances = object_field(data, "balances");
  const json::object freeze = object_field(data, "freeze");
  return {.id = integer_field(data, "id"),
          .username = text_field(data, "username"),
          .points = integer_field(balances, "points"),
          .stars = integer_field(balances, "stars"),
          .ton = integer_field(balances, "ton"),
          .frozen = boolean_field(data, "frozen"),
          .operator_name = text_field(freeze, "operator"),
          .reason = text_field(freeze, "reason"),
          .since = time_field(freeze, "at")};
}

}  // namespace

async::Task<ApiResult<Waiting<StarsFile>>> OperatorClient::kept_stars_from(std::int64_t admin,
                                                                           std::string from,
                                                                           std::int64_t most) {
  json::object fields;
  fields["state"] = "kept";
  fields["limit"] = most;
  if (!from.empty()) fields["cursor"] = from;
  fields["request_id"] = "bot:stars/suspense";
  const auto answer =
      co_await channel_.call_as(name_of(admin), "/operator/stars/suspense", std::move(fields));
  if (!answer) co_return std::unexpected(answer.error());
  Waiting<StarsFile> files;
  for (const auto& item : array_field(*answer, "items")) {
    if (!item.is_object()) continue;
    const json::object& data = item.get_object();
    files.items.push_back({.id = text_field(data, "id"),
                           .charge = text_field(data, "charge"),
                           .amount = integer_field(data, "amount"),
                           .payer = integer_field(data, "payer")});
  }
  files.more = !text_field(*answer, "cursor").empty();
  co_return files;
}

async::Task<ApiResult<Waiting<StarsFile>>> OperatorClient::all_kept_stars(std::int64_t admin) {
  return kept_stars_from(admin, "", kMostStars);
}

async::Task<ApiResult<std::optional<StarsFile>>> OperatorClient::kept_stars(std::int64_t admin,
                                                                            std::string id) {
  auto files = co_await kept_stars_from(admin, id, 1);  // a list that begins with it, where it waits
  if (!files) co_return std::unexpected(files.error());
  if (files->items.empty() || files->items.front().id != id) co_return std::optional<StarsFile>();
  co_return std::optional(std::move(files->items.front()));
}

async::Task<ApiResult<HouseView>> OperatorClient::house(std::int64_t admin) {
  json::object fields;
  fields["request_id"] = "bot:state";
  const auto answer = co_await channel_.call_as(name_of(admin), "/operator/state", std::move(fields));
  if (!answer) co_return std::unexpected(answer.error());
  co_return house_from(*answer);
}

async::Task<ApiResult<PlayerFile>> OperatorClient::player(std::int64_t admin, Thrower who) {
  json::object fields;
  fields["request_id"] = "bot:player";
  if (who.user_id != 0) {
    fields["id"] = who.user_id;
  } else {
    fields["username"] = who.name;
  }
  const auto answer = co_await channel_.call_as(name_of(admin), "/operator/players/view", std::move(fields));
  if (!answer) co_return std::unexpected(answer.error());
  co_return player_from(*answer);
}

async::Task<ApiResult<std::int64_t>> OperatorClient::carry_out(std::int64_t admin, Order order,
                                                               std::string request_id, std::string trace) {
  OrderCall call = call_for(order, request_id);
  const auto answer = co_await channel_.call_as(name_of(admin), std::move(call.path), std::move(call.fields),
                                                std::move(trace));
  if (!answer) co_return std::unexpected(answer.error());
  co_return integer_field(*answer, order.act == Order::Act::fund ? "owner" : "balance");
}

}  // namespace ludice::bot
