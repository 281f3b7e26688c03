// A client of its own, so that neither waits behind the bot's long poll.
#include "app/stars_office.hpp"

#include "app/http_clients.hpp"

namespace ludice::app {

StarsOffice::StarsOffice(Process& process, store::Store& store, const ops::Settings& settings,
                         const jobs::Lease& lease, const service::Events& events, bool sells_stars)
    : client_(client_for(process, "TELEGRAM_API_ROOT", settings.telegram_api_root)),
      telegram_(telegram::make_bot_api(*client_, settings.token, process.clock(), process.metrics())),
      refunds_(store, lease, *telegram_, events, process.metrics()),
      watch_(store, lease, *telegram_, events, process.metrics(), {sells_stars, settings.admin_chat}),
      running_(process.executor()) {
  running_.spawn("stars_refunds", refunds_.run(process.loops()));
  running_.spawn("stars_watch", watch_.run(process.loops()));
}

async::Task<> StarsOffice::stop() {
  running_.cancel();
  co_await running_.drain(kDrainLimit);
  client_->close();
}

}  // namespace ludice::app
