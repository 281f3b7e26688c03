// Brings people up to date about their games: fetches the game as they see it and tells what is new. Runs in
// the person's lane, so that it never crosses what the person is doing.
#pragma once

#include "async/task.hpp"
#include "bot/lanes.hpp"
#include "bot/visit.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace ludice::bot {

/// Why somebody is brought up to date.
struct Cause {
  std::string event = {};        ///< the type of the event, empty where there was none
  std::int64_t late_player = 0;  ///< with throw_overdue: whose throw is due; 0: a player known by name
  std::string late_name = {};
  std::int64_t round = 0;     ///< with throw_overdue
  std::int64_t throw_no = 0;  ///< with throw_overdue
  std::string charge = {};    ///< with payment_*
  std::int64_t amount = 0;    ///< with payment_*, withdrawal_*, balance_changed
  /// With payment_* of a player's, withdrawal_*, balance_changed.
  std::optional<std::int64_t> balance = {};
  std::string asset = {};        ///< with balance_changed
  std::string reason = {};       ///< with balance_changed
  std::string withdrawal = {};   ///< with withdrawal_*
  std::string address = {};      ///< with withdrawal_*
  std::string transaction = {};  ///< with withdrawal_*, balance_changed
  std::int64_t inbox_row = 0;    ///< of the inbox of events: goes with what is stored
  /// The event's identity: news of money is stored once under it, however often it comes.
  std::string once = {};
};

bool is_about_money(const Cause& cause);
/// What was refused for now only is not told yet, so its event has to come again.
void insist(const ApiRefusal& refusal);

class News {
 public:
  News(const Tools& tools, Lanes& lanes) : tools_(tools), lanes_(lanes) {}

  /// Called at the start: from then on counts the time in which events may be held back.
  void start() { started_at_ = tools_.clock.now(); }

  /// In the person's lane, when it is free. `done` is called where all of it is stored.
  void bring(std::int64_t user_id, std::string game, Cause cause = {}, std::function<void(bool)> done = {});
  /// Those who share the game with somebody for whom something has changed. Events do it; but those lent to
  /// a run that ended suddenly come back only after their 30 s, and hold a game's later ones back.
  async::Task<> bring_others(std::int64_t user_id, std::string game);
  /// The warning that a turn ends soon, where that is still so.
  void warn(std::int64_t user_id, std::int64_t card, std::string game);

 private:
  async::Task<> tell(std::int64_t user_id, std::string game, Cause cause, std::function<void(bool)> done);
  async::Task<> tell_stored(std::int64_t user_id, std::string game, Cause cause);
  async::Task<> tell_money(Session session, Cause cause);
  async::Task<> tell_deposit(Session session, Cause cause);
  async::Task<> tell_withdrawal(Session session, Cause cause);
  async::Task<> tell_balance(Session session);
  async::Task<> tell_payment(Session session, Cause cause);
  async::Task<> tell_warning(std::int64_t user_id, std::int64_t card, std::string game);

  const Tools& tools_;
  Lanes& lanes_;
  Instant started_at_{};
};

}  // namespace ludice::bot
