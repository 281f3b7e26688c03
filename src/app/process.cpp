// Starting, waiting for the signal, stopping in order.
#include "app/process.hpp"

#include "app/exit_code.hpp"
#include "base/log.hpp"
#include "ops/ops_handler.hpp"

#include <csignal>
#include <cstdlib>
#include <system_error>

#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ludice::app {
namespace {

ops::LogOptions log_options(const ops::Settings& settings) {
  ops::LogOptions options;
  options.level = settings.log_level;
  options.format = settings.log_format;
  options.secrets = {settings.token, settings.secret_key, settings.database_url};
  return options;
}

}  // namespace

Process::Process(const ops::Settings& settings)
    : log_(ops::make_log_sink(clock_, log_options(settings))), metrics_(ops::make_prometheus_metrics()) {
  log::set_sink(log_.get());
  std::signal(SIGPIPE, SIG_IGN);  // a peer that went away is an error of its connection
}

Process::~Process() {
  log::set_sink(nullptr);
}

std::unique_ptr<net::HttpServer> Process::listen(const std::string& what, const std::string& address,
                                                 net::HttpHandler handler, net::ServerErrors errors) {
  try {
    auto server = net::make_http_server(executor(), address, std::move(handler), std::move(errors));
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

void Process::run(std::function<async::Task<>()> stop) {
  async::TaskGroup group(executor());
  group.spawn("live", live(std::move(stop)));
  context_.run();
}

async::Task<> Process::live(std::function<async::Task<>()> stop) {
  boost::asio::signal_set signals(executor(), SIGTERM, SIGINT);
  const int signal = co_await signals.async_wait(boost::asio::use_awaitable);
  log::info("stopping", {{"signal", signal}});
  std::signal(SIGTERM, SIG_DFL);
  std::signal(SIGINT, SIG_DFL);
  health_.begin_shutdown();
  co_await stop();
  if (operations_) co_await operations_->drain(kDrainLimit);
  log::info("stopped");
}

void Process::die(const std::string& why) {
  log::error("database_lost", {{"error", why}});
  log_->flush();
  std::_Exit(static_cast<int>(ExitCode::unavailable));
}

}  // namespace ludice::app
