// One run: a seed decides everything that happens, then everything heals and must come to rest.
#pragma once

#include "sim/house_desk.hpp"
#include "sim/listener.hpp"
#include "sim/operators.hpp"
#include "sim/payments.hpp"
#include "sim/players.hpp"
#include "sim/stop_check.hpp"
#include "sim/ton.hpp"

#include <cstdint>
#include <string>

namespace ludice::sim {

struct Outcome {
  std::uint64_t trace = 0;
  std::string broken;  ///< the invariant's name; empty: all held
  std::string what;
  Tally tally;
  std::int64_t answers = 0;
};

/// Runs a seed to its end or to the first invariant that does not hold.
Outcome run(const Options& options);

class Simulation {
 public:
  explicit Simulation(const Options& options);

  /// Throws Violation.
  void run();
  World& world() { return world_; }

 private:
  void step();
  void step_store();
  void bring_fault();
  void arm_seldom();
  void pass_time();
  void run_jobs();
  void drain_store();
  void check_deadlines();
  void come_to_rest();
  bool is_at_rest();

  const Options options_;
  World world_;
  StopCheck stops_;
  Wire wire_;
  Throws throws_;
  EventLog events_;
  Listener bot_;
  Listener other_;
  Players players_;
  Payments payments_;
  Operators operators_;
  HouseDesk desk_;
  Ton ton_;
  int looking_ = -1;  ///< the generation in which a job of that kind is under way
  bool has_looked_ = false;
  int cleaning_ = -1;
};

}  // namespace ludice::sim
