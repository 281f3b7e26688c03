// Database, back end, bot: built in this order, stopped in the other.
#include "app/service_process.hpp"

#include "base/log.hpp"

namespace ludice::app {

ServiceProcess::ServiceProcess(Process& process, const ops::Settings& settings, const Roles& roles,
                               People people) {
  for (const std::string& note : settings.notes) log::info("note", {{"text", note}});
  process.listen_for_operations(settings.ops_listen);
  store_ = open_database(process, settings);
  bind_database(before_, *store_, settings, people);
  check_ton_wallet(before_, *store_, settings);
  process.health().add_probe("store", [this](std::string& reason) { return store_->ready(reason); });
  back_end_.emplace(process, *store_, settings, roles);
  if (roles.bot) {
    const Origins origins{
        origin_of(settings.api_url, settings.api_listen, back_end_->api_port()),
        origin_of(settings.finance_url, settings.finance_listen, back_end_->finance_port())};
    front_end_.emplace(process, *store_, settings, origins);
  }
  process.mind_signals();
  log::info("ready");
}

ServiceProcess::~ServiceProcess() = default;

async::Task<> ServiceProcess::stop() {
  if (front_end_) co_await front_end_->stop();
  co_await back_end_->stop();
}

}  // namespace ludice::app
