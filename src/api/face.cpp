// Around each request.
#include "api/face.hpp"

#include "base/log.hpp"
#include "net/trace.hpp"

#include <chrono>
#include <vector>

namespace ludice::api {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

constexpr int kRetryUnavailable_s = 1;
/// Where not even the HTTP can be read, `malformed_json` alone would send people looking into their JSON.
constexpr std::string_view kNoHttp = "This is not a well-formed HTTP request.";

double seconds_since(SteadyTime start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The trace that a request came with; else one of its own, as if it had come with that.
std::string trace_of(net::HttpRequest& request, std::string_view request_id) {
  std::string trace = net::trace_id_in(request.fields.get(net::kTraceHeader));
  if (!trace.empty()) return trace;
  trace = net::trace_id_for(request_id);
  request.fields.set(std::string(net::kTraceHeader), net::traceparent(trace, request_id));
  return trace;
}

}  // namespace

Face::Face(std::string name, Random& random, Metrics& metrics, LogRequests log)
    : name_(std::move(name)), request_ids_(random), metrics_(metrics), log_(log) {
  // A counter that is there only once something has happened hides its first leap from whoever watches.
  for (const Problem watched : {Problem::bad_signature, Problem::stale_timestamp, Problem::rate_limited})
    refusals(std::string(error_of(watched).code));
}

net::HttpHandler Face::handler() {
  return [this](net::HttpRequest request) { return serve(std::move(request)); };
}

net::ServerErrors Face::server_errors() {
  return [this](const net::HttpRequest& head, int status, std::string_view) {
    return server_error(head, status);
  };
}

async::Task<net::HttpResponse> Face::serve(net::HttpRequest request) {
  const SteadyTime start = std::chrono::steady_clock::now();
  const std::string request_id = request_ids_.choose(request.fields.get("X-Request-Id"));
  const std::string method = request.method;
  const std::string path(is_known(request.path()) ? request.path() : "other");
  const std::string peer = request.remote_address;
  const std::string trace = trace_of(request, request_id);
  const Asked asked{method, path, peer, request_id, trace};
  net::HttpResponse response = co_await guarded(std::move(request), asked);
  response.fields.set("X-Request-Id", request_id);
  const double duration_s = seconds_since(start);
  count(path, response.status, duration_s);
  count_refusal(response);
  if (log_ == LogRequests::all || (log_ == LogRequests::errors && response.status >= 400))
    log_request(asked, response, duration_s);
  co_return response;
}

/// Outside of the coroutine: GCC 12 destroys lists of fields twice in its frames.
void Face::log_request(const Asked& asked, const net::HttpResponse& response, double duration_s) const {
  std::vector<log::Field> line;
  line.reserve(12);
  line.emplace_back("face", name_);
  line.emplace_back("method", asked.method);
  line.emplace_back("path", asked.path);
  line.emplace_back("status", response.status);
  line.emplace_back("ms", duration_s * 1000);
  line.emplace_back("peer", asked.peer);
  line.emplace_back("request_id", asked.request_id);
  line.emplace_back("trace", asked.trace);
  for (const auto& [key, value] : response.notes) line.emplace_back(key, value);
  const std::string_view code = response.status >= 400 ? code_in(response.body) : std::string_view();
  if (!code.empty()) line.emplace_back("code", code);
  log::write(log::Level::info, "request", std::span<const log::Field>(line));
}

/// Outside of the coroutine, too.
void Face::log_failure(const Asked& asked, const std::exception& failure) const {
  log::error("request_failed", {{"face", name_},
                                {"path", asked.path},
                                {"what", failure.what()},
                                {"request_id", asked.request_id},
                                {"trace", asked.trace}});
}

async::Task<net::HttpResponse> Face::guarded(net::HttpRequest request, Asked asked) {
  try {
    co_return co_await answer(std::move(request));
  } catch (const store::Unavailable& failure) {
    co_return problem(problem_of(failure));
  } catch (const std::exception& failure) {
    log_failure(asked, failure);
    co_return problem(Problem::unavailable);
  }
}

net::HttpResponse Face::server_error(const net::HttpRequest& head, int status) {
  std::optional<net::HttpResponse> earlier;
  if (status == 413) earlier = refuse_head(head);
  const std::string_view message = status == 400 ? kNoHttp : std::string_view();
  net::HttpResponse response = earlier ? std::move(*earlier) : problem(problem_of_status(status), message);
  if (!earlier) response.status = status;
  response.fields.set("X-Request-Id", request_ids_.choose(head.fields.get("X-Request-Id")));
  count("other", response.status, 0);
  count_refusal(response);
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

/// By its code; errors of the balance service have none, and count under their status.
void Face::count_refusal(const net::HttpResponse& response) {
  if (response.status < 400) return;
  std::string code(code_in(response.body));
  if (code.empty()) code = std::to_string(response.status);
  refusals(code).add(1);
}

Counter& Face::refusals(const std::string& code) {
  Counter*& known = refusals_[code];
  if (known == nullptr) {
    known =
        &metrics_.counter("ludice_refusals_total", "Requests that were refused, by the code of the answer",
                          {{"face", name_}, {"code", code}});
  }
  return *known;
}

}  // namespace ludice::api
