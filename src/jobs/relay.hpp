// Carries events to RabbitMQ: a consumer of the table like a front end that asks for /events, with a queue of
// its own there, so nothing is lost while the broker is away. An event leaves the table when the broker has
// confirmed it.
#pragma once

#include "amqp/publisher.hpp"
#include "async/event.hpp"
#include "async/loops.hpp"
#include "async/task.hpp"
#include "base/instant.hpp"
#include "base/metrics.hpp"
#include "jobs/lease.hpp"
#include "store/event_table.hpp"
#include "store/store.hpp"

#include <optional>
#include <vector>

namespace ludice::jobs {

/// Order: of one game an event is published only after the broker has the one before. Whoever relays begins
/// with the oldest that is in the table, and nothing leaves it unconfirmed; so however many times, and by
/// however many relays that believe to have the lease, events are published again, each appears for the first
/// time in its order, and who keeps their ids is told each once.
class Relay {
 public:
  static constexpr const char* kConsumer = "rabbitmq";
  /// At most so many are on their way at a time.
  static constexpr std::size_t kMostAtOnce = 200;

  /// `new_events` is notified where this process has written some.
  Relay(store::Store& store, const Lease& lease, amqp::Publisher& publisher, async::Event& new_events,
        Metrics& metrics);

  /// Until cancelled.
  async::Task<> run(async::Loops& loops);

 private:
  async::Task<bool> turn();
  /// The consumer is there, and known to be alive.
  async::Task<> keep_consumer();
  async::Task<std::vector<store::Event>> next();
  async::Task<> carry(std::vector<store::Event> events);

  store::Store& store_;
  const Lease& lease_;
  amqp::Publisher& publisher_;
  async::Event& new_events_;
  Counter& relayed_;
};

}  // namespace ludice::jobs
