// Settings into a watcher.
#include "app/ton_office.hpp"

#include "app/http_clients.hpp"
#include "base/assert.hpp"

namespace ludice::app {
namespace {

// Public toncenters allow a call a second without a key, and ten with one.
constexpr Millis kGapWithoutKey{1'100};
constexpr Millis kGapWithKey{110};
// One transaction with the largest message that there is fits many times.
constexpr std::size_t kLongestAnswer_bytes = 32 << 20;

std::string api_root(const ops::Settings& settings) {
  if (!settings.ton_api_root.empty()) return settings.ton_api_root;
  return settings.ton_testnet ? "https://testnet.toncenter.com" : "https://toncenter.com";
}

/// Another server than the public ones has its own limits, and says so by 429.
Millis gap(const ops::Settings& settings) {
  if (!settings.ton_api_root.empty()) return Millis{0};
  return settings.ton_api_key.empty() ? kGapWithoutKey : kGapWithKey;
}

net::HttpClientOptions with_long_answers() {
  net::HttpClientOptions options;
  options.max_answer_bytes = kLongestAnswer_bytes;
  return options;
}

jobs::TonWatch watch(const ops::Settings& settings) {
  TonSettings set = ton_settings(settings);
  return {set.wallet, std::move(set.network)};
}

}  // namespace

TonSettings ton_settings(const ops::Settings& settings) {
  const auto wallet = domain::parse_ton_address(settings.ton_wallet);
  LUDICE_ASSERT(wallet.has_value());
  return {wallet->address, settings.ton_testnet ? "testnet" : "mainnet"};
}

service::TonRules ton_rules(const ops::Settings& settings) {
  service::TonRules rules;
  rules.testnet = settings.ton_testnet;
  rules.min_deposit = Amount(settings.ton_min_deposit);
  rules.min_withdrawal = Amount(settings.ton_min_withdrawal);
  rules.withdrawal_fee = Amount(settings.ton_withdrawal_fee);
  rules.approval_from = Amount(settings.ton_approval_from);
  rules.dust = Amount(settings.ton_dust);
  rules.link_life = settings.ton_link_ttl;
  rules.most_lag = settings.ton_most_lag;
  rules.label = settings.ton_label;
  rules.explorer = settings.ton_explorer;
  return rules;
}

TonOffice::TonOffice(Process& process, store::Store& store, const ops::Settings& settings,
                     const service::TonRules& rules, const jobs::Lease& lease, const service::Events& events)
    : client_(client_for(process, "LUDICE_TON_API_ROOT", api_root(settings), with_long_answers())),
      toncenter_(ton::make_toncenter(
          *client_,
          {.wallet = ton_settings(settings).wallet, .api_key = settings.ton_api_key, .gap = gap(settings)})),
      watcher_(store, lease, *toncenter_, watch(settings), rules, events, process.metrics()),
      running_(process.executor()) {
  running_.spawn("ton_watcher", watcher_.run(process.loops()));
}

async::Task<> TonOffice::stop() {
  running_.cancel();
  co_await running_.drain(kDrainLimit);
  client_->close();
}

}  // namespace ludice::app
