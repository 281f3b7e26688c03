// Sends Stars back: asks Telegram for each charge that is set aside, until it has said yes or definitely no.
// What waits in suspense is set aside first. The states are in the database, so a crash between any two steps
// is followed by the same step again, and Telegram refunds a charge once.
#pragma once

#include "async/loops.hpp"
#include "async/task.hpp"
#include "base/instant.hpp"
#include "base/metrics.hpp"
#include "jobs/lease.hpp"
#include "service/stars_charges.hpp"
#include "store/store.hpp"
#include "telegram/bot_api.hpp"

namespace ludice::jobs {

class StarsRefunds {
 public:
  static constexpr Millis kEvery{1'000};
  static constexpr int kMostAtOnce = 20;

  /// All must outlive it.
  StarsRefunds(store::Store& store, const Lease& lease, telegram::BotApi& telegram,
               const service::Events& events, Metrics& metrics);

  /// Until cancelled; works while the lease is ours.
  async::Task<> run(async::Loops& loops);
  /// One look; returns how many charges it is now known of how they ended.
  async::Task<int> look();

 private:
  async::Task<bool> turn();
  async::Task<bool> settle(store::StarsRefund refund);
  /// What is known of a refund after Telegram was asked.
  enum class Answer {
    refunded,
    refused,    ///< for good
    not_now,    ///< refused, and may be granted later
    not_known,  ///< it may have been made
  };
  async::Task<Answer> ask(store::StarsRefund refund);

  store::Store& store_;
  const Lease& lease_;
  telegram::BotApi& telegram_;
  service::HearRefunded refunded_;
  service::HearRefused refused_;
  Counter& done_;
};

}  // namespace ludice::jobs
