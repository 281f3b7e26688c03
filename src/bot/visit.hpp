// One update being handled: what it is, who sent it, and the reply that takes shape. The flows (flows.hpp)
// work on it; nothing is stored or sent before all of it is there.
#pragma once

#include "base/clock.hpp"
#include "bot/api_client.hpp"
#include "bot/desk.hpp"
#include "bot/finance_client.hpp"
#include "bot/incoming.hpp"
#include "bot/operator_client.hpp"
#include "bot/reply.hpp"
#include "bot/screens.hpp"
#include "bot/session.hpp"
#include "bot/texts.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ludice::bot {

/// What flows work with. All of it outlives them.
struct Tools {
  Desk& desk;
  ApiClient& api;
  FinanceClient& finance;     ///< asked only where something is sold, and for what was
  OperatorClient* operators;  ///< null: nobody may act as an operator here
  const Texts& texts;
  const BotSettings& settings;
  const Clock& clock;

  Stage stage_for(const Session& session) const { return {texts.in(session.language), settings}; }
};

struct Visit {
  const Tools& tools;
  const Incoming& in;
  std::int64_t inbox_id;
  Instant now;
  Session session;
  Reply reply = {};
  /// Told in place of everything else where a call that may have had its effect is not answered.
  std::optional<Say> if_unanswered = {};

  Stage stage() const { return tools.stage_for(session); }
  const Phrases& words() const { return tools.texts.in(session.language); }
  State state() const { return state_at(session, now); }
  bool is_tap() const { return in.kind == Incoming::Kind::tap; }

  /// The same for the same update, however often it is run.
  std::string request_id(std::string_view what) const;
  /// The trace of all calls whose request_id this update makes.
  static std::string trace_id(std::int64_t inbox_id);

  /// A message where the update came from: in the private chat, or in the admins'.
  Say message(std::string html, const ButtonRows& buttons = {}) const;
  void say(std::string html);
  void say_with_buttons(std::string html, const ButtonRows& buttons);
  void say_with_menu(std::string html);
  void show(Screen screen, bool fresh);
  /// In a game the live card is the game's: it keeps its button, and this stands beside it.
  void show_aside(Screen screen, bool fresh);
};

}  // namespace ludice::bot
