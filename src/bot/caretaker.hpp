// What the bot does by the clock: warnings before a turn ends, figures about its queues, and forgetting what
// is long finished.
#pragma once

#include "async/loops.hpp"
#include "async/task.hpp"
#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "bot/lanes.hpp"
#include "bot/news.hpp"
#include "bot/outbox.hpp"
#include "bot/settings.hpp"
#include "store/store.hpp"

namespace ludice::bot {

class Caretaker {
 public:
  Caretaker(store::Store& store, News& news, const Outbox& outbox, const Lanes& lanes,
            const BotSettings& settings, const Clock& clock, Metrics& metrics)
      : store_(store),
        news_(news),
        outbox_(outbox),
        lanes_(lanes),
        settings_(settings),
        clock_(clock),
        outbound_chats_(metrics.gauge("ludice_bot_outbound_chats", "Chats for which something is queued.")),
        busy_lanes_(metrics.gauge("ludice_bot_busy_people", "People for whom something is being done.")) {}

  /// Until cancelled, each: warnings and figures; forgetting.
  async::Task<> watch(async::Loops& loops);
  async::Task<> tidy(async::Loops& loops);
  /// Once watch() has ended: what is left to do shows who has the turn.
  void show_nothing();

 private:
  async::Task<bool> look();
  async::Task<bool> forget();
  async::Task<> warn();

  store::Store& store_;
  News& news_;
  const Outbox& outbox_;
  const Lanes& lanes_;
  const BotSettings& settings_;
  const Clock& clock_;
  Gauge& outbound_chats_;
  Gauge& busy_lanes_;
};

}  // namespace ludice::bot
