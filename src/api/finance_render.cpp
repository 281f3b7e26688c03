// Answers about payments, member by member.
#include "api/finance_render.hpp"

#include "base/hex.hpp"

namespace ludice::api {

void write_charge(JsonWriter& json, const store::StarsCharge& charge) {
  json.member("id", to_base32(charge.id.value)).member("charge", charge.charge);
  json.member("asset", domain::to_string(domain::Asset::stars));
  json.member("amount", charge.amount.units()).member("state", domain::to_string(charge.state));
  json.member("at", charge.paid_at.seconds()).key("order");
  if (charge.order) {
    json.value(to_base32(charge.order.value));
  } else {
    json.null();
  }
}

std::string to_json(const store::StarsOrder& order) {
  JsonWriter json;
  json.open_object().member("order", to_base32(order.id.value)).member("amount", order.amount.units());
  json.member("expires", order.expires.seconds());
  return json.close_object().take();
}

std::string to_json(const std::optional<service::PaymentFault>& fault) {
  JsonWriter json;
  json.open_object().member("ok", !fault.has_value()).key("reason");
  if (fault) {
    json.value(service::to_string(*fault));
  } else {
    json.null();
  }
  return json.close_object().take();
}

std::string to_json(const service::ChargeAnswer& answer) {
  JsonWriter json;
  json.open_object();
  write_charge(json, answer.charge);
  json.member("first", answer.first).key("balance");
  if (answer.balance) {
    json.value(answer.balance->units());
  } else {
    json.null();
  }
  return json.close_object().take();
}

std::string to_json(const service::PaymentsPage& page) {
  JsonWriter json;
  json.open_object().key("items").open_array();
  for (const store::StarsCharge& charge : page.items) {
    json.open_object();
    write_charge(json, charge);
    json.close_object();
  }
  json.close_array().key("cursor");
  if (page.cursor) {
    json.value(*page.cursor);
  } else {
    json.null();
  }
  return json.close_object().take();
}

}  // namespace ludice::api
