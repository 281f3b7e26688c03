// Reading requests and judging where they come from.
#include "sandbox/requests.hpp"

#include "base/base64.hpp"
#include "net/form.hpp"
#include "net/url.hpp"
#include "sandbox/text.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace ludice::sandbox {

namespace json = boost::json;

namespace {

std::unexpected<ApiError> not_allowed(const std::string& why) {
  return std::unexpected(ApiError{403, "Forbidden: " + why, 0});
}

/// "127.0.0.1:8090" → "127.0.0.1", "[::1]:8090" → "[::1]".
std::string_view host_name(std::string_view host) {
  const std::size_t bracket = host.find(']');
  const std::size_t colon = host.find(':', bracket == host.npos ? 0 : bracket);
  return host.substr(0, colon);
}

bool is_local_name(std::string_view host) {
  const std::string name = ascii_lower(host_name(host));
  return name == "localhost" || name == "[::1]" || name.starts_with("127.") || name.ends_with(".localhost");
}

bool is_loopback(std::string_view address) {
  static constexpr std::string_view kMapped = "::ffff:";
  if (address.starts_with(kMapped)) address.remove_prefix(kMapped.size());
  return address == "::1" || address.starts_with("127.");
}

bool is_json(const net::HttpRequest& request) {
  return ascii_lower(request.fields.get("content-type")).starts_with("application/json");
}

}  // namespace

Params read_query(const net::HttpRequest& request) {
  Params params;
  const auto query = net::parse_query(request.query());
  if (!query) return params;
  for (const auto& [name, value] : *query) params.set(name, json::string(value));
  return params;
}

Api<Params> read_params(const net::HttpRequest& request) {
  Params params = read_query(request);
  if (request.body.empty()) return params;
  if (is_json(request)) {
    boost::system::error_code failed;
    const auto body = json::parse(request.body, failed);
    if (failed || !body.is_object()) return bad_request("can't parse JSON object");
    for (const auto& field : body.get_object()) params.set(field.key(), field.value());
    return params;
  }
  const auto form = net::parse_form(request.fields.get("content-type"), request.body);
  if (!form) return bad_request("the body is neither a JSON object nor a form");
  for (const net::FormField& field : *form) {
    const bool is_file = field.file_name.has_value();
    params.set(field.name,
               json::string(is_file ? std::string(kUploaded) + to_base64(field.value) : field.value));
  }
  return params;
}

Api<void> refuse_foreign_pages(const net::HttpRequest& request) {
  const std::string_view host = request.fields.get("host");
  const std::string_view site = request.fields.get("sec-fetch-site");
  if (!site.empty() && site != "same-origin" && site != "none")
    return not_allowed("called by a foreign page");
  const std::string_view origin = request.fields.get("origin");
  const std::size_t scheme = origin.find("://");
  if (!origin.empty() && (scheme == origin.npos || origin.substr(scheme + 3) != host)) {
    return not_allowed("called by a foreign page");
  }
  const bool from_browser = !site.empty() || !origin.empty();
  if (from_browser && !is_local_name(host)) return not_allowed("called under a foreign name");
  return {};
}

Api<void> refuse_strangers(const net::HttpRequest& request) {
  if (!is_loopback(request.remote_address)) return not_allowed("only from this machine");
  if (!is_local_name(request.fields.get("host"))) return not_allowed("called under a foreign name");
  if (auto refused = refuse_foreign_pages(request); !refused) return refused;
  if (request.method == "POST" && !is_json(request)) {
    return std::unexpected(ApiError{415, "POST takes application/json", 0});
  }
  return {};
}

net::HttpResponse json_answer(int status, const boost::json::value& body) {
  net::HttpResponse response;
  response.status = status;
  response.fields.set("Content-Type", "application/json");
  response.body = boost::json::serialize(body);
  return response;
}

net::HttpResponse hang_up() {
  net::HttpResponse response;
  response.status = 0;
  return response;
}

}  // namespace ludice::sandbox
