// What the role finance does with Telegram by itself: sends Stars back, and compares Telegram's list of them
// with the ledger.
#pragma once

#include "app/process.hpp"
#include "jobs/stars_refunds.hpp"
#include "jobs/stars_watch.hpp"
#include "net/http_client.hpp"
#include "telegram/bot_api.hpp"

#include <memory>

namespace ludice::app {

class StarsOffice {
 public:
  /// Begins at once; all must outlive it. Needs a TOKEN. Where no Stars are sold it looks after those that
  /// were.
  StarsOffice(Process& process, store::Store& store, const ops::Settings& settings, const jobs::Lease& lease,
              const service::Events& events, bool sells_stars);

  async::Task<> stop();

 private:
  std::unique_ptr<net::HttpClient> client_;
  std::unique_ptr<telegram::BotApi> telegram_;
  jobs::StarsRefunds refunds_;
  jobs::StarsWatch watch_;
  async::TaskGroup running_;
};

}  // namespace ludice::app
