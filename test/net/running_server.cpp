// An HTTP server on its own thread.
#include "net/running_server.hpp"

#include "async/deadline.hpp"

#include <chrono>
#include <stdexcept>
#include <utility>

namespace ludice::net::testing {

namespace {

constexpr Millis kLong{60'000};

HttpResponse text_answer(int status, std::string body) {
  HttpResponse response;
  response.status = status;
  response.fields.add("Content-Type", "text/plain");
  response.body = std::move(body);
  return response;
}

HttpResponse refusal(const HttpRequest& head, int status, std::string_view reason) {
  if (head.target == "/other") return text_answer(404, head.method);
  return text_answer(status, std::string(reason));
}

}  // namespace

RunningServer::RunningServer(HttpServerLimits limits)
    : gate_(runner_.executor()), drain_asked_(runner_.executor()) {
  auto handler = [this](HttpRequest request) { return handle(std::move(request)); };
  server_ = make_http_server(runner_.executor(), "127.0.0.1:0", handler, refusal, limits);
  port_ = server_->port();
  thread_ = std::jthread([this] {
    runner_.run(drain_when_asked());
    drained_.set_value();
  });
}

RunningServer::~RunningServer() {
  if (!drain_begun_) {
    drain(Millis(0)).wait();
  }
  thread_.join();
}

void RunningServer::await_handled(int count) const {
  const auto end = std::chrono::steady_clock::now() + kLong;
  while (handled_.load() < count) {
    if (std::chrono::steady_clock::now() > end) throw std::runtime_error("fewer requests came than awaited");
    std::this_thread::yield();
  }
}

std::future<void> RunningServer::drain(Millis limit) {
  drain_begun_ = true;
  drain_limit_ms_ = limit.count();
  drain_asked_.notify();
  return drained_.get_future();
}

bool RunningServer::refuses_connections() const {
  try {
    connect();
    return false;
  } catch (const std::runtime_error&) {
    return true;
  }
}

async::Task<HttpResponse> RunningServer::handle(HttpRequest request) {
  const auto gate_seen = gate_.count();
  ++handled_;
  const auto path = request.path();
  if (path == "/gate") {
    co_await gate_.wait(gate_seen, kLong);
  } else if (path == "/throw") {
    throw std::runtime_error("on purpose");
  }
  HttpResponse response = text_answer(200, request.method + " " + request.target + " " + request.body);
  if (path == "/big") {
    response.body.assign(16 << 20, 'x');
  } else if (path == "/close") {
    response.fields.add("Connection", "close");
  } else if (path == "/broken") {
    response.fields.add("X-Broken", "one\r\ntwo: three");
  } else if (path == "/cut") {
    response.status = 0;
  } else if (path == "/host") {
    response.body = std::string(request.fields.get("Host"));
  } else if (path == "/address") {
    response.body = request.remote_address;
  }
  co_return response;
}

async::Task<> RunningServer::drain_when_asked() {
  while (drain_asked_.count() == 0) {
    co_await drain_asked_.wait(0, kLong);
  }
  co_await server_->drain(Millis(drain_limit_ms_.load()));
}

}  // namespace ludice::net::testing
