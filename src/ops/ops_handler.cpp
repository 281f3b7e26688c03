// Answers to probes and to Prometheus.
#include "ops/ops_handler.hpp"

#include <optional>
#include <string>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace ludice::ops {
namespace {

net::HttpResponse make_answer(int status, std::string body, std::string type) {
  net::HttpResponse answer;
  answer.status = status;
  answer.body = std::move(body);
  answer.fields.set("Content-Type", std::move(type));
  answer.fields.set("Cache-Control", "no-store");
  return answer;
}

net::HttpResponse json_answer(int status, const boost::json::object& object) {
  return make_answer(status, boost::json::serialize(object) + "\n", "application/json");
}

net::HttpResponse readiness(const Health& health) {
  boost::json::object answer;
  const auto problems = health.problems();
  answer["status"] = problems.empty() ? "ready" : "not_ready";
  if (problems.empty()) return json_answer(200, answer);
  boost::json::object& reasons = answer["reasons"].emplace_object();
  for (const auto& [name, reason] : problems) reasons[name] = reason;
  return json_answer(503, answer);
}

std::optional<net::HttpResponse> answer_path(std::string_view path, const Health& health,
                                             PrometheusMetrics& metrics) {
  if (path == "/health/live") return json_answer(200, {{"status", "live"}});
  if (path == "/health/ready") return readiness(health);
  if (path == "/metrics") {
    metrics.gauge("ludice_ready", "1 while the process can do its work, as /health/ready says")
        .set(health.problems().empty() ? 1 : 0);
    return make_answer(200, metrics.text(), "text/plain; version=0.0.4; charset=utf-8");
  }
  return std::nullopt;
}

net::HttpResponse answer_request(const net::HttpRequest& request, const Health& health,
                                 PrometheusMetrics& metrics) {
  std::optional<net::HttpResponse> answer = answer_path(request.path(), health, metrics);
  if (!answer) return ops_error(404, "there are /health/live, /health/ready and /metrics");
  if (request.method == "GET") return *std::move(answer);
  if (request.method == "HEAD") {
    answer->body.clear();
    return *std::move(answer);
  }
  net::HttpResponse refusal = ops_error(405, "only GET");
  refusal.fields.set("Allow", "GET, HEAD");
  return refusal;
}

async::Task<net::HttpResponse> handle(net::HttpRequest request, const Health* health,
                                      PrometheusMetrics* metrics) {
  co_return answer_request(request, *health, *metrics);
}

}  // namespace

net::HttpHandler make_ops_handler(const Health& health, PrometheusMetrics& metrics) {
  return
      [&health, &metrics](net::HttpRequest request) { return handle(std::move(request), &health, &metrics); };
}

net::HttpResponse ops_error(int status, std::string_view reason) {
  boost::json::object answer;
  answer["status"] = "error";
  answer["message"] = boost::json::string_view(reason.data(), reason.size());
  return json_answer(status, answer);
}

}  // namespace ludice::ops
