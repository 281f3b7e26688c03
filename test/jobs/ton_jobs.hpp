// A wallet of TON and a provider that has its faults: what tests of the watcher stand on.
#pragma once

#include "jobs/ton_watcher.hpp"
#include "service/ton_fixture.hpp"
#include "support/both_stores.hpp"
#include "support/counted_metrics.hpp"
#include "ton/error.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ludice::jobs {

/// Knows the wallet's whole history; what it says of it may be changed on the way.
class MadeToncenter final : public ton::Toncenter {
 public:
  async::Task<std::vector<domain::TonTransaction>> transactions_after(std::int64_t lt) override {
    ++asked;
    if (failure) throw *failure;
    std::vector<domain::TonTransaction> rows;
    if (first.lt > lt) {
      domain::TonTransaction& last = rows.emplace_back();
      last.lt = first.lt;
      last.hash = first.hash;
      last.balance_after = first.balance + wrong_first;
    }
    for (const domain::TonTransaction& row : known(rows_lag)) {
      if (row.lt > lt && row.lt <= shown_until && rows.size() < at_once) rows.push_back(row);
    }
    if (distort) distort(rows);
    co_return rows;
  }
  async::Task<ton::WalletState> wallet_state() override {
    if (failure) throw *failure;
    ton::WalletState state{first.lt, first.hash, first.balance};
    for (const domain::TonTransaction& row : known(state_lag)) state = {row.lt, row.hash, row.balance_after};
    state.balance += wrong_balance;
    if (tells_clock) state.known_lt = (time - state_lag).ms + 1;
    co_return state;
  }
  async::Task<ton::MasterBlock> last_block() override {
    if (failure) throw *failure;
    co_return ton::MasterBlock{.at = time, .start_lt = time.ms};
  }

  /// As a server tells it that lags so far behind the one that tells the last block.
  std::vector<domain::TonTransaction> known(Millis lag) const {
    std::vector<domain::TonTransaction> rows = history;
    if (lag.count() > 0)
      std::erase_if(rows, [&](const domain::TonTransaction& row) { return row.at > time - lag; });
    return rows;
  }

  domain::TonPlace first = domain::kTonStart;
  std::vector<domain::TonTransaction> history;
  std::function<void(std::vector<domain::TonTransaction>&)> distort;
  std::optional<ton::TonError> failure;
  std::int64_t shown_until = std::int64_t{1} << 62;
  std::size_t at_once = 100;
  Amount wrong_balance{};
  Amount wrong_first{};  ///< of the row that the baseline is
  Instant time;
  Millis rows_lag{0}, state_lag{0};
  bool tells_clock = true;
  int asked = 0;
};

class TonWatcherTest : public test::OnBothStores<service::TonServiceTest> {
 protected:
  void SetUp() override {
    runner_.run(lease_.take());
    provider_.time = clock_.now();
    started_ = true;
    ASSERT_EQ(look(), 0);
    sign_up("anna", 1);
    memo_ = memo_of("anna")->memo;
  }
  int look() { return runner_.run(watcher_.look()); }
  void look_in_vain() { EXPECT_ANY_THROW(look()); }

  /// One more transaction on the chain.
  void happens(domain::TonTransaction row) {
    const auto& history = provider_.history;
    const domain::TonPlace at = history.empty() ? provider_.first : domain::place_behind(history.back());
    provider_.history.push_back(domain::following(at, clock_.now(), std::move(row)));
  }
  void anna_pays(int times = 1) {
    for (int i = 0; i < times; ++i) happens(domain::ton_deposit(memo_));
  }

  MadeToncenter provider_;
  Lease lease_{*store_, "mine"};
  test::CountedMetrics metrics_;
  TonWatcher watcher_{*store_,    lease_,  provider_, {domain::kTonWallet, "mainnet"},
                      ton_rules_, events_, metrics_};
  std::string memo_;
};

}  // namespace ludice::jobs
