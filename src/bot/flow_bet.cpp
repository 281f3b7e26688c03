// From the choice of a game to the stake.
#include "bot/bet_text.hpp"
#include "bot/flows.hpp"

#include <algorithm>

namespace ludice::bot {
namespace {

/// Puts the question for the stake. The reminder stands above the first one of a session.
void put_question(Visit& visit, Table table, const Profile& profile, bool fresh) {
  const std::int64_t balance = profile.balance_in(table.coin);
  const bool reminder = !visit.session.reminded;
  visit.session.reminded = true;
  if (balance >= visit.tools.settings.min_bet_in(table.coin)) {
    ask_for_bet(visit.session, table, visit.now, visit.tools.settings);
  } else {
    back_to_menu(visit.session);
  }
  visit.show(bet_screen(visit.stage(), table, balance, reminder), fresh);
}

std::string example_of(const Visit& visit, Coin coin) {
  if (coin == Coin::ton) return Phrases::number(coin, visit.tools.settings.ton_min_bet);
  return std::to_string(std::min<std::int64_t>(std::max<std::int64_t>(50, visit.tools.settings.min_bet),
                                               visit.tools.settings.max_bet));
}

std::string words_for(const Visit& visit, Coin coin, BetTextError error) {
  const Phrases& words = visit.words();
  const std::string example = example_of(visit, coin);
  if (coin == Coin::ton && error != BetTextError::too_big && error != BetTextError::with_sign)
    return words.html(Text::bet_ton_not_a_number, {{"example", example}});
  switch (error) {
    case BetTextError::with_sign:
      return words.html(Text::bet_signed, {{"example", example}});
    case BetTextError::fraction:
      return words.html(Text::bet_fraction, {{"example", example}});
    case BetTextError::too_big:
      return words.html(Text::bet_too_big,
                        {{"max_bet", words.money(coin, visit.tools.settings.max_bet_in(coin))}});
    default:
      return words.html(Text::bet_not_a_number, {{"example", example}});
  }
}

/// True where the stake is within the limits; otherwise says what they are.
bool within_limits(Visit& visit, Coin coin, std::int64_t bet) {
  const auto& settings = visit.tools.settings;
  const Phrases& words = visit.words();
  if (bet < settings.min_bet_in(coin)) {
    visit.say(words.html(Text::bet_too_small, {{"min_bet", words.money(coin, settings.min_bet_in(coin))}}));
    return false;
  }
  if (bet > settings.max_bet_in(coin)) {
    visit.say(words.html(Text::bet_too_big, {{"max_bet", words.money(coin, settings.max_bet_in(coin))}}));
    return false;
  }
  return true;
}

/// True where the stake was placed, or the person is in a game all the same.
async::Task<bool> place_bet(Visit& visit, Table table, std::int64_t bet, bool fresh) {
  SayCard unanswered;
  unanswered.screen = unanswered_bet_screen(visit.stage(), table.coin, bet);
  unanswered.fresh = fresh;
  visit.if_unanswered = std::move(unanswered);
  const std::string request_id = visit.request_id("start");
  const auto game = co_await visit.tools.api.start_game(visit.in.user_id, table, bet, request_id);
  if (game) {
    back_to_menu(visit.session);
    co_await tell(visit, *game, fresh);
    co_return true;
  }
  visit.if_unanswered.reset();
  if (game.error().code != "already_in_game") {
    explain_refusal(visit, game.error(), table.coin);
    co_return false;
  }
  back_to_menu(visit.session);
  visit.say(visit.words().html(Text::already_playing));
  co_return co_await bring_running_game(visit, true);
}

}  // namespace

async::Task<> choose_game(Visit& visit, Table table) {
  if (!visit.tools.settings.offers(table.coin)) {
    co_await stale_tap(visit);
    co_return;
  }
  const auto profile = co_await visit.tools.api.profile(visit.in.user_id);
  if (!profile) {
    explain_refusal(visit, profile.error());
    co_return;
  }
  if (!profile->game.empty()) {
    const bool running = co_await bring_running_game(visit, true);
    if (running) co_return;
  }
  put_question(visit, table, *profile, !visit.is_tap());
}

async::Task<> typed_bet(Visit& visit) {
  const Table table = asked_table(visit.session);
  const auto bet = parse_amount(table.coin, visit.in.text);
  if (!bet) {
    visit.say(words_for(visit, table.coin, bet.error()));
    co_return;
  }
  if (!within_limits(visit, table.coin, *bet)) co_return;
  if (visit.tools.settings.rake_bps > 0) {
    visit.show(confirm_bet_screen(visit.stage(), table, *bet), true);
    co_return;
  }
  co_await place_bet(visit, table, *bet, true);
}

async::Task<> tapped_bet(Visit& visit, Callback callback) {
  if (!within_limits(visit, callback.coin, callback.amount)) co_return;
  co_await place_bet(visit, callback.table(), callback.amount, false);
}

async::Task<> play_again(Visit& visit, Callback callback) {
  if (!visit.tools.settings.offers(callback.coin)) {
    co_await stale_tap(visit);
    co_return;
  }
  if (within_limits(visit, callback.coin, callback.amount)) {
    if (visit.tools.settings.rake_bps > 0) {
      ask_for_bet(visit.session, callback.table(), visit.now, visit.tools.settings);
      visit.show(confirm_bet_screen(visit.stage(), callback.table(), callback.amount), true);
      co_return;
    }
    const bool placed = co_await place_bet(visit, callback.table(), callback.amount, true);
    if (placed || visit.session.accepted == 0) co_return;
  }
  const auto profile = co_await visit.tools.api.profile(visit.in.user_id);
  if (profile) put_question(visit, callback.table(), *profile, true);
}

}  // namespace ludice::bot
