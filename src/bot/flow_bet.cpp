// From the choice of a game to the stake.
#include "bot/bet_text.hpp"
#include "bot/flows.hpp"

#include <algorithm>

namespace ludice::bot {
namespace {

/// Puts the question for the stake. The reminder stands above the first one of a session.
void put_question(Visit& visit, GameKind kind, std::int64_t balance, bool fresh) {
  const bool reminder = !visit.session.reminded;
  visit.session.reminded = true;
  if (balance >= visit.tools.settings.min_bet) {
    ask_for_bet(visit.session, kind, visit.now, visit.tools.settings);
  } else {
    back_to_menu(visit.session);
  }
  visit.show(bet_screen(visit.stage(), kind, balance, reminder), fresh);
}

std::string example_of(const Visit& visit) {
  return std::to_string(std::min<std::int64_t>(std::max<std::int64_t>(50, visit.tools.settings.min_bet),
                                               visit.tools.settings.max_bet));
}

std::string words_for(const Visit& visit, BetTextError error) {
  const Phrases& words = visit.words();
  const std::string example = example_of(visit);
  switch (error) {
    case BetTextError::with_sign:
      return words.html(Text::bet_signed, {{"example", example}});
    case BetTextError::fraction:
      return words.html(Text::bet_fraction, {{"example", example}});
    case BetTextError::too_big:
      return words.html(Text::bet_too_big, {{"max_bet", words.points(visit.tools.settings.max_bet)}});
    default:
      return words.html(Text::bet_not_a_number, {{"example", example}});
  }
}

/// True where the stake is within the limits; otherwise says what they are.
bool within_limits(Visit& visit, std::int64_t bet) {
  const auto& settings = visit.tools.settings;
  const Phrases& words = visit.words();
  if (bet < settings.min_bet) {
    visit.say(words.html(Text::bet_too_small, {{"min_bet", words.points(settings.min_bet)}}));
    return false;
  }
  if (bet > settings.max_bet) {
    visit.say(words.html(Text::bet_too_big, {{"max_bet", words.points(settings.max_bet)}}));
    return false;
  }
  return true;
}

/// True where the stake was placed, or the person is in a game all the same.
async::Task<bool> place_bet(Visit& visit, GameKind kind, std::int64_t bet, bool fresh) {
  SayCard unanswered;
  unanswered.screen = unanswered_bet_screen(visit.stage(), bet);
  unanswered.fresh = fresh;
  visit.if_unanswered = std::move(unanswered);
  const std::string request_id = visit.request_id("start");
  const auto game = co_await visit.tools.api.start_game(visit.in.user_id, kind, bet, request_id);
  if (game) {
    back_to_menu(visit.session);
    co_await tell(visit, *game, fresh);
    co_return true;
  }
  visit.if_unanswered.reset();
  if (game.error().code != "already_in_game") {
    explain_refusal(visit, game.error());
    co_return false;
  }
  back_to_menu(visit.session);
  visit.say(visit.words().html(Text::already_playing));
  co_return co_await bring_running_game(visit, true);
}

}  // namespace

async::Task<> choose_game(Visit& visit, GameKind kind) {
  const auto profile = co_await visit.tools.api.profile(visit.in.user_id);
  if (!profile) {
    explain_refusal(visit, profile.error());
    co_return;
  }
  if (!profile->game.empty()) {
    const bool running = co_await bring_running_game(visit, true);
    if (running) co_return;
  }
  put_question(visit, kind, profile->balance, !visit.is_tap());
}

async::Task<> typed_bet(Visit& visit) {
  const auto bet = parse_bet(visit.in.text);
  if (!bet) {
    visit.say(words_for(visit, bet.error()));
    co_return;
  }
  if (!within_limits(visit, *bet)) co_return;
  const GameKind kind = asked_game(visit.session);
  if (visit.tools.settings.rake_bps > 0) {
    visit.show(confirm_bet_screen(visit.stage(), kind, *bet), true);
    co_return;
  }
  co_await place_bet(visit, kind, *bet, true);
}

async::Task<> tapped_bet(Visit& visit, Callback callback) {
  if (!within_limits(visit, callback.amount)) co_return;
  co_await place_bet(visit, callback.kind, callback.amount, false);
}

async::Task<> play_again(Visit& visit, Callback callback) {
  if (within_limits(visit, callback.amount)) {
    const bool placed = co_await place_bet(visit, callback.kind, callback.amount, true);
    if (placed || visit.session.accepted == 0) co_return;
  }
  const auto profile = co_await visit.tools.api.profile(visit.in.user_id);
  if (profile) put_question(visit, callback.kind, profile->balance, true);
}

}  // namespace ludice::bot
