// Transitions of a session.
#include "bot/session.hpp"

#include "base/assert.hpp"

#include <array>
#include <utility>

namespace ludice::bot {
namespace {

constexpr std::string_view kAskedForTarget = "bet_target";

constexpr std::array<std::pair<State, std::string_view>, 5> kNames{
    {{State::stranger, "stranger"},
     {State::terms, "terms"},
     {State::menu, "menu"},
     {State::asked_bet, "bet"},  // on a stake in dice
     {State::asked_bet, kAskedForTarget}}};

std::string name_of(State state) {
  for (const auto& [known, name] : kNames) {
    if (known == state) return std::string(name);
  }
  assertion_failed("known state", __FILE__, __LINE__);
}

State stored_state(const Session& session) {
  for (const auto& [state, name] : kNames) {
    if (name == session.state) return state;
  }
  return State::stranger;
}

void enter(Session& session, State state, Instant until = {}) {
  session.state = name_of(state);
  session.state_until = until;
}

}  // namespace

Session new_session(std::int64_t user_id, std::int64_t chat_id, Instant now) {
  Session session;
  session.user_id = user_id;
  session.chat_id = chat_id;
  session.last_seen = now;
  enter(session, State::stranger);
  return session;
}

State state_at(const Session& session, Instant now) {
  const State state = stored_state(session);
  if (session.accepted == 0) {
    return state == State::terms && now < session.state_until ? State::terms : State::stranger;
  }
  if (state == State::asked_bet && now < session.state_until) return State::asked_bet;
  return State::menu;
}

bool question_ran_out(const Session& session, Instant now) {
  return stored_state(session) == State::asked_bet && now >= session.state_until;
}

void show_terms(Session& session, Instant now, const BotSettings& settings) {
  session.accepted = 0;
  enter(session, State::terms, now + settings.question_ttl);
}

void accept_terms(Session& session, std::int64_t terms) {
  LUDICE_ASSERT(terms > 0);
  session.accepted = terms;
  enter(session, State::menu);
}

void ask_for_bet(Session& session, GameKind kind, Instant now, const BotSettings& settings) {
  LUDICE_ASSERT(session.accepted > 0);
  enter(session, State::asked_bet, now + settings.question_ttl);
  if (kind == GameKind::target) session.state = kAskedForTarget;
}

GameKind asked_game(const Session& session) {
  return session.state == kAskedForTarget ? GameKind::target : GameKind::dice;
}

void back_to_menu(Session& session) {
  enter(session, session.accepted > 0 ? State::menu : State::stranger);
}

void forget_acceptance(Session& session) {
  session.accepted = 0;
  session.game.clear();
  enter(session, State::stranger);
}

void note_presence(Session& session, Instant now, const BotSettings& settings) {
  if (now - session.last_seen > settings.session_gap) {
    session.reminded = false;
    session.explained = 0;
  }
  session.last_seen = now;
}

bool explain_once(Session& session, Explanation what) {
  const auto bit = static_cast<std::int64_t>(what);
  if ((session.explained & bit) != 0) return false;
  session.explained |= bit;
  return true;
}

}  // namespace ludice::bot
