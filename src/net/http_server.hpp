// An HTTP/1.1 server on one address: header, body, idle and request limits, keep-alive, pipelining
// (answers in order), graceful drain. What is not HTTP gets a clear status where one can be sent, or a
// closed connection; it never reaches the handler.
#pragma once

#include "async/task.hpp"
#include "base/instant.hpp"
#include "base/metrics.hpp"
#include "net/http_types.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace ludice::net {

/// Called on the event loop for each request, in order per connection. An exception it lets out is
/// logged and answered with 503 through `ServerErrors`.
using HttpHandler = std::function<async::Task<HttpResponse>(HttpRequest)>;

/// Makes the answer to what the server itself refuses: 400 malformed, 408 slow, 413 body, 431 headers,
/// 503 overloaded or a handler's failure. `reason` is for people. With 413 `head` is the request without its
/// body, which is not read: where something else is wrong with it, the answer may say that instead. With any
/// other status it is empty.
using ServerErrors =
    std::function<HttpResponse(const HttpRequest& head, int status, std::string_view reason)>;

struct HttpServerLimits {
  std::size_t header_bytes = 16 * 1024;
  std::size_t body_bytes = 64 * 1024;
  Millis header_timeout{10'000};  ///< from the first byte of a request to its last header
  Millis body_timeout{20'000};    ///< for the whole body
  Millis idle_timeout{75'000};    ///< between requests on a kept connection
  Millis write_timeout{20'000};   ///< for a peer that does not read its answer
  std::size_t max_connections = 4'000;
};

class HttpServer {
 public:
  virtual ~HttpServer() = default;

  /// The port in force, also where 0 was asked for.
  virtual std::uint16_t port() const = 0;

  /// Stops accepting, lets running requests finish and their answers leave, closes idle connections.
  /// Done when the last connection is closed, or at `limit`, when what is left is cut.
  virtual async::Task<> drain(Millis limit) = 0;
};

/// Listens on `host:port` ("127.0.0.1:8080", "[::1]:0") at once; throws std::system_error where that
/// fails, std::invalid_argument where the address is none. `executor` is the event loop's. The server must be
/// drained before it dies. Over max_connections a peer is told 503 and let go. Failures to accept are logged,
/// counted in ludice_loop_failures_total{loop="accept"}, and tried again. `metrics` must outlive the server.
std::unique_ptr<HttpServer> make_http_server(boost::asio::any_io_executor executor,
                                             const std::string& address, HttpHandler handler,
                                             ServerErrors errors, HttpServerLimits limits = {},
                                             Metrics& metrics = no_metrics());

}  // namespace ludice::net
