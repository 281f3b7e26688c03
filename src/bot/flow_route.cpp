// Which flow an update belongs to.
#include "bot/flows.hpp"

#include <optional>

namespace ludice::bot {
namespace {

enum class Wish { start, menu, play, profile, help, cancel, top_up };

std::optional<Wish> wish_of_command(std::string_view command) {
  if (command == "start") return Wish::start;
  if (command == "menu") return Wish::menu;
  if (command == "play") return Wish::play;
  if (command == "profile") return Wish::profile;
  if (command == "help") return Wish::help;
  if (command == "cancel") return Wish::cancel;
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
    case Wish::help:
      show_help(visit);
      break;
    case Wish::cancel:
      co_await cancel(visit);
      break;
    case Wish::top_up:
      co_await take_daily(visit);
      break;
  }
}

async::Task<> handle_text(Visit& visit) {
  const auto wish = visit.in.kind == Incoming::Kind::command
                        ? wish_of_command(visit.in.text)
                        : wish_of_label(visit.tools.texts, visit.in.text);
  if (wish) {
    co_await fulfil(visit, *wish);
  } else if (visit.in.kind == Incoming::Kind::text && visit.state() == State::asked_bet) {
    co_await typed_bet(visit);
  } else if (visit.in.kind == Incoming::Kind::text && question_ran_out(visit.session, visit.now)) {
    back_to_menu(visit.session);
    visit.say_with_menu(
        visit.words().html(Text::bet_expired, {{"roll", visit.words().plain(Text::label_roll)}}));
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
  } else if (!live || (callback.action == Action::bet && !asked)) {
    co_await stale_tap(visit);
  } else if (callback.action == Action::bet) {
    co_await tapped_bet(visit, callback);
  } else if (callback.action == Action::again) {
    co_await play_again(visit, callback);
  } else if (callback.action == Action::play) {
    co_await look_again(visit);
  } else if (callback.action == Action::dice) {
    co_await choose_game(visit, GameKind::dice);
  } else if (callback.action == Action::target) {
    co_await choose_game(visit, GameKind::target);
  } else {
    offer_games(visit, false);
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
  } else {
    co_await handle_live_tap(visit, *callback);
  }
}

bool may_pass_without_terms(const Incoming& in) {
  return in.kind == Incoming::Kind::tap && in.text == encode({Action::accept_terms, "", 0, 0, 0});
}

}  // namespace

async::Task<> handle_visit(Visit& visit) {
  if (visit.session.accepted == 0 && !may_pass_without_terms(visit.in)) {
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
