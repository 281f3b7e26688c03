// What may happen next, and the way to rest.
#include "sim/bot_simulation.hpp"

#include <boost/asio/co_spawn.hpp>

namespace ludice::sim {
namespace {

constexpr int kMostTurnsToHeal = 1'200;
constexpr int kTurnsToComeIn = 12;
constexpr Millis kTurn{1'000};
constexpr int kMostTurnsToStop = 60;
constexpr Millis kStopLimit{5'000};

/// Both faces stand behind one address here.
bool is_of_payments(const net::HttpRequest& request) {
  return request.target.starts_with("/stars/") || request.target == "/payments";
}

}  // namespace

BotSimulation::BotSimulation(const Options& options)
    : options_(options),
      world_(options),
      till_(world_),
      server_(world_, till_.telegram()),
      people_(world_, server_),
      payers_(world_, server_, people_, till_),
      checker_(world_, server_, people_),
      api_(
          world_, "api",
          [this](const net::HttpRequest& request, FaultyHttp::Reply reply) {
            return serve_api(request, std::move(reply));
          },
          [](const net::HttpRequest&, bool) {}),
      telegram_(
          world_, "telegram",
          [this](const net::HttpRequest& request, const FaultyHttp::Reply& reply) {
            std::optional<net::HttpResponse> answer = server_.serve(request);
            if (answer) reply(std::move(*answer));
            return answer.has_value();
          },
          [this](const net::HttpRequest& request, bool sent) { checker_.about_to_call(request, sent); }),
      process_(world_, api_, telegram_) {
  world_.settings.ton = false;  // this bot sells none
  world_.set_tenant(process_);
}

bool BotSimulation::serve_api(const net::HttpRequest& request, FaultyHttp::Reply reply) {
  net::HttpRequest received = request;
  received.remote_address = "127.0.0.1";
  auto done = [this, request, reply = std::move(reply)](const std::exception_ptr& failure,
                                                        net::HttpResponse response) {
    require(failure == nullptr, "faces_throw_nothing");
    world_.trace.line("answer " + request.target + " " + std::to_string(response.status) + " " +
                      response.body);
    world_.tally.count("answer " + std::to_string(response.status));
    const std::string code = Reply{response.status, response.body}.code();
    if (!code.empty()) world_.tally.count("refusal " + code);
    require(code != "invalid_request" && code != "bad_signature", "the_bot_speaks_well", response.body);
    checker_.answered(request, response);
    reply(std::move(response));
  };
  world_.trace.line("call " + request.target + " " + request.body);
  House& house = world_.house();
  auto served = is_of_payments(request) ? house.finance_api.serve(std::move(received))
                                        : house.game_api.serve(std::move(received));
  boost::asio::co_spawn(world_.context(), std::move(served), std::move(done));
  return true;
}

void BotSimulation::run() {
  world_.boot();
  let_people_in();
  for (int i = 0; i < options_.steps; ++i) {
    step();
    telegram_.rethrow();
    checker_.check_changes();
  }
  come_to_rest();
}

void BotSimulation::step() {
  const std::int64_t draw = world_.dice.between(1, 1'000);
  if (world_.disk.is_full() && world_.dice.one_in(40)) world_.disk.make_room();
  if (world_.dice.one_in(8)) payers_.step();
  if (draw <= 110) return people_.act();
  if (draw <= 325) return world_.dice.one_in(2) ? api_.step_all() : api_.step();
  if (draw <= 605) return world_.dice.one_in(2) ? telegram_.step_all() : telegram_.step();
  if (draw <= 875) return step_store();
  if (draw <= 985) return pass_time();
  if (draw <= 998) return run_jobs();
  bring_fault();
}

void BotSimulation::step_store() {
  const std::int64_t turns = world_.dice.between(1, 8);
  for (std::int64_t i = 0; i < turns; ++i) {
    const SteppedStore& store = world_.house().store;
    const bool write = store.writes() > 0 && (store.reads() == 0 || world_.dice.one_in(2));
    if (write) {
      world_.write_batch(static_cast<std::size_t>(world_.dice.between(1, 16)));
    } else if (store.reads() > 0) {
      world_.read_one();
    }
  }
}

void BotSimulation::drain_store() {
  while (world_.house().store.writes() + world_.house().store.reads() > 0) step_store();
}

void BotSimulation::pass(Millis time) {
  world_.clock.advance(time);
  steady_.advance(time);
  world_.settle();
}

void BotSimulation::pass_time() {
  Dice& dice = world_.dice;
  const std::int64_t kind = dice.between(1, 100);
  if (kind == 5 && options_.clock_leaps) {
    world_.tally.count("clock jumps forward");
    return world_.set_clock(Millis(dice.between(60'000, 600'000)));
  }
  if (kind == 6 && options_.clock_leaps) {
    world_.tally.count("clock jumps back");
    return world_.set_clock(Millis(-dice.between(1'000, 600'000)));
  }
  pass(Millis(kind <= 4 ? dice.between(5'000, 30'000) : dice.between(20, 900)));
}

void BotSimulation::run_jobs() {
  const int now = world_.generation();
  if (looking_ == now) return;
  looking_ = now;
  boost::asio::co_spawn(world_.context(), world_.house().game_clock.look(),
                        [this](const std::exception_ptr&, int moved) {
                          looking_ = -1;
                          if (moved > 0) world_.tally.count("games moved by time");
                        });
  world_.settle();
}

void BotSimulation::bring_fault() {
  Dice& dice = world_.dice;
  const auto calls = static_cast<int>(dice.between(1, 40));
  switch (dice.between(world_.disk_fails ? 1 : 7, 9)) {
    case 1:
    case 2:
      return world_.disk.arm_crash(calls);
    case 3:
      return world_.disk.arm_failure("sync", static_cast<int>(dice.between(1, 4)));
    case 4:
      return world_.disk.arm_failure(dice.one_in(2) ? "write" : "read", calls);
    case 5:
      world_.tally.count("disk fills up");
      return world_.disk.fill_up(static_cast<std::size_t>(dice.between(0, 20'000)));
    case 6:
      return world_.disk.make_room();
    case 7:
      return stop_in_order();
    default:
      world_.die(dice.one_in(2));
      if (!dice.one_in(3)) return;
      world_.tally.count("two deaths in a row");
      return world_.die(true);
  }
}

/// As SIGTERM does it: the bot finishes what is in hand, as far as the world lets it.
void BotSimulation::stop_in_order() {
  const int generation = world_.generation();
  process_.begin_stop(kStopLimit);
  for (int turn = 0; turn < kMostTurnsToStop && !process_.is_stopped(); ++turn) {
    if (world_.generation() != generation) return;
    step_store();
    if (world_.generation() != generation) return;
    api_.step();
    telegram_.step();
    pass(Millis(500));
  }
  if (process_.is_stopped()) world_.tally.count("the bot stopped in order");
  world_.restart_cleanly();
}

/// Everybody accepts the terms before anything goes wrong, but for one, who does it on the way.
void BotSimulation::let_people_in() {
  world_.faults = false;
  for (int turn = 0; turn < kTurnsToComeIn; ++turn) {
    for (std::size_t i = 0; i + 1 < people_.all().size(); ++i) people_.come_in(people_.all()[i]);
    take_a_turn();
  }
  world_.faults = true;
}

/// A second in which everything that waits goes on.
void BotSimulation::take_a_turn() {
  run_jobs();
  drain_store();
  api_.step_all();
  drain_store();
  telegram_.step_all();
  drain_store();
  checker_.check_changes();
  pass(kTurn);
}

void BotSimulation::come_to_rest() {
  world_.trace.line("healing");
  world_.faults = false;
  world_.disk.heal();
  world_.set_clock_right();
  people_.unblock();
  people_.ask_for_help();
  bool at_rest = false;
  for (int turn = 0; turn < kMostTurnsToHeal && !at_rest; ++turn) {
    take_a_turn();
    payers_.step_all();
    at_rest = turn > 10 && checker_.is_at_rest() && payers_.is_quiet();
  }
  require(at_rest, "comes_to_rest", checker_.unrest() + ", " + payers_.left());
  world_.checker.check_rest();
  if (world_.settings.stars) till_.check_rest();
  checker_.check_rest();
}

Outcome run_bot(const Options& options) {
  Options own = options;
  own.seldom = false;  // its own weights bring about what it must meet
  BotSimulation simulation(own);
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
    if (what.starts_with("answer ")) outcome.answers += count;
  }
  return outcome;
}

}  // namespace ludice::sim
