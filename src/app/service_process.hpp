// One process with the roles of its choice over one database: what `serve` runs, and `demo` beside its
// local Telegram.
#pragma once

#include "app/back_end.hpp"
#include "app/database.hpp"
#include "app/front_end.hpp"
#include "async/runner.hpp"

#include <memory>
#include <optional>

namespace ludice::app {

class ServiceProcess {
 public:
  ServiceProcess(Process& process, const ops::Settings& settings, const Roles& roles,
                 People people = People::of_telegram);
  ~ServiceProcess();

  store::Store& store() { return *store_; }

  /// The bot first, so that what it has in hand still finds the API.
  async::Task<> stop();

 private:
  async::Runner before_;  ///< the loop of what is asked of the store before the process runs; outlives it
  std::unique_ptr<store::Store> store_;
  std::optional<BackEnd> back_end_;
  std::optional<FrontEnd> front_end_;
};

}  // namespace ludice::app
