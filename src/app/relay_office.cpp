// Settings into a relay.
#include "app/relay_office.hpp"

#include "net/amqp_url.hpp"

namespace ludice::app {

RelayOffice::RelayOffice(Process& process, store::Store& store, const ops::Settings& settings,
                         const jobs::Lease& lease, async::Event& new_events)
    : publisher_(process.executor(), net::parse_amqp_url(settings.amqp_url).value(), process.metrics(),
                 process.random()),
      relay_(store, lease, publisher_, new_events, process.metrics()),
      running_(process.executor()) {
  running_.spawn("relay", relay_.run(process.loops()));
}

async::Task<> RelayOffice::stop() {
  running_.cancel();
  co_await running_.drain(kDrainLimit);
}

}  // namespace ludice::app
