// What people can do with the bot: one function for each, a file for each group. They fill the visit's
// reply and session; calls of the API are made here and nowhere else for updates.
#pragma once

#include "async/task.hpp"
#include "bot/callback_data.hpp"
#include "bot/visit.hpp"

#include <optional>
#include <string_view>

namespace ludice::bot {

/// Everything one update leads to. Throws ApiUnavailable.
async::Task<> handle_visit(Visit& visit);

// flow_terms.cpp
void bring_terms(Visit& visit);
async::Task<> accept(Visit& visit);
/// Registers again where name or language have changed since.
async::Task<> follow_name(Visit& visit);

// flow_menu.cpp
/// Back to the menu; a card that asked for a stake loses its buttons.
void leave_question(Visit& visit);
async::Task<> greet(Visit& visit);
async::Task<> open_menu(Visit& visit);
async::Task<> show_profile(Visit& visit);
async::Task<> take_daily(Visit& visit);
void show_help(Visit& visit);
void offer_games(Visit& visit, bool fresh);
void explain(Visit& visit);
/// The terms once more, for who has accepted them.
void show_terms_again(Visit& visit);

// flow_bet.cpp
async::Task<> choose_game(Visit& visit, Table table);
async::Task<> typed_bet(Visit& visit);
async::Task<> tapped_bet(Visit& visit, Callback callback);
async::Task<> play_again(Visit& visit, Callback callback);

// flow_pay.cpp
/// Free points, and Stars where they are sold.
async::Task<> top_up(Visit& visit);
async::Task<> buy_stars(Visit& visit, std::int64_t amount);
async::Task<> typed_stars(Visit& visit);
async::Task<> show_payments(Visit& visit);
async::Task<> tapped_refund(Visit& visit, Callback callback);
/// Telegram took a payment, or one went back. Throws ApiUnavailable until the finance API knows.
async::Task<> hear_payment(Visit& visit);

// flow_history.cpp
async::Task<> show_history(Visit& visit, Callback which);

// flow_ton.cpp
/// Where to pay TON, for the amount that is shown.
async::Task<> show_ton_deposit(Visit& visit, std::int64_t amount, bool fresh);
async::Task<> typed_ton(Visit& visit);
async::Task<> show_ton_qr(Visit& visit, std::int64_t amount);

// flow_withdraw.cpp
async::Task<> begin_withdrawal(Visit& visit);
async::Task<> typed_ton_address(Visit& visit);
async::Task<> typed_withdrawal(Visit& visit);
async::Task<> tapped_withdrawal(Visit& visit, Callback callback);

// flow_operator.cpp
inline constexpr std::string_view kOperatorCommand = "operator";
bool is_admin(const Visit& visit);
/// Whatever is done in the admins' chat; only what operators do is answered.
async::Task<> hear_admins_chat(Visit& visit);
async::Task<> operator_tap(Visit& visit, Callback callback);
void explain_operator_refusal(Visit& visit, const ApiRefusal& refusal);
/// Why this withdrawal, or money in suspense, was not decided. Where it was decided elsewhere, that is told,
/// and its cards say it from now on.
enum class Matter { withdrawal, suspense };
async::Task<> explain_undecided(Visit& visit, Matter matter, std::string id, ApiRefusal refusal);
/// Every card of this withdrawal or money in suspense that has not turned for good; false where there is
/// none.
async::Task<bool> turn_operator_cards(Visit& visit, std::string name, Screen screen, bool open);
/// What waits for an operator: the oldest, with a button that brings the next ones.
async::Task<> show_operator_work(Visit& visit);

/// Whether what an admin types here is the answer to a question of this file's and the next ones'.
bool answers_as_operator(const Visit& visit);
async::Task<> hear_operators_answer(Visit& visit);

// flow_house.cpp
async::Task<> house_tap(Visit& visit, Callback callback);
/// What the order lacks: see asked_order().
async::Task<> typed_order(Visit& visit);

/// Asks for what the order lacks next.
void begin_order(Visit& visit, const Order& order);

// flow_stars_suspense.cpp
bool is_about_stars(Action action);
async::Task<> decide_on_stars(Visit& visit, Callback callback);
/// Their cards say that they do not wait any more.
async::Task<> turn_stars_cards(Visit& visit, std::string payment);
/// A card for each payment that waits; how many, nothing where that was refused, which is told.
async::Task<std::optional<std::size_t>> show_kept_stars(Visit& visit);

// flow_order.cpp
void show_order(Visit& visit, const Order& order);
async::Task<> decide_on_order(Visit& visit, Callback callback);

// flow_suspense.cpp
bool is_about_suspense(Action action);
async::Task<> decide_on_suspense(Visit& visit, Callback callback);
/// The answer to whose money it is: see asked_suspense().
async::Task<> typed_player(Visit& visit);
/// "@anna", "anna", "#7" or "7"; nothing where nobody can be called so.
std::optional<Thrower> player_in(std::string_view text);

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
void explain_refusal(Visit& visit, const ApiRefusal& refusal, Coin coin = Coin::points);

}  // namespace ludice::bot
