// Deadlines of many sockets on one coarse timer: setting one costs no system call, so it can be done for
// every read and write. Used on the event loop's thread only.
#pragma once

#include "base/instant.hpp"

#include <chrono>
#include <list>
#include <memory>

#include <boost/asio/ip/tcp.hpp>

namespace ludice::net {

class DeadlineWatch {
  struct State;

 public:
  /// Deadlines are noticed up to `resolution` late.
  DeadlineWatch(boost::asio::any_io_executor executor, Millis resolution);

  /// Of one socket, which must outlive it. When it passes, what the socket is waiting for is cancelled
  /// (operation_aborted), again and again until it is set anew or lifted.
  class Deadline {
   public:
    Deadline(DeadlineWatch& watch, boost::asio::ip::tcp::socket& socket);
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;
    ~Deadline();

    void set(Millis from_now);
    void lift();
    /// Whether it has passed since it was set.
    bool passed() const { return passed_; }

   private:
    friend struct DeadlineWatch::State;
    std::shared_ptr<State> state_;
    boost::asio::ip::tcp::socket& socket_;
    std::chrono::steady_clock::time_point at_ = std::chrono::steady_clock::time_point::max();
    bool passed_ = false;
    std::list<Deadline*>::iterator place_;
  };

 private:
  std::shared_ptr<State> state_;
};

}  // namespace ludice::net
