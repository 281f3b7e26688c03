// How things stand with one person, and what may follow what. Every state but the menu runs out by itself.
#pragma once

#include "base/instant.hpp"
#include "bot/coin.hpp"
#include "bot/game_kind.hpp"
#include "bot/settings.hpp"
#include "store/bot_tables.hpp"

#include <string>
#include <string_view>

namespace ludice::bot {

using Session = store::bot::SessionRow;

enum class State {
  stranger,  ///< has not accepted the terms
  terms,     ///< was shown the terms
  menu,
  asked_bet,          ///< the next number typed is a stake
  asked_stars,        ///< the next number typed is how many Stars to buy
  asked_ton,          ///< the live card says where to pay TON; the next number typed is how much
  asked_ton_address,  ///< the next text is where to send TON
  asked_ton_amount,   ///< the next number is how much to send; see withdrawal_address()
  asked_player,       ///< of an admin: the next text says whose money in suspense is; see asked_suspense()
  asked_order,        ///< of an admin: the next text is what an order lacks; see asked_order()
};

/// Given once in a session.
enum class Explanation : std::int64_t { own_dice = 1, edit = 2, other = 4 };

Session new_session(std::int64_t user_id, std::int64_t chat_id, Instant now);

/// The state in force: a question that has run out is the menu again.
State state_at(const Session& session, Instant now);
/// A question for the stake was put and has run out.
bool question_ran_out(const Session& session, Instant now);

/// The question for the stake was put, be it in force or not.
bool asks_for_bet(const Session& session);
/// What was asked, be it in force or not, stands on the live card.
bool asks_on_card(const Session& session);

/// `tops_up`: that is what it leads to when they are accepted.
void show_terms(Session& session, Instant now, const BotSettings& settings, bool tops_up = false);
/// The terms were shown to who came to top up, be it in force or not.
bool tops_up_after_terms(const Session& session);
void accept_terms(Session& session, std::int64_t terms);
void ask_for_bet(Session& session, Table table, Instant now, const BotSettings& settings);
/// What the question for the stake is about.
Table asked_table(const Session& session);
void ask_for_stars(Session& session, Instant now, const BotSettings& settings);
void ask_for_ton(Session& session, Instant now, const BotSettings& settings);
void ask_for_ton_address(Session& session, Instant now, const BotSettings& settings);
void ask_for_ton_amount(Session& session, const std::string& address, Instant now,
                        const BotSettings& settings);
/// In the state asked_ton_amount: all that it takes is on the look of this name, and waits to be confirmed.
void ask_for_last_look(Session& session, const std::string& look, Instant now, const BotSettings& settings);
/// Where TON is to be sent, in the state asked_ton_amount.
std::string withdrawal_address(const Session& session);
/// The look that was the last one, in the same state; empty: none yet.
std::string withdrawal_look(const Session& session);
/// Of an admin, who need not have accepted the terms.
void ask_for_player(Session& session, const std::string& suspense, std::int64_t chat, Instant now,
                    const BotSettings& settings);
/// The money in suspense whose player was asked for in this chat, also where question_ran_out(); empty: none.
std::string asked_suspense(const Session& session, std::int64_t chat);
/// Of an admin, too: `order` as order.hpp writes it.
void ask_for_order(Session& session, const std::string& order, std::int64_t chat, Instant now,
                   const BotSettings& settings);
/// The order that something was asked for in this chat, also where question_ran_out(); empty: none.
std::string asked_order(const Session& session, std::int64_t chat);
void back_to_menu(Session& session);
/// The API does not know this person any more.
void forget_acceptance(Session& session);

/// Called for whatever the person does: after a long silence a new session begins.
void note_presence(Session& session, Instant now, const BotSettings& settings);

/// True the first time in a session.
bool explain_once(Session& session, Explanation what);

}  // namespace ludice::bot
