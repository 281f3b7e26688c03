// From a stored update to its stored effects.
#include "bot/reception.hpp"

#include "async/failure.hpp"
#include "base/log.hpp"
#include "bot/flows.hpp"
#include "telegram/json.hpp"

#include <memory>
#include <utility>

#include <boost/json/parse.hpp>

namespace ludice::bot {
namespace {

constexpr int kMostAttempts = 5;

void stale_reply(Visit& visit) {
  visit.say_with_menu(visit.words().html(Text::stale_update));
  if (visit.is_tap()) visit.reply.toast = visit.words().plain(Text::toast_stale);
}

/// Whatever the flow had begun is not said: nothing but the apology is, or that the outcome is open.
void failure_reply(Visit& visit, const Session& before) {
  visit.session = before;
  visit.reply = {};
  const bool unanswered = visit.if_unanswered.has_value();
  if (unanswered) {
    visit.reply.says.push_back(*visit.if_unanswered);
  } else {
    visit.say(visit.words().html(Text::unavailable));
  }
  const Text toast = unanswered ? Text::toast_unanswered : Text::toast_failed;
  if (visit.is_tap()) visit.reply.toast = visit.words().plain(toast);
}

}  // namespace

Reception::Reception(const Tools& tools, store::Store& store, Lanes& lanes, News& news, telegram::BotApi& api,
                     async::Loops& loops, Metrics& metrics)
    : tools_(tools),
      lanes_(lanes),
      news_(news),
      api_(api),
      loops_(loops),
      inbox_(store, [this](Inbox::Row row) { dispatch(std::move(row)); }),
      handled_(metrics.counter("ludice_bot_updates_total", "Updates handled.")),
      failed_(metrics.counter("ludice_bot_updates_failed_total", "Updates answered with an apology.")),
      lag_(metrics.histogram("ludice_bot_update_lag_seconds",
                             "From an update's arrival to its stored effects.",
                             {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60})) {}

void Reception::dispatch(Inbox::Row row) {
  const std::int64_t user_id = row.user_id;
  Lanes::Work work = [this, row = std::move(row)] { return handle(row); };
  lanes_.post(user_id, "update", std::move(work));
}

async::Task<> Reception::handle(Inbox::Row row) {
  const auto update = telegram::from_json<telegram::Update>(boost::json::parse(row.body));
  auto in = incoming_from(update);
  if (!in || !in->private_chat) {
    co_await inbox_.remove(row.id);
    if (in && !in->callback_id.empty()) {
      std::string toast = tools_.texts.in(in->language).plain(Text::toast_private);
      co_await answer_tap(std::move(*in), std::move(toast));
    }
    co_return;
  }
  const std::int64_t id = row.id;
  const auto attempts = std::make_shared<int>(0);
  async::Loops::Turn turn = [this, row = std::move(row), in = *in, attempts] {
    return try_to_receive(row, in, ++*attempts);
  };
  const async::LoopOptions options{.subject = id};
  co_await loops_.run("updates", std::move(turn), options);
}

/// The update stays in the inbox until its effects are stored. A full or busy store is waited for; one that
/// fails for reasons of its own is left to the next start, since others of the same person wait behind it.
async::Task<bool> Reception::try_to_receive(Inbox::Row row, Incoming in, int attempt) {
  try {
    co_await receive(row, in);
  } catch (const store::Unavailable& failure) {
    if (failure.kind != store::Unavailable::Kind::failed || attempt < kMostAttempts) throw;
    log::error("update_set_aside", {{"inbox", row.id}, {"why", failure.what()}});
  }
  co_return false;
}

async::Task<> Reception::receive(Inbox::Row row, Incoming in) {
  const auto found = co_await tools_.desk.find(in.user_id);
  const Instant now = tools_.clock.now();
  Session session = found ? *found : new_session(in.user_id, in.chat_id, now);
  session.chat_id = in.chat_id;
  note_presence(session, now, tools_.settings);
  Visit visit{tools_, in, row.id, now, std::move(session)};
  co_await run_flow(visit, row);
  std::string toast = visit.reply.toast;
  co_await tools_.desk.store(visit.session, std::move(visit.reply), row.id);
  handled_.add(1);
  lag_.observe(static_cast<double>((tools_.clock.now() - row.received_at).count()) / 1000.0);
  if (visit.is_tap()) co_await answer_tap(in, std::move(toast));
  if (!visit.session.game.empty()) co_await news_.bring_others(in.user_id, visit.session.game);
}

async::Task<> Reception::run_flow(Visit& visit, const Inbox::Row& row) {
  const Session before = visit.session;
  try {
    if (is_stale(row, visit.in, visit.now)) {
      stale_reply(visit);
    } else {
      co_await handle_visit(visit);
    }
  } catch (const store::Unavailable&) {
    throw;  // the update is run again when the store is back
  } catch (const std::exception& failure) {
    if (async::is_cancellation(std::current_exception())) throw;
    log::warning("update_failed", {{"inbox", row.id}, {"user", visit.in.user_id}, {"why", failure.what()}});
    failed_.add(1);
    failure_reply(visit, before);
  }
}

bool Reception::is_stale(const Inbox::Row& row, const Incoming& in, Instant now) const {
  const Instant sent = in.sent_at > 0 ? Instant{in.sent_at * 1000} : row.received_at;
  return now - std::min(sent, row.received_at) > tools_.settings.stale_after;
}

/// Telegram shows a waiting tap until it is answered, also where there is nothing to say.
async::Task<> Reception::answer_tap(Incoming in, std::string toast) {
  telegram::AnswerCallbackQuery call;
  call.callback_query_id = in.callback_id;
  if (!toast.empty()) call.text = std::move(toast);
  try {
    co_await api_.answer_callback_query(std::move(call));
  } catch (const std::exception& error) {
    log::info("tap_not_answered", {{"user", in.user_id}, {"why", error.what()}});
  }
}

}  // namespace ludice::bot
