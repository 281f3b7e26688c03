// What the bot does by the clock: warnings before a turn ends, and forgetting what is long finished.
#pragma once

#include "async/task.hpp"
#include "base/clock.hpp"
#include "bot/news.hpp"
#include "bot/settings.hpp"
#include "store/store.hpp"

namespace ludice::bot {

class Caretaker {
 public:
  Caretaker(store::Store& store, News& news, const BotSettings& settings, const Clock& clock)
      : store_(store), news_(news), settings_(settings), clock_(clock) {}

  /// Until cancelled.
  async::Task<> run();

 private:
  async::Task<> warn();
  async::Task<> forget();

  store::Store& store_;
  News& news_;
  const BotSettings& settings_;
  const Clock& clock_;
  Instant forgot_at_{};
};

}  // namespace ludice::bot
