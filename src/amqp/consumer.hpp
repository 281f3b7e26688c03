// Takes what comes to the bot's queue, and tells the broker what is done with.
#pragma once

#include "amqp/connection.hpp"
#include "async/task.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "net/amqp_url.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace ludice::amqp {

class Consumer {
 public:
  /// The broker gives no more than this before it hears what became of them.
  static constexpr std::uint16_t kAtOnce = 200;

  struct Delivery {
    std::uint64_t connection = 0;  ///< its tag is good there only
    std::uint64_t tag = 0;
    std::string id;  ///< as the publisher named it; may be empty
    std::string body;
  };

  /// Connects by itself, on a thread of its own, for as long as it lives. The references must outlive it.
  Consumer(const boost::asio::any_io_executor& executor, net::AmqpUrl place, Metrics& metrics,
           Random& random);
  ~Consumer();
  Consumer(const Consumer&) = delete;
  Consumer& operator=(const Consumer&) = delete;

  /// Ends the connection; what it has not been told of the broker gives to the next. To be awaited before the
  /// destructor, which holds its thread up while a connecting is under way (seconds).
  async::Task<> stop();

  /// Waits until something has come; all that is there, in its order.
  async::Task<std::vector<Delivery>> next();
  /// It is done with, or (`refuse`) nobody can do anything with it: to the dead-letter queue. Of a connection
  /// that is gone it does nothing: the broker gives it again. On the loop's thread, like next().
  void acknowledge(const Delivery& delivery);
  void refuse(const Delivery& delivery);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ludice::amqp
