// One connection to RabbitMQ with one channel (AMQP 0-9-1), as its thread uses it: it blocks. Everything
// throws Unavailable where the broker is gone, refuses, or has closed the channel; the connection is of no
// use then.
#pragma once

#include "base/instant.hpp"
#include "net/amqp_url.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>

namespace ludice::amqp {

class Unavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What is published: persistent, mandatory.
struct Message {
  std::string id;    ///< told as message-id
  std::string type;  ///< the routing key, too
  std::string body;  ///< JSON
};

/// The broker has what was published under these numbers, or says that it has not.
struct Confirmed {
  std::uint64_t number = 0;
  bool up_to = false;  ///< all up to it
  bool taken = true;
};
/// No queue takes it. Comes before its confirmation (RabbitMQ, "Publisher Confirms").
struct Returned {
  std::string id;
};
struct Delivered {
  std::uint64_t tag = 0;  ///< good on this connection only
  std::string id;
  std::string body;
  bool again = false;
};
/// An alarm of the broker's memory or disk: it reads nothing that is published.
struct Blocked {
  std::string why;
};
struct Unblocked {};
/// The queue that was consumed is gone.
struct Cancelled {};

using Heard = std::variant<Confirmed, Returned, Delivered, Blocked, Unblocked, Cancelled>;

class Connection {
 public:
  /// Called with the socket's descriptor as soon as there is one, and with -1 at the end; in between the
  /// library may have closed it. Another thread may shut (a copy of) it down meanwhile, which ends every wait
  /// with Unavailable. False: it is not gone on with.
  using Show = std::function<bool(int descriptor)>;

  /// Connects and logs in, within seconds. `name` is what the broker shows.
  Connection(const net::AmqpUrl& place, const std::string& name, Show show);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// The exchange, the bot's queue and its dead-letter queue (amqp/topology.hpp). Harmless to repeat.
  void declare_queues();
  /// How many messages lie in the dead-letter queue; nothing where the broker does not say. Asked on a
  /// channel of its own, so that a queue that is out of order disturbs nothing else.
  std::optional<std::uint32_t> count_dead();
  /// From now on publish() is confirmed, its first message as number 1.
  void ask_for_confirmations();
  /// From now on `queue` is delivered, so many at once until they are acknowledged.
  void consume(const std::string& queue, std::uint16_t at_once);

  void publish(const Message& message);
  void acknowledge(std::uint64_t tag);
  /// To the dead-letter queue.
  void refuse(std::uint64_t tag);

  /// What was heard, nothing where nothing is there. To be called every second at least: it sends the
  /// heartbeats.
  std::optional<Heard> hear();
  /// Until there is something to hear, `wake` (a descriptor) is readable, or `limit` has passed.
  void wait(int wake, Millis limit);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ludice::amqp
