// /events: the queue of a durable consumer, by long polling.
#pragma once

#include "api/endpoint.hpp"
#include "async/event.hpp"
#include "store/store.hpp"

#include <atomic>
#include <string>
#include <vector>

namespace ludice::api {

class EventQueue {
 public:
  /// `wake` is notified after each commit that wrote events.
  EventQueue(store::Store& store, async::Event& wake) : store_(store), wake_(wake) {}

  /// Must not outlive this.
  Endpoint endpoint();

  /// Those who wait get their empty answer now, and nobody waits any more.
  void stop_waiting();

 private:
  /// Acknowledges, then lends what is there; waits for something to be there at most `wait`.
  async::Task<Data> take(std::string consumer, Millis wait, std::vector<std::int64_t> acknowledged,
                         std::string trace);

  store::Store& store_;
  async::Event& wake_;
  std::atomic<bool> stopping_{false};
};

}  // namespace ludice::api
