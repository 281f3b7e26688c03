// What the HTTP faces have in common around each request: X-Request-Id, the answer to what is unavailable,
// one log line, metrics.
#pragma once

#include "api/errors.hpp"
#include "api/request_ids.hpp"
#include "async/task.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "net/http_server.hpp"
#include "net/http_types.hpp"

#include <array>
#include <exception>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ludice::api {

inline constexpr std::size_t kMaxBody = 64 * 1024;

enum class LogRequests { all, errors, none };

class Face {
 public:
  /// `name` stands in logs and metrics.
  Face(std::string name, Random& random, Metrics& metrics, LogRequests log);
  Face(const Face&) = delete;
  Face& operator=(const Face&) = delete;
  virtual ~Face() = default;

  /// For an HTTP server, which must be gone before this is.
  net::HttpHandler handler();
  net::ServerErrors server_errors();

  /// Throws nothing that can be told to a client.
  async::Task<net::HttpResponse> serve(net::HttpRequest request);

  /// What the HTTP server itself refuses, in this face's form and words. A body that is too large is told
  /// only where path, method and media type are right: they come first in the order of checks.
  net::HttpResponse server_error(const net::HttpRequest& head, int status);

 protected:
  /// The request has a `traceparent`, its own where it came with none.
  virtual async::Task<net::HttpResponse> answer(net::HttpRequest request) = 0;
  /// An error in this face's form; `message` replaces the usual text where it is not empty.
  virtual std::string body_of(Problem problem, std::string_view message) const = 0;
  virtual bool is_known(std::string_view path) const = 0;
  /// Path, method and media type: the answer where one of them is wrong.
  virtual std::optional<net::HttpResponse> refuse_head(const net::HttpRequest& request) const = 0;

  net::HttpResponse problem(Problem problem, std::string_view message = {}) const;
  net::HttpResponse wrong_method(std::string allowed) const;
  net::HttpResponse too_many(int retry_after_s) const;
  static net::HttpResponse respond(store::Answer answer);
  bool logs_all() const { return log_ == LogRequests::all; }

 private:
  struct Measures {
    std::map<int, Counter*> requests;  ///< by status
    Histogram* duration_s = nullptr;
  };

  /// What is logged of a request besides its answer; serve() has what it points to.
  struct Asked {
    std::string_view method;
    std::string_view path;
    std::string_view peer;
    std::string_view request_id;
    std::string_view trace;
  };

  void log_request(const Asked& asked, const net::HttpResponse& response, double duration_s) const;
  void log_failure(const Asked& asked, const std::exception& failure) const;
  async::Task<net::HttpResponse> guarded(net::HttpRequest request, Asked asked);
  Measures& measures_of(std::string_view path);
  void count(std::string_view path, int status, double duration_s);
  void count_refusal(const net::HttpResponse& response);
  Counter& refusals(const std::string& code);

  const std::string name_;
  RequestIds request_ids_;
  Metrics& metrics_;
  const LogRequests log_;
  std::map<std::string, Counter*, std::less<>> refusals_;  ///< by code
  std::map<std::string, Measures, std::less<>> measures_;  ///< by path; used on the event loop only
};

}  // namespace ludice::api
