// From a stored update to its stored effects.
#include "bot/reception.hpp"

#include "async/failure.hpp"
#include "base/log.hpp"
#include "base/planted.hpp"
#include "bot/flows.hpp"
#include "telegram/json.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <boost/json/parse.hpp>

namespace ludice::bot {
namespace {

constexpr int kMostFailures = 5;

void stale_reply(Visit& visit) {
  // What admins say to each other is answered to nobody.
  if (!visit.in.private_chat && visit.in.kind == Incoming::Kind::text) return;
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

/// In the admins' chat everybody's taps are heard, and of admins their command and what they answer.
bool is_heard_in_admins_chat(const Incoming& in, const BotSettings& settings) {
  if (settings.admin_chat != in.chat_id) return false;
  if (in.kind == Incoming::Kind::tap) return true;
  const bool from_admin = std::ranges::find(settings.admins, in.user_id) != settings.admins.end();
  const bool calls = in.kind == Incoming::Kind::command && in.text == kOperatorCommand;
  return from_admin && (calls || in.kind == Incoming::Kind::text);
}

}  // namespace

Reception::Reception(boost::asio::any_io_executor executor, const Tools& tools, store::Store& store,
                     Lanes& lanes, News& news, telegram::BotApi& api, async::Loops& loops, Metrics& metrics)
    : tools_(tools),
      store_(store),
      lanes_(lanes),
      news_(news),
      api_(api),
      loops_(loops),
      inbox_(std::move(executor), store, [this](Inbox::Row row) { dispatch(std::move(row)); }),
      set_aside_(metrics.counter("ludice_bot_updates_set_aside_total",
                                 "Updates that failed again and again and wait for the next start.")) {
  using enum Incoming::Kind;
  for (const Incoming::Kind kind : {command, text, tap, own_dice, edited, paid, refunded, other}) {
    const Labels labels{{"kind", std::string(to_string(kind))}};
    measures_.insert(
        {kind,
         {metrics.counter("ludice_bot_updates_total", "Updates handled.", labels),
          metrics.counter("ludice_bot_updates_failed_total", "Updates answered with an apology.", labels),
          metrics.histogram("ludice_bot_update_lag_seconds",
                            "From an update's arrival to its stored effects.",
                            {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60}, labels)}});
  }
}

void Reception::dispatch(Inbox::Row row) {
  const std::int64_t user_id = row.user_id;
  Lanes::Work work = [this, row = std::move(row)] { return handle(row); };
  lanes_.post(user_id, "update", std::move(work));
}

async::Task<> Reception::handle(Inbox::Row row) {
  const auto update = telegram::from_json<telegram::Update>(boost::json::parse(row.body));
  auto in = incoming_from(update);
  const bool is_heard =
      in && (in->private_chat || in->is_of_money() || is_heard_in_admins_chat(*in, tools_.settings));
  if (!is_heard) {
    co_await inbox_.remove(row.id);
    if (in && !in->callback_id.empty()) {
      std::string toast = tools_.texts.in(in->language).plain(Text::toast_private);
      co_await answer_tap(std::move(*in), std::move(toast));
    }
    co_return;
  }
  if (!in->is_of_money()) co_return co_await go_through(std::move(row), *in);
  // Beside all else: while the cash desk is away the person plays on.
  const std::int64_t lane = -row.user_id;
  Lanes::Work work = [this, row = std::move(row), in = *in] { return go_through(row, in); };
  lanes_.post(lane, "payment", std::move(work));
}

async::Task<> Reception::go_through(Inbox::Row row, Incoming in) {
  const std::int64_t id = row.id;
  const auto attempts = std::make_shared<int>(0);
  async::Loops::Turn turn = [this, row = std::move(row), in = std::move(in), attempts] {
    return try_to_receive(row, in, attempts);
  };
  const async::LoopOptions options{.subject = id};
  co_await loops_.run("updates", std::move(turn), options);
}

/// The update stays in the inbox until its effects are stored. A store that is full, busy or away is waited
/// for; an update that fails for reasons of its own is left to the next start, since others of the same
/// person wait behind it.
async::Task<bool> Reception::try_to_receive(Inbox::Row row, Incoming in, std::shared_ptr<int> failures) {
  try {
    co_await receive(row, in);
  } catch (const store::Unavailable& failure) {
    std::string why;
    const bool is_its_own = failure.kind == store::Unavailable::Kind::failed && store_.ready(why);
    if (!is_its_own || ++*failures < kMostFailures) throw;
    set_aside_.add(1);
    log::error("update_set_aside", {{"update", in.update_id},
                                    {"inbox", row.id},
                                    {"why", failure.what()},
                                    {"trace", Visit::trace_id(row.id)}});
  }
  co_return false;
}

/// What Telegram took is told until it is booked. Its receipt comes as an event; nothing else changes.
async::Task<> Reception::receive_money(Inbox::Row row, Incoming in) {
  const Instant now = tools_.clock.now();
  Visit visit{tools_, in, row.id, now,
              new_session(in.user_id, in.private_chat ? in.chat_id : in.user_id, now)};
  if (LUDICE_PLANTED("bot_forgets_news_before_it_is_booked")) co_await inbox_.remove(row.id);
  co_await hear_payment(visit);
  co_await inbox_.remove(row.id);
  const Millis took = done(in.kind, row);
  log::info("update", {{"update", in.update_id},
                       {"kind", to_string(in.kind)},
                       {"user", in.user_id},
                       {"ms", took.count()},
                       {"trace", Visit::trace_id(row.id)}});
}

/// How long it took from its arrival.
Millis Reception::done(Incoming::Kind kind, const Inbox::Row& row) {
  const Measures& measures = measures_.at(kind);
  measures.handled.add(1);
  const Millis took = tools_.clock.now() - row.received_at;
  measures.lag.observe(static_cast<double>(took.count()) / 1000.0);
  return took;
}

async::Task<> Reception::receive(Inbox::Row row, Incoming in) {
  if (in.is_of_money()) co_return co_await receive_money(std::move(row), std::move(in));
  const auto found = co_await tools_.desk.find(in.user_id);
  const Instant now = tools_.clock.now();
  Session session = found ? *found : new_session(in.user_id, in.private_chat ? in.chat_id : in.user_id, now);
  if (in.private_chat) session.chat_id = in.chat_id;
  note_presence(session, now, tools_.settings);
  Visit visit{tools_, in, row.id, now, std::move(session)};
  co_await run_flow(visit, row);
  std::string toast = visit.reply.toast;
  co_await tools_.desk.store(visit.session, std::move(visit.reply), row.id);
  inbox_.handled(row.id);
  const Millis took = done(in.kind, row);
  log::info("update", {{"update", in.update_id},
                       {"kind", to_string(in.kind)},
                       {"user", in.user_id},
                       {"game", visit.session.game},
                       {"ms", took.count()},
                       {"trace", Visit::trace_id(row.id)}});
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
    log::warning("update_failed", {{"update", visit.in.update_id},
                                   {"user", visit.in.user_id},
                                   {"why", failure.what()},
                                   {"trace", Visit::trace_id(row.id)}});
    measures_.at(visit.in.kind).failed.add(1);
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
    log::info("tap_not_answered", {{"update", in.update_id}, {"user", in.user_id}, {"why", error.what()}});
  }
}

}  // namespace ludice::bot
