// Rows into paths, named answers into components.
#include "api/openapi.hpp"

#include "api/balance_endpoints.hpp"
#include "api/json_writer.hpp"
#include "api/signed_call.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ludice::api {
namespace {

/// One of the faces, and what of it is documented besides its calls.
struct Part {
  std::string_view tag;
  bool is_signed = true;      ///< as the game and the finance API are
  bool is_operators = false;  ///< in their form, but with a token in place of the signature
  std::string_view security;
  std::string server{};  ///< where it is not that of the document
  std::string_view server_description{};
};

constexpr std::string_view kInfo =
    "Every call of the game and the finance API is a POST with a JSON object, signed with SECRET_KEY: "
    "`X-Signature-V2` is "
    "the "
    "lower-case hex HMAC-SHA256 over METHOD, a newline, the path, a newline, and the canonical form of the "
    "object, "
    "which is what Python's json.dumps(data, sort_keys=True, separators=(',', ':')) writes. `X-Signature` "
    "covers the "
    "canonical form alone. A signed object is good once, on one path: sent again it gets the first answer. "
    "What is "
    "wrong is told in this order: path (404), method (405), media type (415), size (413), limit per address "
    "(429), "
    "JSON (400), signature and timestamp (401), replay, fields (422), limit per player (429), the rules. "
    "Integers "
    "are written without point and exponent. Fields that are not known are ignored.";

constexpr std::string_view kSecuritySchemes =
    R"({"v2":{"type":"apiKey","in":"header","name":"X-Signature-V2","description":)"
    R"("HMAC-SHA256 over METHOD \n PATH \n canonical form, in lower-case hex."},)"
    R"("v1":{"type":"apiKey","in":"header","name":"X-Signature","description":)"
    R"("The first Ludicé's: over the canonical form alone. By default for trusted clients only."},)"
    R"("operator":{"type":"http","scheme":"bearer","bearerFormat":"JWT","description":)"
    R"("HS256 with LUDICE_OPERATOR_KEY, for ludice-operator, for an hour at most: see `ludice token`."}})";

constexpr std::string_view kHeaders =
    R"({"RequestId":{"description":"By which the request is found in the logs.","schema":{"type":"string"}},)"
    R"("RetryAfter":{"description":"Seconds.","schema":{"type":"integer","minimum":1}},)"
    R"("IdempotentReplay":{"description":"The first answer again: nothing was done now.",)"
    R"("schema":{"type":"string","enum":["true"]}}})";

constexpr std::string_view kErrorSchema =
    R"({"type":"object","properties":{"status":{"type":"string","enum":["error"]},"error":{"type":"object",)"
    R"("properties":{"code":{"type":"string","description":"Stable."},"message":{"type":"string","minLength":1,)"
    R"("description":"For people."},"details":{"type":"object"}},"required":["code","message","details"]}},)"
    R"("required":["status","error"]})";

constexpr std::string_view kBalanceErrorSchema =
    R"({"type":"object","properties":{"error":{"type":"string","minLength":1}},"required":["error"]})";

/// The documents themselves are calls too.
constexpr std::string_view kDocumentPaths =
    R"("/openapi.json":{"get":{"operationId":"openapi","tags":["documents"],"summary":"This document",)"
    R"("description":"Unsigned.","security":[],"responses":{"200":{"description":"OpenAPI 3.1.","content":)"
    R"({"application/json":{"schema":{"type":"object"}}}},"304":{"description":"As the ETag that was sent."}}}},)"
    R"("/docs":{"get":{"operationId":"docs","tags":["documents"],"summary":"The same, to be read","description":)"
    R"("Unsigned.","security":[],"responses":{"200":{"description":"A page.","content":{"text/html":{"schema":)"
    R"({"type":"string"}}}},"304":{"description":"As the ETag that was sent."}}}})";

using Errors = std::map<int, std::vector<Error>>;

/// What any call may be told, in the order in which it is checked.
std::vector<Problem> problems_of(const Endpoint& endpoint, bool is_signed) {
  using enum Problem;
  std::vector<Problem> problems{bad_signature, request_timeout, headers_too_large, malformed_json,
                                unavailable,   invalid_request, overloaded,        body_too_large};
  if (endpoint.method == "POST") problems.push_back(unsupported_media_type);
  if (is_signed) problems.insert(problems.end(), {stale_timestamp, rate_limited});
  if (is_signed ? endpoint.writes : endpoint.idempotency_key) problems.push_back(used_otherwise);
  return problems;
}

Errors errors_of(const Endpoint& endpoint, bool is_signed) {
  Errors errors;
  const auto add = [&errors](const Error& error) { errors[error.status].push_back(error); };
  for (const Refusal refusal : endpoint.refusals)
    add(is_signed ? error_of(refusal) : balance_error_of(refusal));
  for (const Problem problem : problems_of(endpoint, is_signed)) add(error_of(problem));
  return errors;
}

/// One line for each error; a code may come for more than one reason.
std::string description_of(const std::vector<Error>& errors, bool is_signed) {
  std::vector<std::string> lines;
  for (const Error& error : errors) {
    lines.push_back(is_signed ? fmt::format("`{}`: {}", error.code, error.message)
                              : std::string(error.message));
  }
  return fmt::format("{}", fmt::join(lines, "\n"));
}

Schema details_of(int status) {
  if (status == 422) return schema::map_of(schema::text(1, 500));
  if (status != 402) return {.type = "object"};
  return schema::object_of({{"balance", schema::integer(-kMaxInteger, kMaxInteger), "What is there."},
                            {"required", schema::integer(0, kMaxInteger), "What would be needed."}});
}

std::string error_schema(int status, const std::vector<Error>& errors) {
  std::set<std::string_view> codes;
  for (const Error& error : errors) codes.insert(error.code);
  const Schema code = schema::words(std::vector(codes.begin(), codes.end()));
  return fmt::format(R"({{"allOf":[{{"$ref":"#/components/schemas/Error"}},{{"properties":{{"error":)"
                     R"({{"properties":{{"code":{},"details":{}}}}}}}}}]}})",
                     code.text(), details_of(status).text());
}

void write_response(JsonWriter& json, int status, std::string_view description, std::string_view schema,
                    bool may_be_replay) {
  json.key(std::to_string(status)).open_object().member("description", description);
  json.key("headers").open_object();
  json.key("X-Request-Id").raw(R"({"$ref":"#/components/headers/RequestId"})");
  if (status == 429 || status == 503) {
    json.key("Retry-After").raw(R"({"$ref":"#/components/headers/RetryAfter"})");
  }
  if (may_be_replay) {
    json.key("Idempotent-Replay").raw(R"({"$ref":"#/components/headers/IdempotentReplay"})");
  }
  json.close_object().key("content").open_object().key("application/json").open_object();
  json.key("schema").raw(schema).close_object().close_object().close_object();
}

std::string success_schema(std::string_view name, bool is_signed) {
  const std::string data = fmt::format(R"({{"$ref":"#/components/schemas/{}"}})", name);
  if (!is_signed) return data;
  return fmt::format(R"({{"type":"object","properties":{{"status":{{"type":"string","enum":["success"]}},)"
                     R"("data":{}}},"required":["status","data"]}})",
                     data);
}

void write_responses(JsonWriter& json, const Endpoint& endpoint, bool is_signed) {
  // Answers by the rules are kept and given again; those before them are not.
  const bool kept = endpoint.writes && (is_signed || endpoint.idempotency_key);
  json.key("responses").open_object();
  write_response(json, 200, "Done.", success_schema(endpoint.answer.name, is_signed), kept);
  for (const auto& [status, errors] : errors_of(endpoint, is_signed)) {
    const std::string schema =
        is_signed ? error_schema(status, errors) : R"({"$ref":"#/components/schemas/BalanceError"})";
    const bool by_the_rules = status >= 402 && status <= 409 && status != 405 && status != 408;
    write_response(json, status, description_of(errors, is_signed), schema, kept && by_the_rules);
  }
  json.close_object();
}

void write_parameters(JsonWriter& json, const Endpoint& endpoint) {
  json.key("parameters").open_array();
  for (const Property& field : endpoint.request.fields) {
    Schema schema = field.schema;
    schema.nullable = false;  // what a query does not name is not there
    json.open_object().member("name", field.name).member("in", "query");
    json.member("description", field.description).member("required", field.required);
    if (!field.example.empty()) json.key("example").raw(field.example);
    json.key("schema").raw(schema.text()).close_object();
  }
  json.close_array();
}

void write_body(JsonWriter& json, const Outline& request) {
  json.key("requestBody").open_object().member("required", true);
  json.key("content").open_object().key("application/json").open_object();
  json.key("schema").raw(request.schema().text()).key("example").raw(example_of(request));
  json.close_object().close_object().close_object();
}

/// Its own fields, and those that every signed object has.
Outline request_of(const Endpoint& endpoint, const Part& part) {
  Outline request = endpoint.request;
  if (part.is_operators) request.fields.push_back(request_name(RequestName::required));
  if (!part.is_signed || part.is_operators) return request;
  const RequestName name = endpoint.named    ? RequestName::required
                           : endpoint.writes ? RequestName::optional
                                             : RequestName::none;
  const Outline more = signed_fields(name);
  request.fields.insert(request.fields.end(), more.fields.begin(), more.fields.end());
  return request;
}

std::string operation_id(std::string_view path) {
  std::string id(path.substr(1));
  std::ranges::replace(id, '/', '_');
  return id;
}

void write_operation(JsonWriter& json, const Endpoint& endpoint, const Part& part) {
  const bool is_signed = part.is_signed;
  json.key(endpoint.method == "GET" ? "get" : "post").open_object();
  json.member("operationId", operation_id(endpoint.path));
  json.key("tags").open_array().value(part.tag).close_array();
  json.member("summary", endpoint.summary).member("description", endpoint.description);
  json.member("x-writes", endpoint.writes).member("x-limited-per-player", endpoint.limited);
  json.key("security").raw(part.security);
  if (endpoint.method == "GET") {
    write_parameters(json, endpoint);
  } else {
    write_body(json, request_of(endpoint, part));
  }
  if (endpoint.idempotency_key) {
    json.key("parameters")
        .open_array()
        .open_object()
        .member("name", "Idempotency-Key")
        .member("in", "header");
    json.member("description",
                "Makes a repeat answer as the first time, for ever; with another body it is 409.");
    json.member("required", false).key("schema").raw(schema::text(1, 64).text()).close_object().close_array();
  }
  write_responses(json, endpoint, is_signed);
  json.close_object();
}

void write_paths(JsonWriter& json, const std::vector<Endpoint>& endpoints, const Part& part) {
  for (const Endpoint& endpoint : endpoints) {
    json.key(endpoint.path).open_object();
    if (!part.server.empty()) {
      json.key("servers").open_array().open_object().member("url", "http://" + part.server);
      json.member("description", part.server_description).close_object().close_array();
    }
    write_operation(json, endpoint, part);
    json.close_object();
  }
}

void write_paths(JsonWriter& json, const DocumentedPlace& place, const DocumentedCalls& calls) {
  json.key("paths").open_object();
  write_paths(json, calls.game, {.tag = "game", .security = R"([{"v2":[]},{"v1":[]}])"});
  write_paths(json, calls.finance,
              {.tag = "finance",
               .security = R"([{"v2":[]}])",
               .server = place.finance_address,
               .server_description = "The finance API"});
  write_paths(json, calls.operators,
              {.tag = "operators",
               .is_operators = true,
               .security = R"([{"operator":[]}])",
               .server = place.finance_address,
               .server_description = "The finance API"});
  write_paths(json, calls.balance,
              {.tag = "balance",
               .is_signed = false,
               .security = R"([{},{"v2":[]}])",
               .server = place.balance_address,
               .server_description = "The balance service, for services inside"});
  json.raw(kDocumentPaths).close_object();
}

void write_components(JsonWriter& json, const DocumentedCalls& calls) {
  std::map<std::string_view, std::string> answers;
  for (const auto* endpoints : {&calls.game, &calls.finance, &calls.operators, &calls.balance}) {
    for (const Endpoint& endpoint : *endpoints) {
      answers.emplace(endpoint.answer.name, endpoint.answer.schema.text());
    }
  }
  json.key("components").open_object().key("schemas").open_object();
  json.key("Error").raw(kErrorSchema).key("BalanceError").raw(kBalanceErrorSchema);
  for (const auto& [name, schema] : answers) json.key(name).raw(schema);
  json.close_object()
      .key("headers")
      .raw(kHeaders)
      .key("securitySchemes")
      .raw(kSecuritySchemes)
      .close_object();
}

}  // namespace

std::string example_of(const Outline& request) {
  JsonWriter json;
  json.open_object();
  for (const Property& field : request.fields) {
    if (!field.example.empty()) json.key(field.name).raw(field.example);
  }
  return json.close_object().take();
}

std::string openapi_document(const DocumentedPlace& place, const DocumentedCalls& calls) {
  JsonWriter json;
  json.open_object().member("openapi", "3.1.0");
  json.key("info").open_object().member("title", "Ludicé").member("version", place.version);
  json.member("description", kInfo).close_object();
  json.key("servers").raw(R"([{"url":"/","description":"The game API"}])");
  json.key("tags").raw(
      R"([{"name":"game","description":"The game API: signed, for front ends."},)"
      R"({"name":"finance","description":"The finance API: payments. Signed in the second form."},)"
      R"({"name":"operators","description":"Operators: with a token of `ludice token`, at the finance API."},)"
      R"({"name":"balance","description":"The balance service: internal."},)"
      R"({"name":"documents","description":"What you are reading."}])");
  write_paths(json, place, calls);
  write_components(json, calls);
  return json.close_object().take();
}

}  // namespace ludice::api
