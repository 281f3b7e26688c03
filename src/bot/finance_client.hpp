// The finance API as the bot calls it, like api_client.hpp. Calls about a charge need no request_id: the
// charge is what they are once for.
#pragma once

#include "async/task.hpp"
#include "bot/api_types.hpp"
#include "bot/signed_channel.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ludice::bot {

class FinanceClient {
 public:
  explicit FinanceClient(SignedChannel& channel) : channel_(channel) {}

  async::Task<ApiResult<StarsOrder>> order(std::int64_t user, std::int64_t amount, std::string request_id);
  async::Task<ApiResult<PaymentCheck>> check(std::int64_t payer, std::string order, std::int64_t amount,
                                             std::string request_id);
  /// What became of it: paid, suspended, … `trace` as for SignedChannel::call().
  async::Task<ApiResult<std::string>> credit(std::int64_t payer, std::string charge, std::int64_t amount,
                                             std::string order, Instant paid_at, std::string trace);
  async::Task<ApiResult<std::string>> refund(std::int64_t user, std::string charge, std::string request_id);
  async::Task<ApiResult<std::string>> refunded(std::string charge, std::string trace);
  /// The latest ones.
  async::Task<ApiResult<std::vector<Payment>>> payments(std::int64_t user);

  /// Where to pay TON.
  async::Task<ApiResult<TonDeposit>> ton_deposit(std::int64_t user, std::string request_id);
  async::Task<ApiResult<Withdrawal>> withdraw(std::int64_t user, std::string address, std::int64_t amount,
                                              std::string request_id);
  /// The latest ones, and on what terms another can be asked for.
  async::Task<ApiResult<Withdrawals>> withdrawals(std::int64_t user);

 private:
  SignedChannel& channel_;
};

}  // namespace ludice::bot
