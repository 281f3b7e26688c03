// An HTTP server on its own thread, with a handler that shows what it was asked.
#pragma once

#include "async/event.hpp"
#include "async/runner.hpp"
#include "net/http_server.hpp"
#include "net/loopback.hpp"

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <thread>

namespace ludice::net::testing {

/// Answers "METHOD target body" to all paths but:
///   /gate   only when open_gate() was called      /throw   throws        /big    16 MB of 'x'
///   /close  with Connection: close                /broken  a field with a line break
///   /cut    with no answer                        /host, /address  what the request says of its ends
class RunningServer {
 public:
  explicit RunningServer(HttpServerLimits limits = {});
  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;
  ~RunningServer();

  Peer connect() const { return Peer::connect(port_); }
  std::string origin() const { return "http://127.0.0.1:" + std::to_string(port_); }

  /// How many requests have come to the handler.
  int handled() const { return handled_.load(); }
  /// Waits until that many have.
  void await_handled(int count) const;
  void open_gate() { gate_.notify(); }

  /// Begins to drain; the answer comes when the server has ended.
  std::future<void> drain(Millis limit = Millis(20'000));
  /// Whether new connections are refused.
  bool refuses_connections() const;

 private:
  async::Task<HttpResponse> handle(HttpRequest request);
  async::Task<> drain_when_asked();

  async::Runner runner_;
  async::Event gate_;
  async::Event drain_asked_;
  std::atomic<std::int64_t> drain_limit_ms_{0};
  std::atomic<int> handled_{0};
  std::unique_ptr<HttpServer> server_;
  std::uint16_t port_ = 0;
  std::promise<void> drained_;
  bool drain_begun_ = false;
  std::jthread thread_;
};

}  // namespace ludice::net::testing
