// What runs by itself where a wallet of TON is set: the watcher of its transactions.
#pragma once

#include "app/process.hpp"
#include "jobs/ton_watcher.hpp"
#include "net/http_client.hpp"
#include "service/ton_rules.hpp"
#include "ton/toncenter.hpp"

#include <memory>
#include <string>

namespace ludice::app {

/// The wallet that the settings name: checked when they were read.
struct TonSettings {
  domain::TonAddress wallet;
  std::string network;
};
TonSettings ton_settings(const ops::Settings& settings);
service::TonRules ton_rules(const ops::Settings& settings);

class TonOffice {
 public:
  /// Begins at once; all must outlive it.
  TonOffice(Process& process, store::Store& store, const ops::Settings& settings,
            const service::TonRules& rules, const jobs::Lease& lease, const service::Events& events);

  async::Task<> stop();

 private:
  std::unique_ptr<net::HttpClient> client_;
  std::unique_ptr<ton::Toncenter> toncenter_;
  jobs::TonWatcher watcher_;
  async::TaskGroup running_;
};

}  // namespace ludice::app
