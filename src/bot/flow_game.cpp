// A game that is there: its card, leaving it, throwing in it.
#include "bot/flows.hpp"
#include "bot/game_news.hpp"
#include "bot/throw_states.hpp"

namespace ludice::bot {
namespace {

constexpr Millis kSecondTap{3'000};

/// The id of the game the person is in, as the API has it; empty: none.
async::Task<std::string> current_game(Visit& visit) {
  if (!visit.session.game.empty()) co_return visit.session.game;
  const auto profile = co_await visit.tools.api.profile(visit.in.user_id);
  co_return profile ? profile->game : std::string();
}

/// The throw that the button names is the one due now.
bool is_due(const GameView& game, const Callback& callback) {
  return game.state == GameState::active && game.throws_left > 0 && game.round == callback.round &&
         game.next_throw() == callback.throw_no;
}

/// What the game came to is told, or about to be: the tap was one in a hurry.
bool is_in_a_hurry(const Visit& visit, const Known& known, const GameView& game) {
  if (!known.of_game || known.of_game->shown != screen_key(game)) return true;
  return visit.now - known.of_game->created < visit.tools.settings.result_pause + kSecondTap;
}

/// The button's throw is not the one due: made already, and the card moves on by itself, or long past.
Text toast_for_late_tap(const GameView& game, const Callback& callback) {
  if (game.state != GameState::active) return Text::toast_stale;
  if (game.throws_left == 0) return Text::toast_thrown;
  const bool this_round = callback.round == game.round && callback.throw_no < game.next_throw();
  return this_round ? Text::toast_dart_thrown : Text::toast_stale;
}

WantThrow wanted_throw(const Visit& visit, const Callback& callback) {
  WantThrow want;
  want.row.game = callback.game;
  want.row.user_id = visit.in.user_id;
  want.row.round = callback.round;
  want.row.throw_no = callback.throw_no;
  want.row.state = throw_state::kWanted;
  want.row.place = throw_place::kOwnChat;
  return want;
}

async::Task<> leave_waiting(Visit& visit, std::string game) {
  visit.if_unanswered = SayText{visit.words().html(Text::unanswered)};
  const std::string request_id = visit.request_id("leave");
  const auto left = co_await visit.tools.api.leave(visit.in.user_id, game, request_id);
  if (!left) visit.if_unanswered.reset();
  if (!left && left.error().code != "game_in_progress" && left.error().code != "game_over") {
    explain_refusal(visit, left.error());
    co_return;
  }
  const auto view = co_await visit.tools.api.game(visit.in.user_id, game);
  if (!view) {
    explain_refusal(visit, view.error());
    co_return;
  }
  if (left && left->left) {
    visit.reply.toast = visit.words().plain(Text::toast_cancelled);
    co_await tell(visit, *view, !visit.is_tap());
    co_return;
  }
  if (view->ended()) {
    const bool twice = view->state == GameState::cancelled;
    visit.reply.toast = visit.words().plain(twice ? Text::toast_cancelled : Text::toast_stale);
    co_await tell(visit, *view, false);
    co_return;
  }
  visit.reply.toast = visit.words().plain(Text::toast_begun);
  if (!visit.is_tap()) {
    visit.say(
        visit.words().html(Text::running_no_cancel, {{"throw", throw_label(visit.words(), view->kind)}}));
  }
  co_await tell(visit, *view, true);
}

}  // namespace

async::Task<> tell(Visit& visit, GameView game, bool fresh) {
  const Known known = co_await visit.tools.desk.know(visit.in.user_id, visit.session.card, game.id);
  NewsStyle style;
  style.fresh = fresh;
  tell_game(visit.session, game, known, visit.stage(), style, visit.reply);
}

async::Task<bool> bring_running_game(Visit& visit, bool fresh) {
  const std::string id = co_await current_game(visit);
  if (id.empty()) co_return false;
  const auto game = co_await visit.tools.api.game(visit.in.user_id, id);
  if (!game) {
    visit.session.game.clear();
    co_return false;
  }
  const bool running = !game->ended();
  // An ended one is told, too, where that has not been done yet.
  co_await tell(visit, *game, running && fresh);
  // Its card takes the place of one that asked something.
  if (running && asks_on_card(visit.session)) back_to_menu(visit.session);
  co_return running;
}

async::Task<> bring_current(Visit& visit) {
  const bool running = co_await bring_running_game(visit, true);
  if (!running && visit.session.accepted != 0) offer_games(visit, true);
}

async::Task<> look_again(Visit& visit) {
  const bool running = co_await bring_running_game(visit, false);
  if (!running && visit.session.accepted != 0) offer_games(visit, false);
}

async::Task<> cancel(Visit& visit) {
  const bool asked = visit.state() == State::asked_bet;
  leave_question(visit);
  const std::string game = co_await current_game(visit);
  if (!game.empty()) {
    co_await leave_waiting(visit, game);
    co_return;
  }
  const Phrases& words = visit.words();
  if (asked) {
    visit.say_with_menu(words.html(Text::cancelled));
  } else {
    visit.say_with_menu(words.html(Text::cancelled_nothing, {{"roll", words.plain(Text::label_roll)}}));
  }
}

async::Task<> tapped_cancel(Visit& visit, std::string game) {
  co_await leave_waiting(visit, game);
}

async::Task<> tapped_throw(Visit& visit, Callback callback) {
  const auto game = co_await visit.tools.api.game(visit.in.user_id, callback.game);
  if (!game) {
    co_await stale_tap(visit);
    co_return;
  }
  const Known known = co_await visit.tools.desk.know(visit.in.user_id, visit.session.card, game->id);
  if (!is_due(*game, callback)) {
    Text toast = toast_for_late_tap(*game, callback);
    if (toast == Text::toast_stale && is_in_a_hurry(visit, known, *game)) toast = Text::toast_thrown;
    visit.reply.toast = visit.words().plain(toast);
    NewsStyle style;
    style.fresh = toast == Text::toast_stale;
    tell_game(visit.session, *game, known, visit.stage(), style, visit.reply);
    co_return;
  }
  const bool dart = game->kind == GameKind::target;
  visit.reply.toast = visit.words().plain(dart ? Text::toast_throwing_dart : Text::toast_throwing);
  // Also where it is under way: an earlier look may have stored it and never heard of it.
  visit.reply.says.push_back(wanted_throw(visit, callback));
}

async::Task<> stale_tap(Visit& visit) {
  const Known known = co_await visit.tools.desk.know(visit.in.user_id, visit.session.card, "");
  if (known.live && visit.now - known.live->created < kSecondTap) {
    // The fresh card is there or on its way: a second tap in a hurry.
    visit.reply.toast = visit.words().plain(Text::toast_already);
    co_return;
  }
  visit.reply.toast = visit.words().plain(Text::toast_stale);
  co_await bring_current(visit);
}

}  // namespace ludice::bot
