// Listening, accepting, draining. What happens on a connection is http_connection.cpp's.
#include "net/http_server.hpp"

#include "async/loops.hpp"
#include "async/task_group.hpp"
#include "base/random.hpp"
#include "net/http_connection.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ludice::net {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

/// After failures to accept, for want of file descriptors, say.
constexpr async::Backoff kPauses{.first = Millis{100}, .longest = Millis{1'000}};
constexpr std::size_t kMostTurnedAway = 256;  // beyond that they are cut without a word

tcp::endpoint parse_endpoint(const std::string& text) {
  const auto colon = text.rfind(':');
  std::string host = text.substr(0, std::min(colon, text.size()));
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string::npos) {
    host.clear();  // an IPv6 address without brackets
  }
  boost::system::error_code bad_address;
  const auto address = asio::ip::make_address(host, bad_address);
  std::uint16_t port = 0;
  const char* end = text.data() + text.size();
  const char* begin = colon == std::string::npos ? end : text.data() + colon + 1;
  const auto parsed = std::from_chars(begin, end, port);
  if (colon == std::string::npos || bad_address || parsed.ec != std::errc() || parsed.ptr != end) {
    throw std::invalid_argument("no address to listen on: \"" + text + "\" (expected: 127.0.0.1:8080)");
  }
  return {address, port};
}

class Server final : public HttpServer {
 public:
  Server(asio::any_io_executor executor, const std::string& address, std::shared_ptr<HttpShared> shared,
         Metrics& metrics)
      : shared_(std::move(shared)), acceptor_(executor), loops_(metrics, random_), group_(executor) {
    listen(address);
    async::Loops::Turn turn = [this, kept = shared_] { return accept_next(kept); };
    group_.spawn("accept", loops_.run("accept", std::move(turn), {.pauses = kPauses}));
  }

  ~Server() override { shared_->abandoned = true; }

  std::uint16_t port() const override { return port_; }

  async::Task<> drain(Millis limit) override {
    shared_->draining = true;
    acceptor_.cancel();  // the loop takes in who has connected already, and ends
    const std::list<HttpConnection*> connections = shared_->connections;
    for (auto* connection : connections) {
      connection->stop_idling();
    }
    co_await group_.drain(limit);
  }

 private:
  void listen(const std::string& address) {
    const auto endpoint = parse_endpoint(address);
    try {
      acceptor_.open(endpoint.protocol());
      acceptor_.set_option(tcp::acceptor::reuse_address(true));
      acceptor_.bind(endpoint);
      acceptor_.listen(tcp::acceptor::max_listen_connections);
      acceptor_.non_blocking(true);
      port_ = acceptor_.local_endpoint().port();
    } catch (const boost::system::system_error& error) {
      throw std::system_error(error.code(), "cannot listen on " + address);
    }
  }

  /// One connection, or the end. An exception, such as one for want of memory or of descriptors, is the
  /// loop's to tell: it must not leave a server that listens and takes nobody in.
  async::Task<bool> accept_next(std::shared_ptr<HttpShared> shared) {
    if (shared->draining) {
      accept_the_rest();
      acceptor_.close();
      co_return false;
    }
    tcp::socket socket(acceptor_.get_executor());
    boost::system::error_code error;
    co_await acceptor_.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
    if (shared->abandoned) co_return false;
    if (!error) {
      admit(std::move(socket));
    } else if (!shared->draining && error != asio::error::connection_aborted) {
      throw boost::system::system_error(error, "accept");
    }
    co_return true;
  }

  void accept_the_rest() {
    boost::system::error_code error;
    while (!error) {
      tcp::socket socket(acceptor_.get_executor());
      acceptor_.accept(socket, error);
      if (!error) {
        admit(std::move(socket));
      }
    }
  }

  void admit(tcp::socket socket) {
    const std::size_t served = shared_->connections.size() - shared_->turned_away;
    if (served < shared_->limits.max_connections) {
      group_.spawn("connection", serve_connection(shared_, std::move(socket)));
    } else if (shared_->turned_away < kMostTurnedAway) {
      group_.spawn("connection", turn_connection_away(shared_, std::move(socket)));
    }
  }

  std::shared_ptr<HttpShared> shared_;
  tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
  SystemRandom random_;
  async::Loops loops_;
  async::TaskGroup group_;
};

}  // namespace

std::unique_ptr<HttpServer> make_http_server(asio::any_io_executor executor, const std::string& address,
                                             HttpHandler handler, ServerErrors errors,
                                             HttpServerLimits limits, Metrics& metrics) {
  auto shared = std::make_shared<HttpShared>(executor, std::move(handler), std::move(errors), limits);
  return std::make_unique<Server>(executor, address, std::move(shared), metrics);
}

}  // namespace ludice::net
