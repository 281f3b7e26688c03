// Around each request.
#include "api/face.hpp"

#include "base/log.hpp"

#include <chrono>

namespace ludice::api {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

constexpr int kRetryUnavailable_s = 1;

double seconds_since(SteadyTime start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

Face::Face(std::string name, Random& random, Metrics& metrics, LogRequests log)
    : name_(std::move(name)), request_ids_(random), metrics_(metrics), log_(log) {}

net::HttpHandler Face::handler() {
  return [this](net::HttpRequest request) { return serve(std::move(request)); };
}

net::ServerErrors Face::server_errors() {
  return [this](const net::HttpRequest& head, int status, std::string_view reason) {
    return server_error(head, status, reason);
  };
}

async::Task<net::HttpResponse> Face::serve(net::HttpRequest request) {
  const SteadyTime start = std::chrono::steady_clock::now();
  const std::string request_id = request_ids_.choose(request.fields.get("X-Request-Id"));
  const std::string method = request.method;
  const std::string path(is_known(request.path()) ? request.path() : "other");
  const std::string peer = request.remote_address;
  net::HttpResponse response = co_await guarded(std::move(request));
  response.fields.set("X-Request-Id", request_id);
  const double duration_s = seconds_since(start);
  count(path, response.status, duration_s);
  if (log_ == LogRequests::all || (log_ == LogRequests::errors && response.status >= 400)) {
    log::info("request", {{"face", name_},
                          {"method", method},
                          {"path", path},
                          {"status", response.status},
                          {"ms", duration_s * 1000},
                          {"peer", peer},
                          {"request_id", request_id}});
  }
  co_return response;
}

async::Task<net::HttpResponse> Face::guarded(net::HttpRequest request) {
  const std::string path(request.path());
  try {
    co_return co_await answer(std::move(request));
  } catch (const store::Unavailable& failure) {
    co_return problem(problem_of(failure));
  } catch (const std::exception& failure) {
    log::error("request_failed", {{"face", name_}, {"path", path}, {"what", failure.what()}});
    co_return problem(Problem::unavailable);
  }
}

net::HttpResponse Face::server_error(const net::HttpRequest& head, int status, std::string_view reason) {
  std::optional<net::HttpResponse> earlier;
  if (status == 413) earlier = refuse_head(head);
  net::HttpResponse response = earlier ? std::move(*earlier) : problem(problem_of_status(status), reason);
  if (!earlier) response.status = status;
  response.fields.set("X-Request-Id", request_ids_.choose(head.fields.get("X-Request-Id")));
  count("other", response.status, 0);
  return response;
}

net::HttpResponse Face::respond(store::Answer answer) {
  net::HttpResponse response;
  response.status = answer.status;
  response.fields.set("Content-Type", "application/json");
  response.body = std::move(answer.body);
  return response;
}

net::HttpResponse Face::problem(Problem problem, std::string_view message) const {
  const int status = error_of(problem).status;
  net::HttpResponse response = respond({status, body_of(problem, message)});
  if (status == 503) response.fields.set("Retry-After", std::to_string(kRetryUnavailable_s));
  return response;
}

net::HttpResponse Face::wrong_method(std::string allowed) const {
  net::HttpResponse response = problem(Problem::method_not_allowed);
  response.fields.set("Allow", std::move(allowed));
  return response;
}

net::HttpResponse Face::too_many(int retry_after_s) const {
  net::HttpResponse response = problem(Problem::rate_limited);
  response.fields.set("Retry-After", std::to_string(retry_after_s));
  return response;
}

Face::Measures& Face::measures_of(std::string_view path) {
  const auto known = measures_.find(path);
  if (known != measures_.end()) return known->second;
  Measures& measures = measures_[std::string(path)];
  measures.duration_s =
      &metrics_.histogram("ludice_http_request_duration_seconds", "Time to answer a request",
                          {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 30},
                          {{"face", name_}, {"path", std::string(path)}});
  return measures;
}

void Face::count(std::string_view path, int status, double duration_s) {
  Measures& measures = measures_of(path);
  Counter*& requests = measures.requests[status];
  if (requests == nullptr) {
    requests =
        &metrics_.counter("ludice_http_requests_total", "Requests answered",
                          {{"face", name_}, {"path", std::string(path)}, {"status", std::to_string(status)}});
  }
  requests->add(1);
  measures.duration_s->observe(duration_s);
}

}  // namespace ludice::api
