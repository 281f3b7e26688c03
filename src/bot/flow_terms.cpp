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
  show_terms(visit.session, visit.now, visit.tools.settings);
  visit.show(terms_screen(visit.stage()), true);
  if (visit.is_tap()) visit.reply.toast = visit.words().plain(Text::toast_accept_first);
}

async::Task<> accept(Visit& visit) {
  if (visit.session.accepted != 0) {
    visit.reply.toast = visit.words().plain(Text::toast_accepted);
    co_return;
  }
  const std::string request_id = visit.request_id("register");
  const auto registered = co_await visit.tools.api.register_player(visit.in.user_id, visit.in.name(),
                                                                   visit.in.language, request_id);
  if (registered) {
    welcome(visit, *registered);
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
