// Greeting, menu, profile, help, free points, and what is not understood.
#include "bot/flows.hpp"

namespace ludice::bot {
namespace {

bool first_time(Visit& visit, Explanation what) {
  return explain_once(visit.session, what);
}

}  // namespace

void leave_question(Visit& visit) {
  // Stakes can be tapped only while they are asked for; what other cards offer is good without a question.
  if (asks_for_bet(visit.session) && visit.session.game.empty()) visit.reply.says.emplace_back(CloseCard{});
  back_to_menu(visit.session);
}

async::Task<> greet(Visit& visit) {
  leave_question(visit);
  const auto profile = co_await visit.tools.api.profile(visit.in.user_id);
  if (!profile) {
    explain_refusal(visit, profile.error());
    co_return;
  }
  const Phrases& words = visit.words();
  visit.say_with_menu(words.html(Text::welcome_back, {{"name", profile->username},
                                                      {"balance", balances_text(visit.stage(), *profile)}}));
  co_await bring_running_game(visit, true);
}

async::Task<> open_menu(Visit& visit) {
  leave_question(visit);
  const Phrases& words = visit.words();
  visit.say_with_menu(words.html(
      Text::menu, {{"roll", words.plain(Text::label_roll)}, {"help", words.plain(Text::label_help)}}));
  co_await bring_running_game(visit, true);
}

async::Task<> show_profile(Visit& visit) {
  const auto profile = co_await visit.tools.api.profile(visit.in.user_id);
  if (!profile) {
    explain_refusal(visit, profile.error());
    co_return;
  }
  Coin in_game = Coin::points;
  if (!profile->game.empty()) {
    const auto game = co_await visit.tools.api.game(visit.in.user_id, profile->game);
    if (game) in_game = game->coin;
  }
  visit.say_with_buttons(profile_html(visit.stage(), *profile, in_game), {{history_button(visit.stage())}});
}

async::Task<> take_daily(Visit& visit) {
  if (visit.tools.settings.daily_points == 0) {
    const auto profile = co_await visit.tools.api.profile(visit.in.user_id);
    if (!profile) {
      explain_refusal(visit, profile.error());
      co_return;
    }
    visit.say(visit.words().html(Text::top_up_off, {{"balance", visit.words().points(profile->balance)}}));
    co_return;
  }
  visit.if_unanswered = SayText{visit.words().html(Text::unanswered)};
  const std::string request_id = visit.request_id("daily");
  const auto daily = co_await visit.tools.api.daily(visit.in.user_id, request_id);
  if (!daily) {
    visit.if_unanswered.reset();
    explain_refusal(visit, daily.error());
    co_return;
  }
  visit.say(daily_html(visit.stage(), *daily, visit.now));
}

void show_help(Visit& visit) {
  visit.say_with_menu(help_html(visit.stage()));
}

void offer_games(Visit& visit, bool fresh) {
  back_to_menu(visit.session);
  visit.show(choose_game_screen(visit.stage()), fresh);
}

void explain(Visit& visit) {
  const Phrases& words = visit.words();
  switch (visit.in.kind) {
    case Incoming::Kind::own_dice:
      if (first_time(visit, Explanation::own_dice)) {
        visit.say(words.html(Text::explain_dice, {{"roll", words.plain(Text::label_roll)}}));
      }
      return;
    case Incoming::Kind::edited:
      if (first_time(visit, Explanation::edit)) visit.say(words.html(Text::explain_edit));
      return;
    case Incoming::Kind::other:
      if (first_time(visit, Explanation::other)) visit.say_with_menu(words.html(Text::explain_other));
      return;
    default:  // words and commands nobody knows: whoever writes wants an answer each time
      visit.say_with_menu(words.html(Text::explain_other));
  }
}

}  // namespace ludice::bot
