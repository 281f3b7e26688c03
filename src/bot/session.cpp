// Transitions of a session.
#include "bot/session.hpp"

#include "base/assert.hpp"

#include <array>
#include <utility>

namespace ludice::bot {
namespace {

constexpr std::string_view kAsked = "bet";  // on a stake in dice, in points: others have their names behind
constexpr std::string_view kForTarget = "_target";
constexpr std::string_view kThenTopUp = " topup";

constexpr std::array<std::pair<State, std::string_view>, 10> kStateNames{
    {{State::stranger, "stranger"},
     {State::terms, "terms"},
     {State::menu, "menu"},
     {State::asked_bet, kAsked},
     {State::asked_stars, "stars"},
     {State::asked_ton, "ton"},
     {State::asked_ton_address, "ton_address"},
     {State::asked_ton_amount, "ton_amount"},
     {State::asked_player, "player"},
     {State::asked_order, "order"}}};

std::string name_of(State state) {
  for (const auto& [known, name] : kStateNames) {
    if (known == state) return std::string(name);
  }
  assertion_failed("known state", __FILE__, __LINE__);
}

std::string suffix_of(Table table) {
  std::string suffix(table.kind == GameKind::target ? kForTarget : "");
  if (table.coin != Coin::points) suffix += "_" + std::string(name_of(table.coin));
  return suffix;
}

/// The name up to a space; what stands behind it belongs to the state.
State stored_state(const Session& session) {
  const std::string_view stored = std::string_view(session.state).substr(0, session.state.find(' '));
  for (const auto& [state, name] : kStateNames) {
    if (name == stored) return state;
  }
  return stored.starts_with(kAsked) ? State::asked_bet : State::stranger;
}

bool is_question(State state) {
  return state == State::asked_bet || state == State::asked_stars || state == State::asked_ton ||
         state == State::asked_ton_address || state == State::asked_ton_amount ||
         state == State::asked_player || state == State::asked_order;
}

void enter(Session& session, State state, Instant until = {}) {
  session.state = name_of(state);
  session.state_until = until;
}

/// What stands behind the name of the state, in words; empty: not so many.
std::string word_of_state(const Session& session, int number) {
  std::string_view rest = session.state;
  for (; number > 0; --number) {
    const auto space = rest.find(' ');
    if (space == std::string_view::npos) return {};
    rest.remove_prefix(space + 1);
  }
  return std::string(rest.substr(0, rest.find(' ')));
}

/// A question of an admin's, put in this chat.
void ask_in(Session& session, State state, std::int64_t chat, const std::string& about, Instant until) {
  enter(session, state, until);
  session.state += " " + std::to_string(chat) + " " + about;
}

/// What such a question that was put in this chat is about.
std::string asked_in(const Session& session, State state, std::int64_t chat) {
  const std::string asked = name_of(state) + " " + std::to_string(chat) + " ";
  return session.state.starts_with(asked) ? session.state.substr(asked.size()) : std::string();
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
  if (is_question(state) && now < session.state_until) return state;
  return State::menu;
}

bool question_ran_out(const Session& session, Instant now) {
  return is_question(stored_state(session)) && now >= session.state_until;
}

bool asks_for_bet(const Session& session) {
  return stored_state(session) == State::asked_bet;
}

bool asks_on_card(const Session& session) {
  const State state = stored_state(session);
  return is_question(state) && state != State::asked_player && state != State::asked_order;
}

void show_terms(Session& session, Instant now, const BotSettings& settings, bool tops_up) {
  session.accepted = 0;
  enter(session, State::terms, now + settings.question_ttl);
  if (tops_up) session.state += kThenTopUp;
}

bool tops_up_after_terms(const Session& session) {
  return session.state == name_of(State::terms) + std::string(kThenTopUp);
}

void accept_terms(Session& session, std::int64_t terms) {
  LUDICE_ASSERT(terms > 0);
  session.accepted = terms;
  enter(session, State::menu);
}

void ask_for_bet(Session& session, Table table, Instant now, const BotSettings& settings) {
  LUDICE_ASSERT(session.accepted > 0);
  enter(session, State::asked_bet, now + settings.question_ttl);
  session.state += suffix_of(table);
}

Table asked_table(const Session& session) {
  for (const GameKind kind : {GameKind::dice, GameKind::target}) {
    for (const Coin coin : kCoins) {
      if (session.state == std::string(kAsked) + suffix_of({kind, coin})) return {kind, coin};
    }
  }
  return GameKind::dice;
}

void ask_for_stars(Session& session, Instant now, const BotSettings& settings) {
  LUDICE_ASSERT(session.accepted > 0);
  enter(session, State::asked_stars, now + settings.question_ttl);
}

void ask_for_ton(Session& session, Instant now, const BotSettings& settings) {
  LUDICE_ASSERT(session.accepted > 0);
  enter(session, State::asked_ton, now + settings.question_ttl);
}

void ask_for_ton_address(Session& session, Instant now, const BotSettings& settings) {
  LUDICE_ASSERT(session.accepted > 0);
  enter(session, State::asked_ton_address, now + settings.question_ttl);
}

void ask_for_ton_amount(Session& session, const std::string& address, Instant now,
                        const BotSettings& settings) {
  LUDICE_ASSERT(session.accepted > 0);
  enter(session, State::asked_ton_amount, now + settings.question_ttl);
  session.state += " " + address;
}

void ask_for_last_look(Session& session, const std::string& look, Instant now, const BotSettings& settings) {
  ask_for_ton_amount(session, withdrawal_address(session), now, settings);
  session.state += " " + look;
}

std::string withdrawal_address(const Session& session) {
  return word_of_state(session, 1);
}

std::string withdrawal_look(const Session& session) {
  return word_of_state(session, 2);
}

void ask_for_player(Session& session, const std::string& suspense, std::int64_t chat, Instant now,
                    const BotSettings& settings) {
  ask_in(session, State::asked_player, chat, suspense, now + settings.question_ttl);
}

std::string asked_suspense(const Session& session, std::int64_t chat) {
  return asked_in(session, State::asked_player, chat);
}

void ask_for_order(Session& session, const std::string& order, std::int64_t chat, Instant now,
                   const BotSettings& settings) {
  ask_in(session, State::asked_order, chat, order, now + settings.question_ttl);
}

std::string asked_order(const Session& session, std::int64_t chat) {
  return asked_in(session, State::asked_order, chat);
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
