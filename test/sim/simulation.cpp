// The weights of what may happen next, and the way to rest.
#include "sim/simulation.hpp"

#include <boost/asio/co_spawn.hpp>

namespace ludice::sim {
namespace {

constexpr int kMostTurnsToRest = 600;
constexpr Millis kRestTurn{5'000};
constexpr Millis kLookGrace{30'000};

async::Task<> clean(jobs::Housekeeping& housekeeping) {
  co_await housekeeping.clean();
  co_await housekeeping.drop_silent();
}

}  // namespace

Simulation::Simulation(const Options& options)
    : options_(options),
      world_(options),
      stops_(world_),
      wire_(world_),
      throws_(world_, wire_),
      events_(world_),
      bot_(world_, wire_, &throws_, events_, "bot"),
      other_(world_, wire_, nullptr, events_, "other"),
      players_(world_, wire_),
      payments_(world_, wire_),
      operators_(world_, wire_),
      desk_(world_, operators_),
      ton_(world_, wire_, operators_) {}

void Simulation::run() {
  world_.boot();
  // Both ears are there before anything happens, so that they must hear all of it.
  world_.faults = false;
  for (Listener* listener : {&bot_, &other_}) {
    listener->poll();
    while (!wire_.is_quiet()) {
      wire_.deliver_all();
      step_store();
      wire_.send_all_again();
    }
  }
  world_.faults = true;
  for (int i = 0; i < options_.steps; ++i) step();
  come_to_rest();
}

void Simulation::step() {
  if (world_.dice.one_in(5)) payments_.step();
  if (world_.dice.one_in(3)) ton_.step();
  if (world_.dice.one_in(40)) operators_.step();
  if (world_.dice.one_in(25)) desk_.step();
  // What they send takes no turns from games.
  if (world_.dice.one_in(4)) wire_.deliver();
  if (world_.dice.one_in(4)) step_store();
  const std::int64_t draw = world_.dice.between(1, 1'000);
  if (draw <= 90) return players_.act();
  if (draw <= 370) return wire_.deliver();
  if (draw <= 660) return step_store();
  if (draw <= 790) return throws_.step();
  if (draw <= 835) return bot_.poll();
  if (draw <= 845) return other_.poll();
  if (draw <= 860) return players_.change_balance();
  if (draw <= 875) return players_.intrude();
  if (draw <= 925) return wire_.send_again();
  if (draw <= 965) return pass_time();
  if (draw <= 992) return run_jobs();
  bring_fault();
}

/// Several turns of the store's threads.
void Simulation::step_store() {
  const std::int64_t turns = world_.dice.between(1, 4);
  for (std::int64_t i = 0; i < turns; ++i) {
    const SteppedStore& store = world_.house().store;
    const bool write = store.writes() > 0 && (store.reads() == 0 || world_.dice.one_in(2));
    if (write) {
      const std::int64_t most = world_.dice.one_in(3) ? 1 : world_.dice.between(2, 16);
      if (store.writes() > 1 && most > 1) world_.tally.count("several bodies in one commit");
      world_.write_batch(static_cast<std::size_t>(most));
    } else if (store.reads() > 0) {
      world_.read_one();
    }
  }
}

/// Checkpoints alone sync, write and cut the database.
void Simulation::arm_seldom() {
  constexpr std::array kCalls = {"sync", "write", "truncate"};
  const std::string call = world_.dice.pick(kCalls);
  if (world_.dice.one_in(2)) return world_.disk.arm_crash_at(call, "database");
  world_.disk.arm_failure(call, 1, "database");
}

void Simulation::bring_fault() {
  Dice& dice = world_.dice;
  const auto calls = static_cast<int>(dice.between(1, 40));
  switch (dice.between(world_.disk_fails ? 1 : 9, 10)) {
    case 1:
    case 2:
    case 3:
    case 4:
      return world_.disk.arm_crash(calls);
    case 5:
      return world_.disk.arm_failure("sync", static_cast<int>(dice.between(1, 4)));
    case 6:
      if (world_.seldom && dice.one_in(3)) return arm_seldom();
      return world_.disk.arm_failure(dice.one_in(2) ? "write" : "read", calls);
    case 7:
      world_.tally.count("disk fills up");
      return world_.disk.fill_up(static_cast<std::size_t>(dice.between(0, 20'000)));
    case 8:
      if (world_.disk.is_full()) world_.tally.count("disk has room again");
      return world_.disk.make_room();
    case 9:
      return world_.restart_cleanly();
    default:
      world_.die(dice.one_in(2));
      if (!dice.one_in(3)) return;
      world_.tally.count("two deaths in a row");
      return world_.die(true);
  }
}

void Simulation::pass_time() {
  Dice& dice = world_.dice;
  const std::int64_t kind = dice.between(1, 60);
  if (kind == 1) {
    world_.tally.count("clock jumps forward");
    world_.set_clock(Millis(dice.between(60'000, 3'600'000)));
  } else if (kind == 2) {
    world_.tally.count("clock jumps back");
    world_.set_clock(Millis(-dice.between(1'000, 3'600'000)));
  } else {
    const bool links_run_out = world_.emphasis == Emphasis::stopped_payouts && dice.one_in(8);
    const bool is_long = kind <= 15;
    world_.clock.advance(Millis(links_run_out ? dice.between(60'000, 400'000)
                                : is_long     ? dice.between(5'000, 60'000)
                                              : dice.between(0, 2'000)));
  }
}

void Simulation::run_jobs() {
  House& house = world_.house();
  const int now = world_.generation();
  if (looking_ != now) {
    looking_ = now;
    has_looked_ = false;
    boost::asio::co_spawn(world_.context(), house.game_clock.look(),
                          [this](const std::exception_ptr& failed, int moved) {
                            looking_ = -1;
                            has_looked_ = !failed;
                            if (moved > 0) world_.tally.count("games moved by time");
                          });
  }
  if (cleaning_ != now && world_.dice.one_in(3)) {
    cleaning_ = now;
    boost::asio::co_spawn(world_.context(), clean(house.housekeeping),
                          [this](const std::exception_ptr&) { cleaning_ = -1; });
  }
  world_.settle();
}

bool Simulation::is_at_rest() {
  if (!wire_.is_quiet() || !throws_.is_quiet() || !payments_.is_quiet() || !ton_.is_quiet()) return false;
  Database& database = world_.checker.database();
  return database.number("SELECT (SELECT COUNT(*) FROM deadline) + (SELECT COUNT(*) FROM event)") == 0;
}

void Simulation::drain_store() {
  const SteppedStore& store = world_.house().store;
  while (store.writes() + store.reads() > 0) step_store();
}

/// The game clock has just looked, and at everything: a full queue may have refused it.
void Simulation::check_deadlines() {
  const std::int64_t now_ms = world_.game_time().ms;
  const std::int64_t late = world_.checker.database().number("SELECT COUNT(*) FROM deadline WHERE at < ?",
                                                             {now_ms - kLookGrace.count()});
  require(late == 0, "deadlines_take_effect", std::to_string(late) + " passed unseen");
}

void Simulation::come_to_rest() {
  world_.trace.line("healing");
  world_.faults = false;
  world_.disk.heal();
  world_.set_clock_right();
  for (int turn = 0; turn < kMostTurnsToRest; ++turn) {
    run_jobs();
    drain_store();  // first: where front ends fill a small queue, a job finds no place in it
    wire_.deliver_all();
    drain_store();
    if (turn > 2 && has_looked_) check_deadlines();
    if (is_at_rest()) break;
    throws_.step_all();
    payments_.run_jobs();
    payments_.step_all();
    ton_.run_jobs();
    ton_.step_all();
    wire_.send_all_again();
    if (turn % 3 == 0) {
      bot_.poll();
      other_.poll();
    }
    world_.clock.advance(kRestTurn);
  }
  require(is_at_rest(), "comes_to_rest",
          std::to_string(wire_.unanswered()) + " calls, " + std::to_string(throws_.size()) + " hands left, " +
              payments_.left() + ", " + ton_.left());
  world_.checker.check_rest();
  payments_.check_rest();
  ton_.check_rest();
  bot_.check_complete();
  other_.check_complete();
}

Outcome run(const Options& options) {
  Simulation simulation(options);
  Outcome outcome;
  try {
    simulation.run();
  } catch (const Violation& violation) {
    outcome.broken = violation.invariant;
    outcome.what = violation.what();
  }
  outcome.trace = simulation.world().trace.hash();
  outcome.tally = simulation.world().tally;
  for (const auto& [what, count] : outcome.tally.all()) {
    if (what.starts_with("answer ") && what != "answer lost") outcome.answers += count;
  }
  return outcome;
}

}  // namespace ludice::sim
