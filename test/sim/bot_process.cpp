// Building and ending it.
#include "sim/bot_process.hpp"

#include "sim/end_of_loop.hpp"
#include "sim/telegram_server.hpp"

#include <boost/asio/co_spawn.hpp>

namespace ludice::sim {

void BotProcess::move_in() {
  stopped_ = false;
  loop_ = std::make_unique<boost::asio::io_context>(1);
  const Clock& clock = world_.house().store.clock();
  calls_ = telegram::make_bot_api(telegram_, kBotToken, clock, no_metrics());
  bot::BotDependencies given{.executor = loop_->get_executor(),
                             .store = world_.house().store,
                             .telegram = *calls_,
                             .game_api = api_,
                             .finance_api = api_,
                             .key = key_,
                             .clock = clock,
                             .random = world_.dice,
                             .metrics = no_metrics()};
  given.settings.rake_bps = world_.settings.rake_bps;
  if (world_.settings.stars) given.settings.coins.push_back(bot::Coin::stars);
  bot_ = bot::make_bot(std::move(given));
  boost::asio::co_spawn(*loop_, bot_->run(), [](const std::exception_ptr& failure) {
    require(failure == nullptr, "the_bot_outlives_every_failure");
  });
}

std::size_t BotProcess::poll() {
  if (!loop_) return 0;
  loop_->restart();
  return loop_->poll();
}

void BotProcess::move_out() {
  if (loop_) end_all_on(*loop_);
  bot_.reset();
  calls_.reset();
  loop_.reset();
  api_.cut_all();  // its other end was in the same process
}

void BotProcess::begin_stop(Millis limit) {
  boost::asio::co_spawn(*loop_, bot_->stop(limit), [this](const std::exception_ptr&) { stopped_ = true; });
}

}  // namespace ludice::sim
