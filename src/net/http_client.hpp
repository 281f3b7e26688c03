// An HTTP/1.1 client for one origin ("http://127.0.0.1:8080", "https://api.telegram.org"): pooled
// kept-alive connections, TLS with verification of chain and host name, a deadline for every request.
#pragma once

#include "async/task.hpp"
#include "base/instant.hpp"
#include "net/http_types.hpp"

#include <memory>
#include <string>

namespace ludice::net {

struct HttpClientOptions {
  std::size_t max_connections = 64;        ///< more requests wait for a free one, within their deadline
  std::size_t max_answer_bytes = 8 << 20;  ///< a longer answer is unavailable
  Millis idle_timeout{30'000};             ///< a pooled connection unused for longer is not used again
  std::string trusted_ca_pem;              ///< trusted besides the system's certificate authorities
};

class HttpClient {
 public:
  virtual ~HttpClient() = default;

  /// Sends and reads the whole answer, whatever its status. Host, Content-Length and User-Agent are set
  /// here. A request on a reused connection that the peer had closed before a byte of the answer came is
  /// sent once more only where nothing of it can have been handled twice (`idempotent`).
  /// Throws HttpUnavailable: no connection, TLS refused, deadline passed, answer cut or too long;
  /// system_error(operation_aborted) when cancelled; std::invalid_argument where the request cannot be
  /// written.
  virtual async::Task<HttpResponse> send(HttpRequest request, Millis deadline, bool idempotent = false) = 0;

  /// Closes idle connections; running requests finish, and their connections are not kept.
  virtual void close() = 0;
};

/// Throws std::invalid_argument where `origin` is no http or https URL without query.
/// A path in it ("http://host/prefix") stands before every target.
std::unique_ptr<HttpClient> make_http_client(boost::asio::any_io_executor executor, const std::string& origin,
                                             HttpClientOptions options = {});

}  // namespace ludice::net
