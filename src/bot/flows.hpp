// What people can do with the bot: one function for each, a file for each group. They fill the visit's
// reply and session; calls of the API are made here and nowhere else for updates.
#pragma once

#include "async/task.hpp"
#include "bot/callback_data.hpp"
#include "bot/visit.hpp"

namespace ludice::bot {

/// Everything one update leads to. Throws ApiUnavailable.
async::Task<> handle_visit(Visit& visit);

// flow_terms.cpp
void bring_terms(Visit& visit);
async::Task<> accept(Visit& visit);
/// Registers again where name or language have changed since.
async::Task<> follow_name(Visit& visit);

// flow_menu.cpp
async::Task<> greet(Visit& visit);
async::Task<> open_menu(Visit& visit);
async::Task<> show_profile(Visit& visit);
async::Task<> take_daily(Visit& visit);
void show_help(Visit& visit);
void offer_games(Visit& visit, bool fresh);
void explain(Visit& visit);

// flow_bet.cpp
async::Task<> choose_game(Visit& visit, GameKind kind);
async::Task<> typed_bet(Visit& visit);
async::Task<> tapped_bet(Visit& visit, Callback callback);
async::Task<> play_again(Visit& visit, Callback callback);

// flow_game.cpp
/// The game's card again at the bottom, or the choice of games where there is none.
async::Task<> bring_current(Visit& visit);
/// True where the person is in a game, whose card was brought.
/// `fresh`: as a new card below everything.
async::Task<bool> bring_running_game(Visit& visit, bool fresh);
/// The live card turns into what there is now.
async::Task<> look_again(Visit& visit);
async::Task<> cancel(Visit& visit);
async::Task<> tapped_cancel(Visit& visit, std::string game);
async::Task<> tapped_throw(Visit& visit, Callback callback);
async::Task<> stale_tap(Visit& visit);
async::Task<> tell(Visit& visit, GameView game, bool fresh);

// refusals.cpp
/// What a person reads when the rules say no; the only place that turns codes into words.
void explain_refusal(Visit& visit, const ApiRefusal& refusal);

}  // namespace ludice::bot
