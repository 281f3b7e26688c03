// The bot's parts, built in order, and their life cycle.
#include "bot/bot.hpp"

#include "async/event.hpp"
#include "async/loops.hpp"
#include "async/task_group.hpp"
#include "base/assert.hpp"
#include "base/log.hpp"
#include "bot/api_client.hpp"
#include "bot/caretaker.hpp"
#include "bot/checkouts.hpp"
#include "bot/desk.hpp"
#include "bot/event_consumer.hpp"
#include "bot/event_inbox.hpp"
#include "bot/lanes.hpp"
#include "bot/news.hpp"
#include "bot/operator_desk.hpp"
#include "bot/outbound_gauges.hpp"
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

constexpr Millis kLookAtTurn{24 * 60 * 60'000};
/// How often it is asked whose turn it is.
constexpr Millis kTurnLook{100};
/// For what is in hand when another process has the turn; what it cuts is taken up there.
constexpr Millis kStandDown{1'000};
/// More than connecting to a broker takes.
constexpr Millis kLinkEnds{60'000};
/// In ticks.
constexpr int kLooksForLeft = 5;
constexpr async::Backoff kStartPauses{.first = Millis{500}, .longest = Millis{1'000}};

telegram::UpdateSourceOptions source_options() {
  telegram::UpdateSourceOptions options;
  options.allowed_updates = {"message", "edited_message", "callback_query", "pre_checkout_query"};
  return options;
}

class BotImpl final : public Bot {
 public:
  explicit BotImpl(BotDependencies given)
      : given_(std::move(given)),
        texts_(embedded_files()),
        channel_(given_.game_api, given_.key, given_.clock, given_.random, given_.channel),
        finance_channel_(given_.finance_api, given_.key, given_.clock, given_.random, given_.channel),
        api_(channel_),
        finance_(finance_channel_),
        desk_(given_.store, given_.settings),
        operator_channel_(given_.finance_api, given_.operator_key ? *given_.operator_key : given_.key,
                          given_.clock, given_.random, given_.channel),
        operators_(operator_channel_),
        tools_{desk_,           api_,        finance_, has_operators() ? &operators_ : nullptr, texts_,
               given_.settings, given_.clock},
        loops_(given_.metrics, given_.random),
        until_stop_(given_.executor),
        work_(given_.executor),
        leaving_(given_.executor),
        pacer_(given_.executor, given_.clock, given_.pace),
        outbox_(given_.executor, given_.store, given_.telegram, pacer_, given_.clock, loops_, work_),
        lanes_(work_),
        news_(tools_, lanes_),
        book_(given_.store, texts_, given_.settings, outbox_),
        throws_(tools_, book_, news_, given_.telegram, pacer_, loops_, work_),
        reception_(given_.executor, tools_, given_.store, lanes_, news_, given_.telegram, loops_,
                   given_.metrics),
        checkouts_(finance_, texts_, given_.telegram, work_, given_.clock, given_.metrics),
        operator_desk_(tools_, lanes_),
        events_(given_.executor, api_, news_, told_operators()),
        caretaker_(given_.store, news_, outbox_, lanes_, given_.settings, given_.clock, given_.metrics),
        outbound_gauges_(given_.store, given_.metrics),
        changed_(given_.executor),
        source_(make_source()) {
    desk_.on_ready([this](const Stored& stored) {
      for (const auto id : stored.throws) throws_.start(id);
      for (const auto chat : stored.chats) outbox_.wake(chat);
    });
  }

  async::Task<> run() override {
    LUDICE_ASSERT(phase_ == Phase::built);
    if (given_.is_our_turn) co_await wait_for_turn();
    if (stopping_) co_return;
    enter(Phase::starting);
    async::Loops::Turn start = [this] { return take_up(); };
    const async::LoopOptions options{.pauses = kStartPauses};
    co_await loops_.run("bot_start", std::move(start), options);
    enter(Phase::ready);
    if (!stopping_) serve();
    while (phase_ == Phase::serving) {
      if (!has_turn()) co_return co_await stand_down();
      const auto seen = changed_.count();
      co_await changed_.wait(seen, given_.is_our_turn ? kTurnLook : kLookAtTurn);
    }
  }

  async::Task<net::HttpResponse> receive(net::HttpRequest request) override {
    LUDICE_ASSERT(webhook_ != nullptr);
    return webhook_->receive(std::move(request));
  }

  async::Task<> stop(Millis limit) override {
    stopping_ = true;
    changed_.notify();
    while (phase_ == Phase::starting || phase_ == Phase::stopping) {
      const auto seen = changed_.count();
      co_await changed_.wait(seen, Millis{1'000});
    }
    if (phase_ != Phase::stopped) co_await end(limit);
  }

 private:
  enum class Phase { built, standing_by, starting, ready, serving, stopping, stopped };

  bool has_turn() const { return !given_.is_our_turn || given_.is_our_turn(); }

  async::Task<> wait_for_turn() {
    enter(Phase::standing_by);
    if (webhook_ != nullptr) listen();
    while (!stopping_ && !has_turn()) {
      const auto seen = changed_.count();
      co_await changed_.wait(seen, kTurnLook);
    }
  }

  async::Task<> stand_down() {
    log::warning("bot_stands_down");
    // At once, however long an update takes that is being stored: another bot is at work already.
    outbox_.hold();
    until_stop_.cancel();
    co_await end(kStandDown);
  }

  async::Task<> end(Millis limit) {
    enter(Phase::stopping);
    if (listening_) co_await source_->stop();
    until_stop_.cancel();
    co_await until_stop_.drain(limit);
    caretaker_.show_nothing();
    outbound_gauges_.show_nothing();
    // Nobody asks for events any more: the connection, which ends in its own time, serves another bot.
    if (event_queue_) leaving_.spawn("event_queue", event_queue_->stop());
    outbox_.leave_what_waits();
    co_await work_.drain(limit);
    // Its destructor would hold the loop up for as long.
    co_await leaving_.drain(kLinkEnds);
    event_queue_.reset();
    enter(Phase::stopped);
    log::info("bot_stopped");
  }

  void listen() {
    if (!listening_) source_->start();
    listening_ = true;
  }

  std::unique_ptr<telegram::UpdateSource> make_source() {
    if (!given_.webhook) {
      telegram::HearUpdates hear = [this](const std::vector<telegram::Update>& updates) {
        checkouts_.take(updates);
      };
      telegram::StoreUpdates store = [this](std::vector<telegram::Update> updates) {
        return reception_.inbox().take(std::move(updates));
      };
      return telegram::make_long_polling(given_.executor, given_.telegram, given_.clock, given_.random,
                                         given_.metrics, std::move(hear), std::move(store), source_options());
    }
    telegram::StoreUpdates store = [this](std::vector<telegram::Update> updates) {
      checkouts_.take(updates);
      return reception_.inbox().take(std::move(updates));
    };
    auto webhook =
        telegram::make_webhook(given_.executor, given_.telegram, given_.clock, given_.random, given_.metrics,
                               std::move(store), *given_.webhook, source_options());
    webhook_ = webhook.get();
    return webhook;
  }

  bool has_operators() const { return given_.operator_key != nullptr && !given_.settings.admins.empty(); }
  /// Alarms need no operator's key: null only where nobody is named whom to tell.
  OperatorDesk* told_operators() {
    const bool has_chats = given_.settings.admin_chat.has_value() || !given_.settings.admins.empty();
    return has_chats ? &operator_desk_ : nullptr;
  }

  void listen_for_events() {
    if (!given_.events) {
      until_stop_.spawn("events", events_.run(loops_));
      return;
    }
    event_queue_ = given_.events();
    event_inbox_ = std::make_unique<EventInbox>(given_.executor, given_.store, *event_queue_, news_,
                                                told_operators(), given_.clock, given_.metrics);
    until_stop_.spawn("event_inbox", event_inbox_->take(loops_));
    until_stop_.spawn("event_inbox_rows", event_inbox_->take_up(loops_));
  }

  void enter(Phase phase) {
    phase_ = phase;
    changed_.notify();
  }

  /// What an earlier run left. Throws where the store is not there; twice is harmless.
  async::Task<bool> take_up() {
    if (stopping_) co_return false;
    news_.start();
    co_await outbox_.resume();
    if (stopping_) co_return false;
    co_await throws_.resume();
    if (stopping_) co_return false;
    co_await reception_.inbox().resume();
    co_await bring_players_up_to_date();
    co_return false;
  }

  /// What was stored since, and nobody in this process was told of.
  async::Task<bool> take_up_left() {
    co_await async::sleep_for(kLooksForLeft * given_.settings.tick);
    co_await outbox_.resume();
    co_await throws_.look();
    co_return true;
  }

  void serve() {
    listen_for_events();
    until_stop_.spawn("left_undone", loops_.run("left_undone", [this] { return take_up_left(); }));
    until_stop_.spawn("warnings", caretaker_.watch(loops_));
    until_stop_.spawn("forgetting", caretaker_.tidy(loops_));
    until_stop_.spawn("outbound_gauges", outbound_gauges_.watch(loops_));
    if (has_operators()) until_stop_.spawn("suspense", operator_desk_.watch(loops_));
    until_stop_.spawn("commands", tell_commands());
    if (given_.store.is_shared()) until_stop_.spawn("inbox", reception_.inbox().watch(loops_));
    listen();
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
          {"profile", words.plain(Text::command_profile)}, {"history", words.plain(Text::command_history)},
          {"help", words.plain(Text::command_help)},       {"cancel", words.plain(Text::command_cancel)},
          {"start", words.plain(Text::command_start)}};
      if (given_.settings.sells_stars())
        call.commands.push_back({"paysupport", words.plain(Text::command_paysupport)});
      if (given_.settings.takes_ton())
        call.commands.push_back({"withdraw", words.plain(Text::command_withdraw)});
      call.commands.push_back({"terms", words.plain(Text::command_terms)});
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
  SignedChannel finance_channel_;
  ApiClient api_;
  FinanceClient finance_;
  Desk desk_;
  SignedChannel operator_channel_;
  OperatorClient operators_;
  Tools tools_;
  async::Loops loops_;
  async::TaskGroup until_stop_;
  async::TaskGroup work_;     ///< finished before the end
  async::TaskGroup leaving_;  ///< what takes its time to end
  telegram::Pacer pacer_;
  Outbox outbox_;
  Lanes lanes_;
  News news_;
  ThrowBook book_;
  Throws throws_;
  Reception reception_;
  Checkouts checkouts_;
  OperatorDesk operator_desk_;
  EventConsumer events_;
  std::unique_ptr<amqp::Consumer> event_queue_;  ///< these two where events come from RabbitMQ
  std::unique_ptr<EventInbox> event_inbox_;
  Caretaker caretaker_;
  OutboundGauges outbound_gauges_;
  async::Event changed_;                  ///< the phase
  telegram::Webhook* webhook_ = nullptr;  ///< the source, where it is one
  std::unique_ptr<telegram::UpdateSource> source_;
  Phase phase_ = Phase::built;
  bool stopping_ = false;
  bool listening_ = false;
};

}  // namespace

std::unique_ptr<Bot> make_bot(BotDependencies dependencies) {
  return std::make_unique<BotImpl>(std::move(dependencies));
}

}  // namespace ludice::bot
