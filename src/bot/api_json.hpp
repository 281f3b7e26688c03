// From the API's JSON to the bot's types. What has no usable shape throws ApiUnavailable.
#pragma once

#include "bot/api_types.hpp"

#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

namespace ludice::bot {

/// What an answer holds, or the refusal it is.
template <class T>
ApiResult<T> read_answer(const ApiResult<boost::json::object>& answer,
                         T (*from)(const boost::json::object&)) {
  if (!answer) return std::unexpected(answer.error());
  return from(*answer);
}

GameState game_state_from(const std::string& name);
GameView game_from(const boost::json::object& data);
Registered registered_from(const boost::json::object& data);
Attempt attempt_from(const boost::json::object& data);
Left left_from(const boost::json::object& data);
Profile profile_from(const boost::json::object& data);
HistoryPage history_from(const boost::json::object& data);
Daily daily_from(const boost::json::object& data);
std::vector<ApiEvent> events_from(const boost::json::object& data);
/// One event as RabbitMQ brings it; nothing where that is none.
std::optional<ApiEvent> event_from_text(const std::string& text);
StarsOrder stars_order_from(const boost::json::object& data);
PaymentCheck payment_check_from(const boost::json::object& data);
Payment payment_from(const boost::json::object& data);
TonDeposit ton_deposit_from(const boost::json::object& data);
Withdrawal withdrawal_from(const boost::json::object& data);
Withdrawals withdrawals_from(const boost::json::object& data);
std::vector<Payment> payments_from(const boost::json::object& data);

}  // namespace ludice::bot
