// Measures the built program from outside: games and balance calls a second, latency, memory, start; and
// checks that no money was made or lost on the way.
#include "figures.hpp"
#include "load.hpp"
#include "scripts.hpp"
#include "server.hpp"

#include <algorithm>
#include <functional>
#include <iostream>
#include <stdexcept>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ludice::bench {
namespace {

constexpr std::int64_t kWelcomePoints = 1'000'000;
constexpr std::int64_t kSmallestBet = 10;

struct Options {
  std::string program = LUDICE_PROGRAM;
  std::string database;  ///< an empty one; nothing: a file of its own
  int connections = 64;
  std::int64_t players = 0;  ///< 0: two for each connection
  int runs = 5;
  std::int64_t games = 10'000;
  std::int64_t calls = 50'000;
};

using Scripts = std::vector<std::unique_ptr<Script>>;

class Bench {
 public:
  explicit Bench(Options options)
      : options_(std::move(options)),
        server_(options_.program, options_.database, kWelcomePoints),
        key_(kSecretKey) {
    figures_.add("start to ready", fmt::format("{:.1f} ms", server_.start_to_ready().count() / 1000.0));
    figures_.add("resident memory at rest", fmt::format("{:.1f} MiB", server_.resident_KiB() / 1024.0));
  }

  /// True where the money is right.
  bool run() {
    const auto registrations = [this](int i) { return make_registrations(players_of(i), key_); };
    const std::vector<Load> registered{run_load(server_.api_port(), for_each_connection(registrations))};
    figures_.add_runs("registrations", options_.players, registered);
    measure_games();
    measure_balance_calls();
    figures_.add("resident memory at the end", fmt::format("{:.1f} MiB", server_.resident_KiB() / 1024.0));
    const bool right = check_money();
    figures_.print();
    return right;
  }

 private:
  /// Each connection has players of its own, an even number.
  Players players_of(int connection) const {
    const std::int64_t each = options_.players / options_.connections;
    return {connection * each, (connection + 1) * each};
  }

  Scripts for_each_connection(const std::function<std::unique_ptr<Script>(int)>& make) const {
    Scripts scripts;
    for (int i = 0; i < options_.connections; ++i) scripts.push_back(make(i));
    return scripts;
  }

  std::vector<Load> repeat(std::uint16_t port, std::int64_t amount,
                           const std::function<std::unique_ptr<Script>(int, Budget&)>& make) const {
    std::vector<Load> runs;
    for (int run = -1; run < options_.runs; ++run) {
      // The first one only warms up.
      Budget budget{run < 0 ? amount / 10 : amount};
      Load load = run_load(port, for_each_connection([&](int i) { return make(i, budget); }));
      if (run >= 0) runs.push_back(std::move(load));
    }
    return runs;
  }

  void measure_games() {
    const Millis before = server_.cpu_time();
    const auto runs = repeat(server_.api_port(), options_.games, [this](int i, Budget& budget) {
      return make_games(players_of(i), kSmallestBet + i, budget, key_);
    });
    const auto cpu_ms = static_cast<double>((server_.cpu_time() - before).count());
    const double requests = 4.0 * static_cast<double>(options_.games) * (options_.runs + 0.1);
    figures_.add_runs("complete staked games", options_.games, runs);
    figures_.add("server CPU for a game's request", fmt::format("{:.1f} us", cpu_ms * 1000 / requests));
  }

  void measure_balance_calls() {
    const std::int64_t pairs = options_.calls / 2;
    const auto adjusted = repeat(server_.balance_port(), pairs, [this](int i, Budget& budget) {
      return make_adjustments(players_of(i), budget);
    });
    figures_.add_runs("/modify_balance", pairs * 2, adjusted);
    const auto read = repeat(server_.balance_port(), options_.calls, [this](int i, Budget& budget) {
      return make_balance_readings(players_of(i), budget);
    });
    figures_.add_runs("/get_balance", options_.calls, read);
  }

  bool check_money() {
    std::int64_t sum = 0;
    run_load(server_.balance_port(),
             for_each_connection([&](int i) { return make_balance_sum(players_of(i), sum); }));
    const std::int64_t expected = options_.players * kWelcomePoints;
    const int audit = server_.audit();
    figures_.add("sum of all balances", sum == expected ? "right" : fmt::format("{} NOT {}", sum, expected));
    figures_.add("ludice audit", audit == 0 ? "proved" : fmt::format("FAILED ({})", audit));
    return sum == expected && audit == 0;
  }

  const Options options_;
  Server server_;
  const net::SigningKey key_;
  Figures figures_;
};

int run(int argc, char** argv) {
  Options options;
  CLI::App app("Measures ludice under a closed-loop load and checks its money.", "ludice_bench");
  app.add_option("--program", options.program, "The program to measure")->capture_default_str();
  app.add_option("--database", options.database, "The DATABASE_URL of an empty database (default: a file)");
  app.add_option("--connections", options.connections)->check(CLI::Range(1, 10'000))->capture_default_str();
  app.add_option("--players", options.players, "Registered players (default: two a connection)");
  app.add_option("--runs", options.runs, "Of which the median counts")->check(CLI::Range(1, 100));
  app.add_option("--games", options.games, "For each run")->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--calls", options.calls, "To the balance service for each run")->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  // Each connection needs pairs.
  const std::int64_t step = 2 * std::int64_t{options.connections};
  options.players = std::max(step, options.players / step * step);
  try {
    return Bench(std::move(options)).run() ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << "ludice_bench: " << error.what() << "\n";
    return 3;
  }
}

}  // namespace
}  // namespace ludice::bench

int main(int argc, char** argv) {
  return ludice::bench::run(argc, argv);
}
