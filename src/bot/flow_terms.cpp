// A new person: terms, acceptance, registration; and names that change.
#include "base/log.hpp"
#include "bot/flows.hpp"

namespace ludice::bot {
namespace {

void welcome(Visit& visit, const Registered& registered) {
  accept_terms(visit.session, registered.terms);
  visit.session.name = registered.username;
  SayCard accepted;
  accepted.screen = terms_accepted_screen(visit.stage());
  accepted.last = true;
  visit.reply.says.push_back(std::move(accepted));
  const Phrases& words = visit.words();
  visit.say_with_menu(words.html(Text::welcome, {{"name", registered.username},
                                                 {"balance", words.points(registered.balance)},
                                                 {"roll", words.plain(Text::label_roll)}}));
}

}  // namespace

void bring_terms(Visit& visit) {
  // Who has them above gets the button again, and not the whole page; /start brings that too.
  const bool asks_for_them =
      visit.in.kind == Incoming::Kind::command && (visit.in.text == "start" || visit.in.text == "terms");
  const bool shown = visit.state() == State::terms && !asks_for_them;
  const bool tops_up = visit.in.asks_to_top_up() || tops_up_after_terms(visit.session);
  show_terms(visit.session, visit.now, visit.tools.settings, tops_up);
  visit.show(shown ? terms_reminder_screen(visit.stage()) : terms_screen(visit.stage()), true);
  if (visit.is_tap()) visit.reply.toast = visit.words().plain(Text::toast_accept_first);
}

void show_terms_again(Visit& visit) {
  visit.say_with_menu(terms_html(visit.stage()) + "\n\n" + visit.words().html(Text::terms_again));
}

async::Task<> accept(Visit& visit) {
  if (visit.session.accepted != 0) {
    visit.reply.toast = visit.words().plain(Text::toast_accepted);
    co_return;
  }
  const bool tops_up = tops_up_after_terms(visit.session);
  const std::string request_id = visit.request_id("register");
  const auto registered = co_await visit.tools.api.register_player(visit.in.user_id, visit.in.name(),
                                                                   visit.in.language, request_id);
  if (registered) {
    welcome(visit, *registered);
    if (tops_up) co_await top_up(visit);
  } else if (registered.error().code == "conflict") {
    visit.say(visit.words().html(Text::name_in_use));
  } else {
    explain_refusal(visit, registered.error());
  }
}

async::Task<> follow_name(Visit& visit) {
  if (visit.session.accepted == 0) co_return;
  const bool same = visit.session.name == visit.in.name() && visit.session.language == visit.in.language;
  visit.session.language = visit.in.language;
  if (same) co_return;
  const std::string request_id = visit.request_id("name");
  const auto registered = co_await visit.tools.api.register_player(visit.in.user_id, visit.in.name(),
                                                                   visit.in.language, request_id);
  if (registered) {
    visit.session.name = registered->username;
  } else {
    // The old name serves until the next message.
    log::info("name_not_taken", {{"user", visit.in.user_id}, {"code", registered.error().code}});
  }
}

}  // namespace ludice::bot
