// The roles api and balance: their faces, their services, and the jobs that move games on, over one store.
#pragma once

#include "api/balance_api.hpp"
#include "api/game_api.hpp"
#include "app/process.hpp"
#include "async/event.hpp"
#include "jobs/game_clock.hpp"
#include "jobs/housekeeping.hpp"
#include "jobs/lease.hpp"
#include "jobs/pairing_sweep.hpp"
#include "jobs/sealer.hpp"
#include "service/rules.hpp"

#include <memory>

namespace ludice::app {

struct Roles {
  bool api = true;
  bool balance = true;
  bool bot = true;
};

class BackEnd {
 public:
  /// Listens at once. The store must outlive it.
  BackEnd(Process& process, store::Store& store, const ops::Settings& settings, const Roles& roles);

  /// Of the game API; 0 where that role does not run.
  std::uint16_t api_port() const { return game_server_ ? game_server_->port() : 0; }

  async::Task<> stop();

 private:
  service::Rules rules_;
  async::Event new_events_;
  service::Events events_;
  service::GameBook book_;
  std::unique_ptr<api::GameApi> game_api_;
  std::unique_ptr<api::BalanceApi> balance_api_;
  std::unique_ptr<net::HttpServer> game_server_;
  std::unique_ptr<net::HttpServer> balance_server_;
  jobs::Lease lease_;
  jobs::GameClock game_clock_;
  jobs::PairingSweep pairing_sweep_;
  jobs::Sealer sealer_;
  jobs::Housekeeping housekeeping_;
  async::TaskGroup jobs_;
};

}  // namespace ludice::app
