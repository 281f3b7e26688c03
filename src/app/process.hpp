// What every long-running command has: the event loop, time, randomness, metrics, the log, health, and
// the listener for operations. One thread runs the loop.
#pragma once

#include "async/loops.hpp"
#include "async/task_group.hpp"
#include "base/disciplined_clock.hpp"
#include "base/random.hpp"
#include "net/http_client.hpp"
#include "net/http_server.hpp"
#include "ops/error_reports.hpp"
#include "ops/health.hpp"
#include "ops/log_sink.hpp"
#include "ops/prometheus_metrics.hpp"
#include "ops/settings.hpp"

#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

namespace ludice::app {

class Process {
 public:
  /// The log goes to standard error from now on.
  explicit Process(const ops::Settings& settings);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  boost::asio::any_io_executor executor() { return context_.get_executor(); }
  /// Of what has no database; with one, Store::clock() is meant.
  const Clock& clock() const { return clock_; }
  /// The same, for a database that keeps its leaps.
  DisciplinedClock& discipline() { return clock_; }
  Random& random() { return random_; }
  Metrics& metrics() { return *metrics_; }
  /// Its room is shown among the metrics.
  void watch_disk_of(const std::string& file) { metrics_->watch_disk(file); }
  async::Loops& loops() { return loops_; }
  ops::Health& health() { return health_; }

  /// Failure (unavailable) where the address is taken or cannot be used.
  std::unique_ptr<net::HttpServer> listen(const std::string& what, const std::string& address,
                                          net::HttpHandler handler, net::ServerErrors errors,
                                          net::HttpServerLimits limits = {});
  void listen_for_operations(const std::string& address);

  /// Runs the loop until SIGTERM or SIGINT has come and `stop` has ended. `stop` drains what was started;
  /// a second signal ends the process at once.
  void run(std::function<async::Task<>()> stop);
  /// From here on SIGTERM and SIGINT wait for run(); before whoever starts us is told that we are ready.
  void mind_signals();

  /// Ends the process where its database cannot be trusted any more; the next start recovers. Any thread,
  /// with no lock held: where SENTRY_DSN is set, it waits for the loop to tell why, two seconds at most.
  [[noreturn]] void die(const std::string& why);

 private:
  async::Task<> live(std::function<async::Task<>()> stop);
  void report_errors(const ops::Settings& settings);

  SystemClock wall_;
  SteadyClock steady_;
  DisciplinedClock clock_{wall_, steady_};
  SystemRandom random_;
  std::unique_ptr<ops::LogSink> log_;
  std::unique_ptr<ops::PrometheusMetrics> metrics_;
  async::Loops loops_{*metrics_, random_};
  ops::Health health_;
  std::unique_ptr<ops::ErrorReports> reports_;  ///< where SENTRY_DSN is set; what the loop runs tells from it
  boost::asio::io_context context_{1};
  std::optional<boost::asio::signal_set> signals_;
  std::unique_ptr<net::HttpServer> operations_;
  std::optional<ops::SentryDsn> sentry_;
  std::unique_ptr<net::HttpClient> sentry_client_;
};

/// How long a stop may take before what is left is cut.
inline constexpr Millis kDrainLimit{10'000};

}  // namespace ludice::app
