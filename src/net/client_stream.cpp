// Name, address, TCP, TLS: from an origin to a stream of bytes.
#include "net/client_stream.hpp"

#include "async/deadline.hpp"

#include <sys/socket.h>
#include <utility>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace ludice::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Endpoints = std::vector<tcp::endpoint>;

namespace {

/// For an address that swallows packets, while there are others to try.
constexpr Millis kConnectAttempt{3'000};

bool socket_is_quiet(tcp::socket& socket) {
  char byte = 0;
  const auto peeked = ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return peeked < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

class PlainStream final : public ClientStream {
 public:
  explicit PlainStream(tcp::socket socket) : socket_(std::move(socket)) {}

  async::Task<std::size_t> write(std::string_view bytes, error_code& error) override {
    const auto buffer = asio::buffer(bytes);
    co_return co_await asio::async_write(socket_, buffer, asio::redirect_error(asio::use_awaitable, error));
  }

  async::Task<std::size_t> read_some(asio::mutable_buffer room, error_code& error) override {
    co_return co_await socket_.async_read_some(room, asio::redirect_error(asio::use_awaitable, error));
  }

  bool is_quiet() override { return socket_is_quiet(socket_); }

 private:
  tcp::socket socket_;
};

class TlsStream final : public ClientStream {
 public:
  TlsStream(tcp::socket socket, asio::ssl::context& context) : stream_(std::move(socket), context) {}

  async::Task<> handshake(const std::string& host) {
    error_code not_an_address;
    asio::ip::make_address(host, not_an_address);
    if (not_an_address) {
      SSL_set_tlsext_host_name(stream_.native_handle(), host.c_str());
    }
    stream_.set_verify_mode(asio::ssl::verify_peer);
    stream_.set_verify_callback(asio::ssl::host_name_verification(host));
    co_await stream_.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
  }

  async::Task<std::size_t> write(std::string_view bytes, error_code& error) override {
    const auto buffer = asio::buffer(bytes);
    co_await asio::async_write(stream_, buffer, asio::redirect_error(asio::use_awaitable, error));
    co_return bytes.size();  // a record that was counted as failed may have left all the same
  }

  async::Task<std::size_t> read_some(asio::mutable_buffer room, error_code& error) override {
    co_return co_await stream_.async_read_some(room, asio::redirect_error(asio::use_awaitable, error));
  }

  bool is_quiet() override {
    return SSL_pending(stream_.native_handle()) == 0 && socket_is_quiet(stream_.next_layer());
  }

 private:
  asio::ssl::stream<tcp::socket> stream_;
};

/// A question to the name service, which cannot be interrupted: who stops waiting leaves it behind.
struct Lookup {
  explicit Lookup(const asio::any_io_executor& executor)
      : resolver(executor), ended(executor, asio::steady_timer::time_point::max()) {}

  tcp::resolver resolver;
  asio::steady_timer ended;
  error_code error = asio::error::operation_aborted;
  Endpoints endpoints;

  static void start(const std::shared_ptr<Lookup>& lookup, const Origin& origin) {
    lookup->resolver.async_resolve(origin.host, std::to_string(origin.port),
                                   [lookup](error_code error, const tcp::resolver::results_type& results) {
                                     lookup->error = error;
                                     lookup->endpoints.assign(results.begin(), results.end());
                                     lookup->ended.cancel();
                                   });
  }
};

async::Task<Endpoints> resolve(asio::any_io_executor executor, Origin origin) {
  error_code not_an_address;
  const auto address = asio::ip::make_address(origin.host, not_an_address);
  if (!not_an_address) {
    co_return Endpoints(1, tcp::endpoint(address, origin.port));
  }
  auto lookup = std::make_shared<Lookup>(executor);
  Lookup::start(lookup, origin);
  error_code woken;
  co_await lookup->ended.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  if (lookup->error) {
    throw boost::system::system_error(lookup->error);
  }
  co_return lookup->endpoints;
}

async::Task<tcp::socket> connect_to(asio::any_io_executor executor, tcp::endpoint endpoint) {
  tcp::socket socket(executor);
  co_await socket.async_connect(endpoint, asio::use_awaitable);
  socket.set_option(tcp::no_delay(true));
  co_return socket;
}

async::Task<tcp::socket> connect_to_any(asio::any_io_executor executor, Endpoints endpoints) {
  for (std::size_t i = 0; i + 1 < endpoints.size(); ++i) {
    try {
      auto attempt = connect_to(executor, endpoints[i]);
      co_return co_await async::with_deadline(std::move(attempt), kConnectAttempt);
    } catch (const async::DeadlineExceeded&) {
      continue;
    } catch (const boost::system::system_error& error) {
      if (error.code() == asio::error::operation_aborted) {
        throw;
      }
    }
  }
  co_return co_await connect_to(executor, endpoints.back());
}

}  // namespace

struct Connector::Tls {
  asio::ssl::context context{asio::ssl::context::tls_client};
};

Connector::Connector(asio::any_io_executor executor, Origin origin, const std::string& trusted_ca_pem)
    : executor_(std::move(executor)), origin_(std::move(origin)) {
  if (origin_.tls) {
    tls_ = std::make_unique<Tls>();
    SSL_CTX_set_min_proto_version(tls_->context.native_handle(), TLS1_2_VERSION);
    tls_->context.set_default_verify_paths();
    if (!trusted_ca_pem.empty()) {
      tls_->context.add_certificate_authority(asio::buffer(trusted_ca_pem));
    }
  }
}

Connector::~Connector() = default;

async::Task<std::unique_ptr<ClientStream>> Connector::connect() const {
  auto endpoints = co_await resolve(executor_, origin_);
  auto socket = co_await connect_to_any(executor_, std::move(endpoints));
  if (!tls_) {
    co_return std::make_unique<PlainStream>(std::move(socket));
  }
  auto stream = std::make_unique<TlsStream>(std::move(socket), tls_->context);
  co_await stream->handshake(origin_.host);
  co_return stream;
}

}  // namespace ludice::net
