// How things stand with one person, and what may follow what. Every state but the menu runs out by itself.
#pragma once

#include "base/instant.hpp"
#include "bot/game_kind.hpp"
#include "bot/settings.hpp"
#include "store/bot_tables.hpp"

#include <string_view>

namespace ludice::bot {

using Session = store::bot::SessionRow;

enum class State {
  stranger,  ///< has not accepted the terms
  terms,     ///< was shown the terms
  menu,
  asked_bet,  ///< the next number typed is a stake
};

/// Given once in a session.
enum class Explanation : std::int64_t { own_dice = 1, edit = 2, other = 4 };

Session new_session(std::int64_t user_id, std::int64_t chat_id, Instant now);

/// The state in force: a question that has run out is the menu again.
State state_at(const Session& session, Instant now);
/// A question for the stake was put and has run out.
bool question_ran_out(const Session& session, Instant now);

void show_terms(Session& session, Instant now, const BotSettings& settings);
void accept_terms(Session& session, std::int64_t terms);
void ask_for_bet(Session& session, GameKind kind, Instant now, const BotSettings& settings);
/// The game that the question for the stake is about.
GameKind asked_game(const Session& session);
void back_to_menu(Session& session);
/// The API does not know this person any more.
void forget_acceptance(Session& session);

/// Called for whatever the person does: after a long silence a new session begins.
void note_presence(Session& session, Instant now, const BotSettings& settings);

/// True the first time in a session.
bool explain_once(Session& session, Explanation what);

}  // namespace ludice::bot
