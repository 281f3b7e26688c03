// Which flow an update belongs to.
#include "bot/flows.hpp"

#include <optional>

namespace ludice::bot {
namespace {

enum class Wish {
  start,
  menu,
  play,
  profile,
  history,
  help,
  cancel,
  top_up,
  payments,
  terms,
  withdraw,
  operate
};

std::optional<Wish> wish_of_command(std::string_view command) {
  if (command == "start") return Wish::start;
  if (command == "menu") return Wish::menu;
  if (command == "play") return Wish::play;
  if (command == "profile") return Wish::profile;
  if (command == "history") return Wish::history;
  if (command == "help") return Wish::help;
  if (command == "cancel") return Wish::cancel;
  if (command == "paysupport") return Wish::payments;
  if (command == "terms") return Wish::terms;
  if (command == "withdraw") return Wish::withdraw;
  if (command == kOperatorCommand) return Wish::operate;
  return std::nullopt;
}

/// The reply keyboard's labels, in whatever language the keyboard was sent.
std::optional<Wish> wish_of_label(const Texts& texts, std::string_view text) {
  for (const auto& [language, words] : texts.all()) {
    if (text == words.raw(Text::label_roll)) return Wish::play;
    if (text == words.raw(Text::label_help)) return Wish::help;
    if (text == words.raw(Text::label_profile)) return Wish::profile;
    if (text == words.raw(Text::label_top_up)) return Wish::top_up;
  }
  return std::nullopt;
}

async::Task<> play(Visit& visit) {
  co_await bring_current(visit);
}

async::Task<> look_back(Visit& visit) {
  Callback newest{Action::history, "", 0, 0, 0};
  newest.coin = visit.tools.settings.coins.front();
  co_await show_history(visit, newest);
}

async::Task<> fulfil(Visit& visit, Wish wish) {
  switch (wish) {
    case Wish::start:
      co_await greet(visit);
      break;
    case Wish::menu:
      co_await open_menu(visit);
      break;
    case Wish::play:
      co_await play(visit);
      break;
    case Wish::profile:
      co_await show_profile(visit);
      break;
    case Wish::history:
      co_await look_back(visit);
      break;
    case Wish::help:
      show_help(visit);
      break;
    case Wish::cancel:
      co_await cancel(visit);
      break;
    case Wish::top_up:
      co_await top_up(visit);
      break;
    case Wish::payments:
      co_await show_payments(visit);
      break;
    case Wish::terms:
      show_terms_again(visit);
      break;
    case Wish::operate:
      co_await show_operator_work(visit);
      break;
    case Wish::withdraw:
      co_await begin_withdrawal(visit);
      break;
  }
}

/// The answer to a question that is open.
async::Task<> handle_answer(Visit& visit) {
  switch (visit.state()) {
    case State::asked_bet:
      co_await typed_bet(visit);
      break;
    case State::asked_stars:
      co_await typed_stars(visit);
      break;
    case State::asked_ton:
      co_await typed_ton(visit);
      break;
    case State::asked_ton_address:
      co_await typed_ton_address(visit);
      break;
    case State::asked_ton_amount:
      co_await typed_withdrawal(visit);
      break;
    default:
      explain(visit);
  }
}

async::Task<> handle_text(Visit& visit) {
  auto wish = visit.in.kind == Incoming::Kind::command ? wish_of_command(visit.in.text)
                                                       : wish_of_label(visit.tools.texts, visit.in.text);
  if (visit.in.asks_to_top_up()) wish = Wish::top_up;
  if (wish) {
    co_await fulfil(visit, *wish);
  } else if (answers_as_operator(visit)) {
    co_await hear_operators_answer(visit);
  } else if (visit.in.kind == Incoming::Kind::text && question_ran_out(visit.session, visit.now)) {
    back_to_menu(visit.session);
    visit.say_with_menu(
        visit.words().html(Text::bet_expired, {{"roll", visit.words().plain(Text::label_roll)}}));
  } else if (visit.in.kind == Incoming::Kind::text) {
    co_await handle_answer(visit);
  } else {
    explain(visit);
  }
}

/// The button belongs to the live card, as far as can be known: a tap may overtake the answer that tells
/// the card's message_id. But a result that waits for its dice is not there yet, and a button left above must
/// not take its place.
bool is_on(const store::bot::CardRow& card, const Incoming& in, Action action) {
  if (card.message_id != 0) return card.message_id == in.message_id;
  return card.game.empty() || action == Action::again;
}

async::Task<> handle_live_tap(Visit& visit, Callback callback) {
  const Known known = co_await visit.tools.desk.know(visit.in.user_id, visit.session.card, "");
  const bool live = known.live && is_on(*known.live, visit.in, callback.action);
  const bool asked = visit.state() == State::asked_bet;
  if (live && callback.action == Action::bet && !asked && !question_ran_out(visit.session, visit.now)) {
    // Tapped twice: the card has moved on since.
    visit.reply.toast = visit.words().plain(Text::toast_already);
  } else if (callback.action == Action::menu && !visit.session.game.empty()) {
    // Out of whatever stands beside it, back to the game that is on.
    co_await bring_running_game(visit, !live);
  } else if (callback.action == Action::menu) {
    offer_games(visit, !live);
  } else if (!live || (callback.action == Action::bet && !asked)) {
    co_await stale_tap(visit);
  } else if (callback.action == Action::bet) {
    co_await tapped_bet(visit, callback);
  } else if (callback.action == Action::again) {
    co_await play_again(visit, callback);
  } else if (callback.action == Action::play) {
    co_await look_again(visit);
  } else if (callback.action == Action::dice || callback.action == Action::target) {
    const Table table(callback.action == Action::dice ? GameKind::dice : GameKind::target, callback.coin);
    co_await choose_game(visit, table);
  } else {
    co_await stale_tap(visit);
  }
}

bool is_about_ton(Action action) {
  return action == Action::ton || action == Action::ton_amount || action == Action::ton_qr ||
         action == Action::withdraw || action == Action::withdraw_ask || action == Action::withdraw_now;
}

async::Task<> handle_ton_tap(Visit& visit, Callback callback) {
  if (callback.action == Action::ton) {
    co_await show_ton_deposit(visit, 0, true);
  } else if (callback.action == Action::ton_amount) {
    co_await show_ton_deposit(visit, callback.amount, false);
  } else if (callback.action == Action::ton_qr) {
    co_await show_ton_qr(visit, callback.amount);
  } else if (callback.action == Action::withdraw) {
    co_await begin_withdrawal(visit);
  } else {
    co_await tapped_withdrawal(visit, callback);
  }
}

async::Task<> handle_tap(Visit& visit) {
  const auto callback = decode_callback(visit.in.text);
  if (!callback) {
    co_await stale_tap(visit);
  } else if (callback->action == Action::accept_terms) {
    co_await accept(visit);
  } else if (callback->action == Action::make_throw) {
    co_await tapped_throw(visit, *callback);
  } else if (callback->action == Action::cancel) {
    co_await tapped_cancel(visit, callback->game);
  } else if (callback->action == Action::buy) {
    co_await buy_stars(visit, callback->amount);
  } else if (callback->action == Action::refund || callback->action == Action::refund_now) {
    co_await tapped_refund(visit, *callback);
  } else if (is_of_operators(callback->action)) {
    co_await operator_tap(visit, *callback);
  } else if (is_about_ton(callback->action)) {
    co_await handle_ton_tap(visit, *callback);
  } else if (callback->action == Action::history) {
    co_await show_history(visit, *callback);
  } else if (callback->action == Action::daily) {
    co_await take_daily(visit);
  } else {
    co_await handle_live_tap(visit, *callback);
  }
}

/// The terms are the players': who decides as an operator need not be one.
bool may_pass_without_terms(const Visit& visit) {
  const Incoming& in = visit.in;
  if (in.kind == Incoming::Kind::command) return in.text == kOperatorCommand && is_admin(visit);
  if (in.kind != Incoming::Kind::tap) return answers_as_operator(visit);
  const auto callback = decode_callback(in.text);
  return callback && (callback->action == Action::accept_terms || is_of_operators(callback->action));
}

}  // namespace

async::Task<> handle_visit(Visit& visit) {
  if (!visit.in.private_chat) {
    co_await hear_admins_chat(visit);
    co_return;
  }
  if (visit.session.accepted == 0 && !may_pass_without_terms(visit)) {
    visit.session.language = visit.in.language;
    bring_terms(visit);
    co_return;
  }
  co_await follow_name(visit);
  if (visit.is_tap()) {
    co_await handle_tap(visit);
  } else if (visit.in.kind == Incoming::Kind::text || visit.in.kind == Incoming::Kind::command) {
    co_await handle_text(visit);
  } else {
    explain(visit);
  }
}

}  // namespace ludice::bot
