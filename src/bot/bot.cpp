// The bot's parts, built in order, and their life cycle.
#include "bot/bot.hpp"

#include "async/event.hpp"
#include "async/loops.hpp"
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
constexpr async::Backoff kStartPauses{.first = Millis{500}, .longest = Millis{1'000}};

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
        channel_(given_.game_api, given_.key, given_.clock, given_.random, given_.channel),
        api_(channel_),
        desk_(given_.store, given_.settings),
        tools_{desk_, api_, texts_, given_.settings, given_.clock},
        loops_(given_.metrics, given_.random),
        until_stop_(given_.executor),
        work_(given_.executor),
        pacer_(given_.executor, given_.clock, given_.pace),
        outbox_(given_.executor, given_.store, given_.telegram, pacer_, given_.clock, loops_, work_),
        lanes_(work_),
        news_(tools_, lanes_),
        book_(given_.store, texts_, given_.settings, outbox_),
        throws_(tools_, book_, news_, given_.telegram, pacer_, loops_, work_),
        reception_(tools_, given_.store, lanes_, news_, given_.telegram, loops_, given_.metrics),
        events_(given_.executor, api_, news_),
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
    async::Loops::Turn start = [this] { return take_up(); };
    const async::LoopOptions options{.pauses = kStartPauses};
    co_await loops_.run("bot_start", std::move(start), options);
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
    until_stop_.cancel();
    co_await until_stop_.drain(limit);
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

  /// What an earlier run left. Throws where the store is not there; twice is harmless.
  async::Task<bool> take_up() {
    if (stopping_) co_return false;
    news_.start();
    co_await outbox_.resume();
    co_await throws_.resume();
    co_await reception_.inbox().resume();
    co_await bring_players_up_to_date();
    co_return false;
  }

  void serve() {
    until_stop_.spawn("events", events_.run(loops_));
    until_stop_.spawn("warnings", caretaker_.watch(loops_));
    until_stop_.spawn("forgetting", caretaker_.tidy(loops_));
    until_stop_.spawn("commands", tell_commands());
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
  async::Loops loops_;
  async::TaskGroup until_stop_;
  async::TaskGroup work_;  ///< finished before the end
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
