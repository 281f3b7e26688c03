// The bot's parts, built in order, and their life cycle.
#include "bot/bot.hpp"

#include "async/deadline.hpp"
#include "async/event.hpp"
#include "async/task_group.hpp"
#include "base/assert.hpp"
#include "base/log.hpp"
#include "bot/api_client.hpp"
#include "bot/caretaker.hpp"
#include "bot/desk.hpp"
#include "bot/event_consumer.hpp"
#include "bot/lanes.hpp"
#include "bot/news.hpp"
#include "bot/outbox.hpp"
#include "bot/reception.hpp"
#include "bot/signed_channel.hpp"
#include "bot/texts.hpp"
#include "bot/throw_book.hpp"
#include "bot/throws.hpp"
#include "telegram/pacer.hpp"
#include "telegram/update_source.hpp"

#include <utility>

namespace ludice::bot {
namespace {

constexpr Millis kLookAgain{24 * 60 * 60'000};
constexpr Millis kStoreRetry{1'000};

telegram::UpdateSourceOptions source_options() {
  telegram::UpdateSourceOptions options;
  options.allowed_updates = {"message", "edited_message", "callback_query"};
  return options;
}

class BotImpl final : public Bot {
 public:
  explicit BotImpl(BotDependencies given)
      : given_(std::move(given)),
        texts_(embedded_files()),
        channel_(given_.game_api, given_.key, given_.clock, given_.random),
        api_(channel_),
        desk_(given_.store, given_.settings),
        tools_{desk_, api_, texts_, given_.settings, given_.clock},
        loops_(given_.executor),
        work_(given_.executor),
        pacer_(given_.executor, given_.clock, given_.pace),
        outbox_(given_.executor, given_.store, given_.telegram, pacer_, given_.clock, work_),
        lanes_(work_),
        news_(tools_, lanes_),
        book_(given_.store, texts_, given_.settings, outbox_),
        throws_(tools_, book_, news_, given_.telegram, pacer_, work_),
        reception_(tools_, given_.store, lanes_, news_, given_.telegram, given_.metrics),
        events_(given_.executor, api_, news_, given_.random),
        caretaker_(given_.store, news_, outbox_, lanes_, given_.settings, given_.clock, given_.metrics),
        changed_(given_.executor),
        source_(telegram::make_long_polling(
            given_.executor, given_.telegram, given_.clock, given_.random, given_.metrics,
            [this](std::vector<telegram::Update> updates) {
              return reception_.inbox().take(std::move(updates));
            },
            source_options())) {
    desk_.on_ready([this](const Stored& stored) {
      for (const auto id : stored.throws) throws_.start(id);
      for (const auto chat : stored.chats) outbox_.wake(chat);
    });
  }

  async::Task<> run() override {
    LUDICE_ASSERT(phase_ == Phase::built);
    enter(Phase::starting);
    bool taken_up = false;
    while (!taken_up && !stopping_) {
      taken_up = co_await take_up();
      if (!taken_up) co_await async::sleep_for(kStoreRetry);
    }
    enter(Phase::ready);
    if (!stopping_) serve();
    while (phase_ == Phase::serving) {
      const auto seen = changed_.count();
      co_await changed_.wait(seen, kLookAgain);
    }
  }

  async::Task<> stop(Millis limit) override {
    stopping_ = true;
    while (phase_ == Phase::starting) {
      const auto seen = changed_.count();
      co_await changed_.wait(seen, Millis{1'000});
    }
    if (phase_ == Phase::serving) co_await source_->stop();
    loops_.cancel();
    co_await loops_.drain(limit);
    co_await work_.drain(limit);
    enter(Phase::stopped);
    log::info("bot_stopped");
  }

 private:
  enum class Phase { built, starting, ready, serving, stopped };

  void enter(Phase phase) {
    phase_ = phase;
    changed_.notify();
  }

  /// What an earlier run left. False where the store is not there; twice is harmless.
  async::Task<bool> take_up() {
    try {
      news_.start();
      co_await outbox_.resume();
      co_await throws_.resume();
      co_await reception_.inbox().resume();
      co_await bring_players_up_to_date();
      co_return true;
    } catch (const store::Unavailable& failure) {
      log::warning("bot_waits_for_the_store", {{"why", failure.what()}});
      co_return false;
    }
  }

  void serve() {
    loops_.spawn("events", events_.run());
    loops_.spawn("caretaker", caretaker_.run());
    loops_.spawn("commands", tell_commands());
    source_->start();
    enter(Phase::serving);
    log::info("bot_started");
  }

  /// Events may have been missed while no consumer of ours was there.
  async::Task<> bring_players_up_to_date() {
    store::ReadBody<std::vector<std::pair<std::int64_t, std::string>>> body = [](store::Reader& reader) {
      return store::bot::list_players_in_games(reader);
    };
    const auto players = co_await given_.store.read(std::move(body));
    for (const auto& [user_id, game] : players) news_.bring(user_id, game);
  }

  async::Task<> tell_commands() {
    for (const auto& [language, words] : texts_.all()) {
      telegram::SetMyCommands call;
      call.commands = {
          {"play", words.plain(Text::command_play)},       {"menu", words.plain(Text::command_menu)},
          {"profile", words.plain(Text::command_profile)}, {"help", words.plain(Text::command_help)},
          {"cancel", words.plain(Text::command_cancel)},   {"start", words.plain(Text::command_start)}};
      if (language != "en") call.language_code = language;
      try {
        co_await given_.telegram.set_my_commands(std::move(call));
      } catch (const telegram::TelegramError& error) {
        // The menu of commands is a convenience; the next start tells it again.
        log::warning("commands_not_set", {{"language", language}, {"why", error.what()}});
      }
    }
  }

  BotDependencies given_;
  Texts texts_;
  SignedChannel channel_;
  ApiClient api_;
  Desk desk_;
  Tools tools_;
  async::TaskGroup loops_;  ///< until stop()
  async::TaskGroup work_;   ///< finished before the end
  telegram::Pacer pacer_;
  Outbox outbox_;
  Lanes lanes_;
  News news_;
  ThrowBook book_;
  Throws throws_;
  Reception reception_;
  EventConsumer events_;
  Caretaker caretaker_;
  async::Event changed_;  ///< the phase
  std::unique_ptr<telegram::UpdateSource> source_;
  Phase phase_ = Phase::built;
  bool stopping_ = false;
};

}  // namespace

std::unique_ptr<Bot> make_bot(BotDependencies dependencies) {
  return std::make_unique<BotImpl>(std::move(dependencies));
}

}  // namespace ludice::bot
