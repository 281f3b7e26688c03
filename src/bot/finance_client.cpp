// The endpoints' fields.
#include "bot/finance_client.hpp"

#include "bot/api_json.hpp"
#include "bot/json_fields.hpp"

#include <utility>

namespace ludice::bot {
namespace {

namespace json = boost::json;
using Answer = ApiResult<json::object>;

constexpr std::int64_t kLatest = 20;

std::string state_of(const json::object& data) {
  return text_field(data, "state");
}

}  // namespace

async::Task<ApiResult<StarsOrder>> FinanceClient::order(std::int64_t user, std::int64_t amount,
                                                        std::string request_id) {
  json::object fields;
  fields["id"] = user;
  fields["amount"] = amount;
  fields["request_id"] = request_id;
  const Answer answer = co_await channel_.call("/stars/order", std::move(fields));
  co_return read_answer(answer, stars_order_from);
}

async::Task<ApiResult<PaymentCheck>> FinanceClient::check(std::int64_t payer, std::string order,
                                                          std::int64_t amount, std::string request_id) {
  json::object fields;
  fields["payer"] = payer;
  fields["order"] = order;
  fields["amount"] = amount;
  fields["request_id"] = request_id;
  const Answer answer = co_await channel_.call("/stars/precheckout", std::move(fields));
  co_return read_answer(answer, payment_check_from);
}

async::Task<ApiResult<std::string>> FinanceClient::credit(std::int64_t payer, std::string charge,
                                                          std::int64_t amount, std::string order,
                                                          Instant paid_at, std::string trace) {
  json::object fields;
  fields["payer"] = payer;
  fields["charge"] = charge;
  fields["amount"] = amount;
  if (!order.empty()) fields["order"] = order;
  if (paid_at.ms > 0) fields["paid_at"] = paid_at.seconds();
  const Answer answer = co_await channel_.call("/stars/credit", std::move(fields), std::move(trace));
  co_return read_answer(answer, state_of);
}

async::Task<ApiResult<std::string>> FinanceClient::refund(std::int64_t user, std::string charge,
                                                          std::string request_id) {
  json::object fields;
  fields["id"] = user;
  fields["charge"] = charge;
  fields["request_id"] = request_id;
  const Answer answer = co_await channel_.call("/stars/refund", std::move(fields));
  co_return read_answer(answer, state_of);
}

async::Task<ApiResult<std::string>> FinanceClient::refunded(std::string charge, std::string trace) {
  json::object fields;
  fields["charge"] = charge;
  const Answer answer = co_await channel_.call("/stars/refunded", std::move(fields), std::move(trace));
  co_return read_answer(answer, state_of);
}

async::Task<ApiResult<std::vector<Payment>>> FinanceClient::payments(std::int64_t user) {
  json::object fields;
  fields["id"] = user;
  fields["limit"] = kLatest;
  const Answer answer = co_await channel_.call("/payments", std::move(fields));
  co_return read_answer(answer, payments_from);
}

async::Task<ApiResult<TonDeposit>> FinanceClient::ton_deposit(std::int64_t user, std::string request_id) {
  json::object fields;
  fields["id"] = user;
  fields["request_id"] = request_id;
  const Answer answer = co_await channel_.call("/ton/deposit", std::move(fields));
  co_return read_answer(answer, ton_deposit_from);
}

async::Task<ApiResult<Withdrawal>> FinanceClient::withdraw(std::int64_t user, std::string address,
                                                           std::int64_t amount, std::string request_id) {
  json::object fields;
  fields["id"] = user;
  fields["address"] = address;
  fields["amount"] = amount;
  fields["request_id"] = request_id;
  const Answer answer = co_await channel_.call("/ton/withdraw", std::move(fields));
  co_return read_answer(answer, withdrawal_from);
}

async::Task<ApiResult<Withdrawals>> FinanceClient::withdrawals(std::int64_t user) {
  json::object fields;
  fields["id"] = user;
  fields["limit"] = kLatest;
  const Answer answer = co_await channel_.call("/ton/withdrawals", std::move(fields));
  co_return read_answer(answer, withdrawals_from);
}

}  // namespace ludice::bot
