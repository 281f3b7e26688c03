// What runs by itself where there is an AMQP_URL: the relay of events to RabbitMQ.
#pragma once

#include "amqp/publisher.hpp"
#include "app/process.hpp"
#include "async/event.hpp"
#include "jobs/lease.hpp"
#include "jobs/relay.hpp"
#include "store/store.hpp"

namespace ludice::app {

class RelayOffice {
 public:
  /// Begins at once; all must outlive it. `new_events` is notified after commits that wrote some.
  RelayOffice(Process& process, store::Store& store, const ops::Settings& settings, const jobs::Lease& lease,
              async::Event& new_events);

  /// Whether there is a way to RabbitMQ from here.
  bool is_connected() const { return publisher_.is_connected(); }

  async::Task<> stop();

 private:
  amqp::Publisher publisher_;
  jobs::Relay relay_;
  async::TaskGroup running_;
};

}  // namespace ludice::app
