// Measures the built program from outside: games and balance calls a second, latency, memory, start; and
// checks that no money was made or lost on the way.
#include "figures.hpp"
#include "games.hpp"
#include "load.hpp"
#include "scripts.hpp"
#include "server.hpp"

#include <algorithm>
#include <exception>
#include <functional>
#include <iostream>
#include <limits>
#include <random>
#include <stdexcept>
#include <stop_token>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ludice::bench {
namespace {

constexpr std::int64_t kWelcomePoints = 1'000'000;
constexpr std::int64_t kSmallestBet = 10;
/// Four signed requests each: as many as the store keeps filters of (store/once_index.hpp), with some to
/// spare.
constexpr std::int64_t kGamesThatFillMemory = 300'000;
/// Resident memory of a program that keeps nothing still moves by some pages.
constexpr double kMemoryNoise = 1.005;
constexpr double kLongestStart_ms = 2'000;
/// Between a kill that games have got over and the next one.
constexpr int kLongestPause_ms = 600;
constexpr std::chrono::minutes kLongestOutage{5};

struct Options {
  std::string program = LUDICE_PROGRAM;
  std::string database;  ///< an empty one; nothing: a file of its own
  std::string redis;     ///< its URL; nothing: without
  int replicas = 1;      ///< processes on that database
  int connections = 64;
  std::int64_t players = 0;  ///< 0: two for each connection
  int runs = 5;
  std::int64_t games = 10'000;
  std::int64_t calls = 50'000;
  std::int64_t soak_s = 0;  ///< instead of the rest: games for so long, then kills
  int kills = 0;            ///< instead of the rest, or behind the soak
  bool asks_for_kills = false;
};

using Scripts = std::vector<std::unique_ptr<Script>>;

class Bench {
 public:
  explicit Bench(Options options)
      : options_(std::move(options)),
        server_(options_.program, options_.database, options_.redis, kWelcomePoints),
        key_(kSecretKey),
        money_(static_cast<std::size_t>(options_.players), kWelcomePoints) {
    figures_.add("start to ready", fmt::format("{:.1f} ms", server_.start_to_ready().count() / 1000.0));
    figures_.add("resident memory at rest", fmt::format("{:.1f} MiB", server_.resident_KiB() / 1024.0));
    for (int i = 1; i < options_.replicas; ++i) {
      others_.push_back(
          std::make_unique<Server>(options_.program, options_.database, options_.redis, kWelcomePoints));
    }
    if (!others_.empty()) figures_.add("processes", std::to_string(options_.replicas));
  }

  /// True where the money is right.
  bool run() {
    const auto registrations = [this](int i) { return make_registrations(players_of(i), key_); };
    const std::vector<Load> registered{
        run_load(ports_of(&Server::api_port), for_each_connection(registrations))};
    figures_.add_runs("registrations", options_.players, registered);
    bool right = true;
    if (options_.soak_s > 0 || options_.kills > 0) {
      if (options_.soak_s > 0) right = soak(std::chrono::seconds(options_.soak_s));
      const bool in_time = survive_kills(std::max(options_.kills, 1));
      right = right && (in_time || options_.soak_s == 0);
    } else {
      if (options_.games > 0) measure_games();
      if (options_.calls > 0) measure_balance_calls();
      figures_.add("resident memory at the end", fmt::format("{:.1f} MiB", server_.resident_KiB() / 1024.0));
    }
    right = check_money() && right;
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

  using Port = std::uint16_t (Server::*)() const;

  /// Of all processes.
  std::vector<std::uint16_t> ports_of(Port port) const {
    std::vector<std::uint16_t> ports{(server_.*port)()};
    for (const auto& other : others_) ports.push_back((*other.*port)());
    return ports;
  }

  /// Used by all of them so far.
  Millis cpu_time() const {
    Millis all = server_.cpu_time();
    for (const auto& other : others_) all = all + other->cpu_time();
    return all;
  }

  std::vector<Load> repeat(Port port, std::int64_t amount,
                           const std::function<std::unique_ptr<Script>(int, Budget&)>& make) const {
    std::vector<Load> runs;
    for (int run = -1; run < options_.runs; ++run) {
      // The first one only warms up.
      Budget budget{run < 0 ? amount / 10 : amount};
      Load load = run_load(ports_of(port), for_each_connection([&](int i) { return make(i, budget); }));
      if (run >= 0) runs.push_back(std::move(load));
    }
    return runs;
  }

  std::unique_ptr<Script> games_of(int connection, Budget& budget, Losses* losses = nullptr) {
    return make_games(players_of(connection), kSmallestBet + connection, budget, key_, money_, losses);
  }

  void measure_games() {
    // For whoever watches the machine meanwhile.
    std::cerr << "games begin: 0" << std::endl;
    const Millis before = cpu_time();
    const auto runs = repeat(&Server::api_port, options_.games,
                             [this](int i, Budget& budget) { return games_of(i, budget); });
    const auto cpu_ms = static_cast<double>((cpu_time() - before).count());
    const std::int64_t played = options_.games * options_.runs + options_.games / 10;
    std::cerr << "games end: " << played << std::endl;
    const double requests = 4.0 * static_cast<double>(played);
    figures_.add_runs("complete staked games", options_.games, runs);
    figures_.add("server CPU for a game's request", fmt::format("{:.1f} us", cpu_ms * 1000 / requests));
  }

  void play(Budget& budget, Losses* losses = nullptr) {
    run_load(ports_of(&Server::api_port),
             for_each_connection([&](int i) { return games_of(i, budget, losses); }));
  }

  /// Whether memory does not grow under load.
  bool soak(std::chrono::seconds length) {
    using Steady = std::chrono::steady_clock;
    const auto began = Steady::now();
    std::int64_t games = 0;
    const auto memory_after = [&](Steady::time_point end, const std::string& name) {
      for (; Steady::now() < end || games < kGamesThatFillMemory; games += options_.games) {
        Budget budget{options_.games};
        play(budget);
      }
      const double resident_MiB = server_.resident_KiB() / 1024.0;
      figures_.add(name, fmt::format("{:.1f} MiB", resident_MiB));
      return resident_MiB;
    };
    const double early_MiB = memory_after(began + length / 5, "resident memory after a fifth of the load");
    const double late_MiB = memory_after(began + length, "resident memory after all of it");
    const bool stays = late_MiB <= early_MiB * kMemoryNoise;
    figures_.add("memory", stays ? "does not grow" : "GROWS");
    figures_.add("games", std::to_string(games));
    return stays;
  }

  /// Plays games while the program, or what somebody else kills, is killed under them so many times. Throws
  /// where an answer does not follow from those before; false where a start takes too long.
  bool survive_kills(int kills) {
    Budget budget{std::numeric_limits<std::int64_t>::max()};
    Losses losses;
    std::exception_ptr failure;
    double slowest_ms = 0;
    std::jthread killer([&](const std::stop_token& stop) {
      try {
        slowest_ms = kill_under(losses, kills, stop);
      } catch (...) {
        failure = std::current_exception();
        losses.are_errors = true;
      }
      budget.left = 0;
    });
    std::exception_ptr wrong;
    try {
      play(budget, &losses);
    } catch (...) {
      wrong = std::current_exception();
      killer.request_stop();
    }
    killer.join();
    if (failure) std::rethrow_exception(failure);
    if (wrong) std::rethrow_exception(wrong);
    figures_.add("kills", std::to_string(kills));
    figures_.add("games played under them", std::to_string(losses.games));
    figures_.add("requests without an answer",
                 fmt::format("{} had their effect, {} none", losses.whole.load(), losses.absent.load()));
    figures_.add("ended games looked at again", std::to_string(losses.looked_at));
    if (options_.asks_for_kills) return true;
    const bool in_time = slowest_ms <= kLongestStart_ms;
    figures_.add("start to ready after a kill, the slowest", fmt::format("{:.1f} ms", slowest_ms));
    if (!in_time) figures_.add("the slowest start", "TOO LONG behind a soak");
    return in_time;
  }

  /// Each time when all connections have got over the last one; the slowest start in ms.
  double kill_under(const Losses& losses, int kills, const std::stop_token& stop) {
    std::minstd_rand chance{std::random_device{}()};
    std::uniform_int_distribution<int> pause_ms(0, kLongestPause_ms);
    double slowest_ms = 0;
    for (int i = 0; i < kills; ++i) {
      await_games(losses, stop);
      std::this_thread::sleep_for(Millis{pause_ms(chance)});
      if (stop.stop_requested()) break;
      if (options_.asks_for_kills) {
        ask_for_kill();
        continue;
      }
      server_.kill();
      server_.restart();
      slowest_ms = std::max(slowest_ms, server_.start_to_ready().count() / 1000.0);
    }
    await_games(losses, stop);
    return slowest_ms;
  }

  /// As many as two for each connection, and until all are at play.
  void await_games(const Losses& losses, const std::stop_token& stop) const {
    const std::int64_t enough = losses.games + 2 * std::int64_t{options_.connections};
    const auto limit = std::chrono::steady_clock::now() + kLongestOutage;
    while ((losses.games < enough || losses.looking > 0) && !stop.stop_requested()) {
      if (std::chrono::steady_clock::now() > limit) throw std::runtime_error("no games for too long");
      std::this_thread::sleep_for(Millis{1});
    }
  }

  static void ask_for_kill() {
    std::cout << "kill" << std::endl;
    if (std::string done; !std::getline(std::cin, done)) throw std::runtime_error("nobody kills");
  }

  void measure_balance_calls() {
    const std::int64_t pairs = options_.calls / 2;
    const auto adjusted = repeat(&Server::balance_port, pairs, [this](int i, Budget& budget) {
      return make_adjustments(players_of(i), budget);
    });
    figures_.add_runs("/modify_balance", pairs * 2, adjusted);
    const auto read = repeat(&Server::balance_port, options_.calls, [this](int i, Budget& budget) {
      return make_balance_readings(players_of(i), budget);
    });
    figures_.add_runs("/get_balance", options_.calls, read);
  }

  bool check_money() {
    std::int64_t sum = 0;
    run_load(ports_of(&Server::balance_port),
             for_each_connection([&](int i) { return make_balance_sum(players_of(i), sum); }));
    const std::int64_t expected = options_.players * kWelcomePoints;
    const int audit = server_.audit();
    figures_.add("sum of all balances", sum == expected ? "right" : fmt::format("{} NOT {}", sum, expected));
    figures_.add("ludice audit", audit == 0 ? "proved" : fmt::format("FAILED ({})", audit));
    return sum == expected && audit == 0;
  }

  const Options options_;
  Server server_;
  std::vector<std::unique_ptr<Server>> others_;  ///< on the same database
  const net::SigningKey key_;
  Money money_;
  Figures figures_;
};

int run(int argc, char** argv) {
  Options options;
  CLI::App app("Measures ludice under a closed-loop load and checks its money.", "ludice_bench");
  app.add_option("--program", options.program, "The program to measure")->capture_default_str();
  auto* database = app.add_option("--database", options.database,
                                  "The DATABASE_URL of an empty database (default: a file)");
  app.add_option("--redis", options.redis,
                 "The REDIS_URL of an empty Redis, asked for a limit by each signed request (default: none)");
  app.add_option("--replicas", options.replicas, "Processes on that database, which share the connections")
      ->check(CLI::Range(1, 16))
      ->needs(database);
  app.add_option("--connections", options.connections)->check(CLI::Range(1, 10'000))->capture_default_str();
  app.add_option("--players", options.players, "Registered players (default: two a connection)");
  app.add_option("--runs", options.runs, "Of which the median counts")->check(CLI::Range(1, 100));
  app.add_option("--games", options.games, "For each run; 0: none")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--calls", options.calls, "To the balance service for each run; 0: none")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--soak", options.soak_s,
                 "Seconds of games, then a kill in the middle of them, instead of the rest");
  auto* kills =
      app.add_option("--kills", options.kills,
                     "Kills the program so often under games, and looks at all they were answered, instead "
                     "of the rest")
          ->check(CLI::Range(1, 100'000));
  app.add_flag("--ask-for-kills", options.asks_for_kills,
               "Prints `kill` and waits for a line instead: somebody else kills, say, the database")
      ->needs(kills);
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
