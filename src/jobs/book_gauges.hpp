// Shows those who watch what the tables say: money by asset and kind of account, open games, and what waits
// since when. Each process that runs it shows the same, but for which of them has the lease.
#pragma once

#include "async/loops.hpp"
#include "async/task.hpp"
#include "base/instant.hpp"
#include "base/metrics.hpp"
#include "jobs/lease.hpp"
#include "store/figures.hpp"
#include "store/store.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace ludice::jobs {

class BookGauges {
 public:
  static constexpr Millis kEvery{5'000};

  /// `leases`: those that this process tries to have.
  BookGauges(store::Store& store, std::vector<const Lease*> leases, Metrics& metrics);

  /// Until cancelled.
  async::Task<> run(async::Loops& loops);
  /// Reads everything in one snapshot and shows it.
  async::Task<> look();

 private:
  /// What the queues are called in the label `queue`.
  using Queues = std::map<std::string, store::Waiting>;
  struct Seen {
    Instant now;    ///< of games
    Instant civil;  ///< everybody's
    std::map<std::pair<domain::Asset, domain::AccountKind>, std::int64_t> money;
    std::vector<store::OpenGames> games;
    std::map<std::string, store::Waiting> events;
    Queues queues;
    std::optional<Instant> sealed;
  };

  static Seen read(store::Reader& reader);
  async::Task<bool> turn();
  void show_leases();
  void show(const Seen& seen);
  void show_events(std::map<std::string, store::Waiting> events, Instant now);
  void show_games(const std::vector<store::OpenGames>& games);
  void show_waiting(const std::string& name, const Labels& labels, const store::Waiting& waiting,
                    Instant now);

  store::Store& store_;
  const std::vector<const Lease*> leases_;
  Metrics& metrics_;
  Gauge& looked_;
  std::set<std::string> consumers_;  ///< whose events were shown
};

}  // namespace ludice::jobs
