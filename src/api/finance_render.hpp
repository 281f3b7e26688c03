// What use cases about payments answer, as JSON.
#pragma once

#include "api/json_writer.hpp"
#include "service/payments.hpp"
#include "service/stars_charges.hpp"
#include "service/stars_orders.hpp"

#include <optional>
#include <string>

namespace ludice::api {

/// The members that every answer about a payment has.
void write_charge(JsonWriter& json, const store::StarsCharge& charge);
std::string to_json(const store::StarsOrder& order);
std::string to_json(const std::optional<service::PaymentFault>& fault);
std::string to_json(const service::ChargeAnswer& answer);
std::string to_json(const service::PaymentsPage& page);

/// For answers that need nothing else to be shown.
inline constexpr auto kFinancePlain = [](const auto& answer) { return to_json(answer); };

}  // namespace ludice::api
