// Whether anything leaves, and why not.
#include "api/operator_freeze_endpoints.hpp"

#include "api/operator_render.hpp"
#include "service/operator_stops.hpp"

namespace ludice::api {
namespace {

using enum Refusal;
using store::Transaction;

std::string wallet_json(const store::TonWallet& wallet) {
  return stop_json(wallet.frozen);
}

}  // namespace

OperatorEndpoint freeze_withdrawals(const service::Events& events) {
  const auto run = [use_case = service::FreezeWithdrawals(events)](
                       Transaction& transaction, const std::string& name, const Reason& reason) {
    return use_case.run(transaction, name, reason.reason);
  };
  return operating(about_operator_call("/operator/freeze", "Stop all withdrawals",
                                       "Deposits go on. `conflict`: they are stopped, or the wallet is not "
                                       "known yet.",
                                       stop_schema(), {conflict}),
                   reason_form(), run, wallet_json);
}

OperatorEndpoint resume_withdrawals(const service::Events& events) {
  const auto run =
      [use_case = service::ResumeWithdrawals(events)](
          Transaction& transaction, const std::string&,
          const service::ResumeCommand& command) -> std::expected<store::TonWallet, RefusedAsOf> {
    auto resumed = use_case.run(transaction, command);
    if (resumed) return *std::move(resumed);
    const auto wallet = store::find_ton_wallet(transaction.peek());
    return std::unexpected(
        RefusedAsOf{resumed.error().why, wallet_json(wallet ? *wallet : store::TonWallet())});
  };
  return operating(
      about_operator_call("/operator/unfreeze", "Let withdrawals leave again",
                          "When it is known why they were stopped. Where the wallet still differs "
                          "from the ledger they are stopped again within seconds. `conflict`: they are not "
                          "stopped, or by now for another reason than `frozen` says (`details.frozen` has "
                          "it), or `booked` is not the wallet's `balance`.",
                          stop_schema(), {conflict}),
      resume_form(), run, wallet_json);
}

}  // namespace ludice::api
