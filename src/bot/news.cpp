// Fetching games and telling them.
#include "bot/news.hpp"

#include "base/log.hpp"
#include "bot/game_news.hpp"
#include "bot/throw_states.hpp"

#include <algorithm>
#include <utility>

namespace ludice::bot {
namespace {

constexpr Millis kEventsHeldBack{40'000};

/// The throw that an overdue turn asks for.
WantThrow late_throw(const Session& session, const GameView& game, const Cause& cause, const Phrases& words) {
  const bool own = cause.late_player == session.user_id;
  WantThrow want;
  want.row.game = game.id;
  want.row.user_id = cause.late_player;
  want.row.name = cause.late_name;
  want.row.round = cause.round;
  want.row.throw_no = cause.throw_no;
  want.row.state = throw_state::kWanted;
  if (own) want.if_new = words.html(Text::late_throw);
  return want;
}

bool still_due(const Session& session, const GameView& game, const Cause& cause) {
  if (cause.event != "throw_overdue" || game.state != GameState::active || game.round != cause.round)
    return false;
  if (cause.late_player == session.user_id)
    return game.throws_left > 0 && game.next_throw() == cause.throw_no;
  const auto round = static_cast<std::size_t>(cause.round) - 1;
  return round >= game.opponent_throws.size() ||
         std::cmp_less(game.opponent_throws[round].size(), cause.throw_no);
}

/// It is made, or was tried before and is kept up by Telegram: not by who has to make it.
bool is_not_his_fault(const Known& known, const Cause& cause) {
  return std::ranges::any_of(known.throws, [&](const store::bot::ThrowRow& row) {
    return row.user_id == cause.late_player && row.round == cause.round && row.throw_no == cause.throw_no &&
           (is_finished(row) || row.tries > 0);
  });
}

/// Cancelled by now, which an event of before says nothing about; its own event, on its way, says by what.
bool is_told_by_its_end(const GameView& game, const Cause& cause) {
  return game.state == GameState::cancelled && !cause.event.empty() && cause.event != "game_cancelled" &&
         cause.event != "lobby_expired";
}

bool same_session(const Session& before, const Session& after) {
  return before.game == after.game && before.state == after.state && before.card == after.card;
}

}  // namespace

void News::bring(std::int64_t user_id, std::string game, Cause cause, std::function<void(bool)> done) {
  Lanes::Work work = [this, user_id, game = std::move(game), cause = std::move(cause),
                      done = std::move(done)] { return tell(user_id, game, cause, done); };
  lanes_.post(user_id, "news", std::move(work));
}

async::Task<> News::bring_others(std::int64_t user_id, std::string game) {
  if (tools_.clock.now() - started_at_ > kEventsHeldBack) co_return;
  const auto others = co_await tools_.desk.others_in(game, user_id);
  for (const auto other : others) bring(other, game);
}

void News::warn(std::int64_t user_id, std::int64_t card, std::string game) {
  Lanes::Work work = [this, user_id, card, game = std::move(game)] {
    return tell_warning(user_id, card, game);
  };
  lanes_.post(user_id, "warning", std::move(work));
}

async::Task<> News::tell(std::int64_t user_id, std::string game, Cause cause,
                         std::function<void(bool)> done) {
  bool told = false;
  try {
    co_await tell_stored(user_id, game, cause);
    told = true;
  } catch (const std::exception& failure) {
    log::warning("news_not_told", {{"user", user_id}, {"game", game}, {"why", failure.what()}});
  }
  if (done) done(told);
}

async::Task<> News::tell_stored(std::int64_t user_id, std::string game, Cause cause) {
  const auto found = co_await tools_.desk.find(user_id);
  if (!found || found->accepted == 0) co_return;  // not one of ours
  if (is_about_money(cause)) {
    co_await tell_money(*found, cause);
    co_return;
  }
  const auto view = co_await tools_.api.game(user_id, game);
  if (!view) {
    log::info("game_not_shown", {{"user", user_id}, {"game", game}, {"code", view.error().code}});
    insist(view.error());
    co_return;
  }
  if (is_told_by_its_end(*view, cause)) co_return;
  const Known known = co_await tools_.desk.know(user_id, found->card, game);
  Session session = *found;
  const Stage stage = tools_.stage_for(session);
  Reply reply;
  NewsStyle style;
  style.expired = cause.event == "lobby_expired";
  tell_game(session, *view, known, stage, style, reply);
  if (!view->ended() && session.game != found->game) back_to_menu(session);
  const bool due = still_due(session, *view, cause);
  if (due && cause.late_player != user_id && !is_not_his_fault(known, cause)) {
    reply.says.push_back(SayText{stage.words.html(Text::late_throw_other, {{"opponent", view->opponent}})});
  }
  if (due) reply.says.push_back(late_throw(session, *view, cause, stage.words));
  if (reply.says.empty() && same_session(*found, session)) co_return;
  co_await tools_.desk.store(session, std::move(reply), cause.inbox_row);
}

async::Task<> News::tell_warning(std::int64_t user_id, std::int64_t card, std::string game) {
  const auto found = co_await tools_.desk.find(user_id);
  if (!found) co_return;
  const auto view = co_await tools_.api.game(user_id, game);
  const Known known = co_await tools_.desk.know(user_id, found->card, game);
  Session session = *found;
  Reply reply;
  SetWarning next;
  next.card = card;
  const bool due = view && view->state == GameState::active && view->throws_left > 0 && view->deadline &&
                   !throw_under_way(known, user_id, *view);
  const Instant now = tools_.clock.civil();  // as deadlines are told
  const Millis slack{1'500};
  if (due && now + slack < *view->deadline - tools_.settings.turn_ttl / 3) {
    next.warn_at = *view->deadline - tools_.settings.turn_ttl / 3;  // the turn has begun anew since
  } else if (due && now < *view->deadline) {
    const Phrases& words = tools_.texts.in(session.language);
    reply.says.push_back(SayText{words.html(
        Text::warning, {{"left", words.duration(*view->deadline - now)}, {"opponent", view->opponent}})});
  }
  reply.says.push_back(next);
  co_await tools_.desk.store(session, std::move(reply), 0);
}

}  // namespace ludice::bot
