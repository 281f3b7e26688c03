// The roles api, balance and finance: their faces, their services, and the jobs that move games on, over one
// store.
#pragma once

#include "api/balance_api.hpp"
#include "api/finance_api.hpp"
#include "api/game_api.hpp"
#include "api/operator_api.hpp"
#include "app/process.hpp"
#include "app/redis_office.hpp"
#include "app/relay_office.hpp"
#include "app/stars_office.hpp"
#include "app/ton_office.hpp"
#include "async/event.hpp"
#include "async/loops.hpp"
#include "jobs/book_gauges.hpp"
#include "jobs/game_clock.hpp"
#include "jobs/housekeeping.hpp"
#include "jobs/lease.hpp"
#include "jobs/pairing_sweep.hpp"
#include "jobs/sealer.hpp"
#include "service/rules.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace ludice::app {

struct Roles {
  bool api = true;
  bool balance = true;
  bool finance = true;
  bool bot = true;
};

class BackEnd {
 public:
  /// Listens at once. The store must outlive it.
  BackEnd(Process& process, store::Store& store, const ops::Settings& settings, const Roles& roles);

  /// Of the game API; 0 where that role does not run.
  std::uint16_t api_port() const { return game_server_ ? game_server_->port() : 0; }
  std::uint16_t finance_port() const { return finance_server_ ? finance_server_->port() : 0; }

  async::Task<> stop();

 private:
  void seek_leases(async::Loops& loops, const Roles& roles);
  void open_finance(Process& process, store::Store& store, const ops::Settings& settings);
  /// Where replicas share their limits; else nullptr.
  redis::SharedWindows* shared_limits() { return redis_office_ ? &redis_office_->limits() : nullptr; }
  /// Those that this process tries to have.
  std::vector<const jobs::Lease*> leases() const;

  service::Rules rules_;
  std::optional<service::TonRules> ton_rules_;  ///< where a wallet is set
  async::Event new_events_;
  service::Events events_;
  service::GameBook book_;
  jobs::Lease mirror_lease_;
  std::unique_ptr<RedisOffice> redis_office_;  ///< where a REDIS_URL is set
  std::unique_ptr<api::GameApi> game_api_;
  std::unique_ptr<api::BalanceApi> balance_api_;
  std::unique_ptr<api::FinanceApi> finance_api_;
  std::unique_ptr<api::OperatorApi> operator_api_;  ///< beside it, where there is a LUDICE_OPERATOR_KEY
  std::unique_ptr<net::HttpServer> game_server_;
  std::unique_ptr<net::HttpServer> balance_server_;
  std::unique_ptr<net::HttpServer> finance_server_;
  jobs::Lease lease_;
  jobs::Lease payments_lease_;
  jobs::Lease relay_lease_;
  jobs::GameClock game_clock_;
  jobs::PairingSweep pairing_sweep_;
  jobs::Sealer sealer_;
  jobs::Housekeeping housekeeping_;
  const bool watches_payments_;
  const bool relays_;
  const bool mirrors_;
  jobs::BookGauges gauges_;
  std::unique_ptr<StarsOffice> stars_office_;  ///< where there is a TOKEN
  std::unique_ptr<TonOffice> ton_office_;      ///< where a wallet is set
  std::unique_ptr<RelayOffice> relay_office_;  ///< where there is an AMQP_URL
  async::TaskGroup jobs_;
};

}  // namespace ludice::app
