// Starting, waiting for the signal, stopping in order.
#include "app/process.hpp"

#include "app/exit_code.hpp"
#include "base/log.hpp"
#include "net/amqp_url.hpp"
#include "ops/ops_handler.hpp"
#include "redis/address.hpp"

#include <csignal>
#include <cstdlib>
#include <system_error>

#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ludice::app {
namespace {

/// How long the last errors may take to be told before the process ends without.
constexpr Millis kLastReports{2'000};

std::vector<std::string> secrets_of(const ops::Settings& settings) {
  std::vector<std::string> secrets{settings.token,          settings.secret_key,   settings.database_url,
                                   settings.webhook_secret, settings.operator_key, settings.ton_api_key,
                                   settings.redis_url,      settings.amqp_url};
  if (const auto redis = redis::parse_address(settings.redis_url)) secrets.push_back(redis->password);
  if (const auto broker = net::parse_amqp_url(settings.amqp_url)) secrets.push_back(broker->password);
  if (const auto dsn = ops::parse_sentry_dsn(settings.sentry_dsn)) secrets.push_back(dsn->key);
  return secrets;
}

ops::LogOptions log_options(const ops::Settings& settings) {
  ops::LogOptions options;
  options.level = settings.log_level;
  options.format = settings.log_format;
  options.secrets = secrets_of(settings);
  return options;
}

}  // namespace

Process::Process(const ops::Settings& settings)
    : log_(ops::make_log_sink(wall_, log_options(settings))), metrics_(ops::make_prometheus_metrics()) {
  log::set_sink(log_.get());
  clock_.count_leaps(clock_leaps(*metrics_, "own"));
  report_errors(settings);
  std::signal(SIGPIPE, SIG_IGN);  // a peer that went away is an error of its connection
}

void Process::report_errors(const ops::Settings& settings) {
  sentry_ = ops::parse_sentry_dsn(settings.sentry_dsn);
  if (!sentry_) return;
  reports_ = std::make_unique<ops::ErrorReports>(executor(), *log_, ops::SecretMask(secrets_of(settings)),
                                                 clock_, random_, LUDICE_VERSION);
  sentry_client_ = net::make_http_client(executor(), sentry_->origin);
  log::set_sink(reports_.get());
}

Process::~Process() {
  log::set_sink(nullptr);
}

std::unique_ptr<net::HttpServer> Process::listen(const std::string& what, const std::string& address,
                                                 net::HttpHandler handler, net::ServerErrors errors,
                                                 net::HttpServerLimits limits) {
  try {
    auto server =
        net::make_http_server(executor(), address, std::move(handler), std::move(errors), limits, *metrics_);
    log::info("listening", {{"what", what}, {"address", address}, {"port", server->port()}});
    return server;
  } catch (const std::system_error& error) {
    throw Failure(ExitCode::unavailable,
                  "cannot listen on " + address + " for " + what + ": " + error.what());
  }
}

void Process::listen_for_operations(const std::string& address) {
  const auto refuse = [](const net::HttpRequest&, int status, std::string_view reason) {
    return ops::ops_error(status, reason);
  };
  operations_ = listen("operations", address, ops::make_ops_handler(health_, *metrics_), refuse);
}

void Process::mind_signals() {
  if (!signals_) signals_.emplace(context_, SIGTERM, SIGINT);
}

void Process::run(std::function<async::Task<>()> stop) {
  mind_signals();
  async::TaskGroup group(executor());
  group.spawn("live", live(std::move(stop)));
  context_.run();
}

async::Task<> Process::live(std::function<async::Task<>()> stop) {
  async::TaskGroup reporting(executor());
  if (reports_) reporting.spawn("error_reports", reports_->run(*sentry_client_, *sentry_));
  const int signal = co_await signals_->async_wait(boost::asio::use_awaitable);
  log::info("stopping", {{"signal", signal}});
  std::signal(SIGTERM, SIG_DFL);
  std::signal(SIGINT, SIG_DFL);
  health_.begin_shutdown();
  co_await stop();
  if (operations_) co_await operations_->drain(kDrainLimit);
  if (reports_) reports_->finish();
  co_await reporting.drain(kLastReports);
  if (sentry_client_) sentry_client_->close();
  log::info("stopped");
}

void Process::die(const std::string& why) {
  log::error("database_lost", {{"error", why}});
  log_->flush();
  if (reports_) reports_->wait_until_told(kLastReports);
  std::_Exit(static_cast<int>(ExitCode::unavailable));
}

}  // namespace ludice::app
