// Pre-checkouts: Telegram asks before it takes a payment and waits ten seconds. They are answered ahead of
// every other update, from the finance API alone, and refused where that does not answer in time. Nothing is
// credited here, and nothing is stored: one that was not answered has not been paid.
#pragma once

#include "async/task.hpp"
#include "async/task_group.hpp"
#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "bot/finance_client.hpp"
#include "bot/settings.hpp"
#include "bot/texts.hpp"
#include "telegram/bot_api.hpp"

#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <vector>

namespace ludice::bot {

class Checkouts {
 public:
  /// For asking the finance API: the answer has to be with Telegram within three seconds.
  static constexpr Millis kPatience{2'000};

  /// All must outlive it; the group must be drained before it dies.
  Checkouts(FinanceClient& finance, const Texts& texts, telegram::BotApi& api, async::TaskGroup& group,
            const Clock& clock, Metrics& metrics);

  /// Begins to answer those among the updates that are not being answered and were not: while updates cannot
  /// be stored, the same come again and again.
  void take(const std::vector<telegram::Update>& updates);

 private:
  async::Task<> answer(std::int64_t update, telegram::PreCheckoutQuery query);
  void told(Instant heard, const std::string& refusal);
  /// False where it is known already.
  bool remember(const std::string& query);
  /// Why it may not be paid; empty: it may.
  async::Task<std::string> refusal(telegram::PreCheckoutQuery query);

  FinanceClient& finance_;
  const Texts& texts_;
  telegram::BotApi& api_;
  async::TaskGroup& group_;
  const Clock& clock_;
  Counter& accepted_;
  Counter& refused_;
  Counter& unchecked_;
  Counter& unanswered_;
  Histogram& seconds_;
  std::set<std::string> known_;    ///< answered, or about to be
  std::deque<std::string> order_;  ///< of the same, as they came
};

}  // namespace ludice::bot
