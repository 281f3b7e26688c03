// One run with the bot: people play through it, everything between them and the ledger goes wrong, then all
// heals and must come to rest.
#pragma once

#include "sim/bot_checker.hpp"
#include "sim/bot_payers.hpp"
#include "sim/bot_people.hpp"
#include "sim/bot_process.hpp"
#include "sim/simulation.hpp"
#include "sim/steady_time.hpp"
#include "sim/telegram_server.hpp"

namespace ludice::sim {

/// What a usual run takes.
inline constexpr int kBotSteps = 8'000;

/// As run() in simulation.hpp.
Outcome run_bot(const Options& options);

class BotSimulation {
 public:
  explicit BotSimulation(const Options& options);
  ~BotSimulation() { world_.end(); }
  BotSimulation(const BotSimulation&) = delete;
  BotSimulation& operator=(const BotSimulation&) = delete;

  /// Throws Violation.
  void run();
  World& world() { return world_; }

 private:
  bool serve_api(const net::HttpRequest& request, FaultyHttp::Reply reply);
  void step();
  void step_store();
  void drain_store();
  void pass(Millis time);
  void pass_time();
  void run_jobs();
  void bring_fault();
  void stop_in_order();
  void let_people_in();
  void take_a_turn();
  void come_to_rest();

  const Options options_;
  SteadyTime steady_;
  World world_;
  StarsTill till_;
  TelegramServer server_;
  BotPeople people_;
  BotPayers payers_;
  BotChecker checker_;
  FaultyHttp api_;
  FaultyHttp telegram_;
  BotProcess process_;
  int looking_ = -1;  ///< the generation in which the game clock is looking
};

}  // namespace ludice::sim
