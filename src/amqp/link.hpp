// A thread that keeps one connection to the broker, connecting again with growing pauses, and serves one duty
// on it. It ends with the object, at the latest when a connecting under way has ended (seconds): a loop that
// has others to serve waits for stop() first.
#pragma once

#include "amqp/connection.hpp"
#include "async/event.hpp"
#include "async/task.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "net/amqp_url.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include <boost/asio/any_io_executor.hpp>

namespace ludice::amqp {

/// What is done on the connection; called on the link's thread. Each may throw Unavailable, which ends the
/// connection.
class Duty {
 public:
  virtual ~Duty() = default;
  virtual void opened(Connection& connection) = 0;
  /// Also when nothing was heard: somebody called Link::wake(), or a second has passed.
  virtual void turn(Connection& connection) = 0;
  virtual void heard(Connection& connection, const Heard& heard) = 0;
  /// The connection is gone, for whatever reason; must not throw.
  virtual void lost() = 0;
};

class Link {
 public:
  /// `name` tells connections apart: in the log, in metrics, on the broker. All must outlive it. `executor`
  /// is that of the loop on which stop() is awaited.
  Link(const boost::asio::any_io_executor& executor, net::AmqpUrl place, std::string name, Duty& duty,
       Metrics& metrics, Random& random);
  ~Link();
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  /// Ends the connection; has returned when the thread is at its end, so that the destructor waits for
  /// nothing. Nothing is served any more once it was called.
  async::Task<> stop();

  /// Thread safe.
  void wake();
  bool is_connected() const { return connected_; }

 private:
  void run();
  void live();
  void serve();
  void bid_stop();
  void pause(int failures);
  /// Puts the socket where the destructor finds it; false where it is too late.
  bool show(int descriptor);

  const net::AmqpUrl place_;
  const std::string name_;
  Duty& duty_;
  Random& random_;
  Gauge& connected_gauge_;
  Counter& losses_;
  const int wake_;  ///< an eventfd
  std::atomic<bool> connected_{false};
  std::mutex mutex_;
  std::condition_variable stopped_;
  async::Event ended_event_;
  std::atomic<bool> ended_{false};
  bool stopping_ = false;  ///< these two under the mutex
  int descriptor_ = -1;
  std::thread thread_;
};

}  // namespace ludice::amqp
