// Publishes events and says which of them the broker has: confirmed by it (on the disks of most of the nodes
// that the queue has), and not returned as what no queue takes.
#pragma once

#include "amqp/connection.hpp"
#include "async/event.hpp"
#include "async/task.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "net/amqp_url.hpp"

#include <memory>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace ludice::amqp {

class Publisher {
 public:
  /// Connects by itself, on a thread of its own, for as long as it lives. The references must outlive it.
  Publisher(const boost::asio::any_io_executor& executor, net::AmqpUrl place, Metrics& metrics,
            Random& random);
  ~Publisher();
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  /// True where publish() may be tried: connected, and not held up by an alarm of the broker.
  bool is_ready() const;
  /// Also where an alarm holds it up: that is the broker's, and holds everybody up.
  bool is_connected() const;
  /// Notified when either changes.
  async::Event& changed();

  /// Publishes all, in order; for each, whether the broker has it for good. What it has not said so of may be
  /// there all the same. Ends when the connection does, or when the broker holds its answer back for a
  /// minute. One call at a time, on the loop's thread.
  async::Task<std::vector<bool>> publish(std::vector<Message> messages);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ludice::amqp
