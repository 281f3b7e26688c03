// Orders as JSON, and as calls.
#include "bot/order.hpp"

#include "base/assert.hpp"
#include "bot/json_fields.hpp"

#include <array>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace ludice::bot {
namespace {

namespace json = boost::json;
using Act = Order::Act;

struct Name {
  Act act;
  std::string_view name;
  const char* path;
};
constexpr std::array<Name, 12> kOrderNames{
    {{Act::fund, "fund", "/operator/fund"},
     {Act::adjust, "adjust", "/operator/adjust"},
     {Act::stop, "stop", ""},
     {Act::resume, "resume", ""},
     {Act::stop_player, "stop_player", "/operator/players/freeze"},
     {Act::let_player, "let_player", "/operator/players/unfreeze"},
     {Act::forgive, "forgive", "/operator/forgive"},
     {Act::assign_stars, "assign_stars", "/operator/stars/suspense/assign"},
     {Act::refund_stars, "refund_stars", "/operator/stars/suspense/refund"},
     {Act::keep_stars, "keep_stars", "/operator/stars/suspense/write_off"},
     {Act::look, "look", ""},
     {Act::reconcile, "reconcile", "/operator/reconcile"}}};

const Name& named(Act act) {
  for (const Name& name : kOrderNames) {
    if (name.act == act) return name;
  }
  assertion_failed("known act", __FILE__, __LINE__);
}

void put(json::object& fields, std::string_view name, const std::string& text) {
  if (!text.empty()) fields[name] = text;
}

}  // namespace

std::string to_text(const Order& order) {
  json::object fields;
  fields["act"] = named(order.act).name;
  fields["coin"] = name_of(order.coin);
  fields["admin"] = order.admin;
  if (order.player != 0) fields["player"] = order.player;
  if (order.amount != 0) fields["amount"] = order.amount;
  if (order.since.ms != 0) fields["since"] = order.since.ms;
  put(fields, "source", order.source);
  put(fields, "name", order.name);
  put(fields, "payment", order.payment);
  put(fields, "charge", order.charge);
  put(fields, "scope", order.scope);
  put(fields, "call", order.call);
  put(fields, "frozen", order.frozen);
  put(fields, "reason", order.reason);
  return json::serialize(fields);
}

std::optional<Order> order_from(std::string_view text) {
  boost::system::error_code error;
  const json::value parsed = json::parse(text, error);
  if (error || !parsed.is_object()) return std::nullopt;
  const json::object& fields = parsed.get_object();
  const std::string act = text_field(fields, "act");
  for (const Name& name : kOrderNames) {
    if (name.name != act) continue;
    return Order{.act = name.act,
                 .coin = coin_from(text_field(fields, "coin")).value_or(Coin::points),
                 .source = text_field(fields, "source"),
                 .player = integer_field(fields, "player"),
                 .name = text_field(fields, "name"),
                 .amount = integer_field(fields, "amount"),
                 .payment = text_field(fields, "payment"),
                 .charge = text_field(fields, "charge"),
                 .scope = text_field(fields, "scope"),
                 .call = text_field(fields, "call"),
                 .frozen = text_field(fields, "frozen"),
                 .since = {integer_field(fields, "since")},
                 .reason = text_field(fields, "reason"),
                 .admin = integer_field(fields, "admin")};
  }
  return std::nullopt;
}

OrderCall call_for(const Order& order, const std::string& request_id) {
  LUDICE_ASSERT(order.act != Act::look && !order.needs_player() && !order.needs_amount() &&
                !order.needs_reason());
  OrderCall call{order.call.empty() ? std::string(named(order.act).path) : order.call, {}};
  call.fields["request_id"] = request_id;
  put(call.fields, "reason", order.reason);
  put(call.fields, "source", order.source);
  put(call.fields, "frozen", order.frozen);
  put(call.fields, "charge", order.charge);
  if (order.player != 0) call.fields["id"] = order.player;
  if (order.act == Act::fund || order.act == Act::adjust) {
    call.fields["asset"] = name_of(order.coin);
    call.fields["amount"] = order.amount;
  }
  return call;
}

}  // namespace ludice::bot
