// Shows those who watch how far Telegram is behind what people are to be told: so many a second may be sent,
// and where more is queued it waits. Only the bot whose turn it is shows it, since it sends for all of them.
#pragma once

#include "async/loops.hpp"
#include "async/task.hpp"
#include "base/instant.hpp"
#include "base/metrics.hpp"
#include "store/store.hpp"

namespace ludice::bot {

class OutboundGauges {
 public:
  static constexpr Millis kEvery{5'000};

  /// Both must outlive it.
  OutboundGauges(store::Store& store, Metrics& metrics);

  /// Until cancelled.
  async::Task<> watch(async::Loops& loops);
  /// Reads the queue and shows it.
  async::Task<> look();
  /// When the turn is over: what waits is another bot's to send and to show.
  void show_nothing();

 private:
  async::Task<bool> turn();

  store::Store& store_;
  Gauge& waiting_;
  Gauge& oldest_;
};

}  // namespace ludice::bot
