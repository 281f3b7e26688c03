// What every process answers on LUDICE_OPS_LISTEN.
#pragma once

#include "net/http_server.hpp"
#include "ops/health.hpp"
#include "ops/prometheus_metrics.hpp"

#include <string_view>

namespace ludice::ops {

/// GET /health/live → 200 {"status":"live"}; GET /health/ready → 200 {"status":"ready"} or
/// 503 {"status":"not_ready","reasons":{"store":"…"}}; GET /metrics → Prometheus' text.
/// 405 for other methods (HEAD apart), 404 for other paths. Both arguments must outlive the handler.
net::HttpHandler make_ops_handler(const Health& health, PrometheusMetrics& metrics);

/// For what the server itself refuses.
net::HttpResponse ops_error(int status, std::string_view reason);

}  // namespace ludice::ops
