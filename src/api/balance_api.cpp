// Three calls over the use cases of service/accounts.
#include "api/balance_api.hpp"

#include "api/balance_query.hpp"
#include "api/json_writer.hpp"
#include "api/signed_call.hpp"

namespace ludice::api {
namespace {

constexpr std::size_t kMaxBody = 64 * 1024;
constexpr std::size_t kMaxIdempotencyKey = 64;

store::Answer error_answer(int status, std::string_view text) {
  JsonWriter json;
  json.open_object().member("error", text).close_object();
  return {status, json.take()};
}

store::Answer refused_answer(Refusal why) {
  switch (why) {
    case Refusal::player_not_found:
      return error_answer(404, "User not found");
    case Refusal::insufficient_funds:
      return error_answer(402, "Insufficient balance");
    case Refusal::conflict:
      return error_answer(409, "User already exists");
    case Refusal::limit_reached:
      return error_answer(422, "The balance could pass 9007199254740991");
    default: {
      const Error error = error_of(why);
      return error_answer(error.status, error.message);
    }
  }
}

store::Answer invalid_text(const Invalid& invalid) {
  std::string text;
  for (const auto& [field, what] : invalid) {
    if (!text.empty()) text.append("; ");
    text.append(field).append(" ").append(what);
  }
  return error_answer(422, text);
}

/// A 422 is no answer to keep: the same key may be used with a body that is right.
store::Outcome outcome_of(const Result<service::Balance>& balance, std::string_view name_of_balance) {
  if (!balance) {
    store::Answer answer = refused_answer(balance.error().why);
    const bool recorded = answer.status != 422;
    return {.answer = std::move(answer), .refused = true, .recorded = recorded};
  }
  JsonWriter json;
  json.open_object().member("status", "success").member("username", balance->username);
  json.member(name_of_balance, balance->balance.units()).close_object();
  return {.answer = {200, json.take()}};
}

std::int64_t read_amount(Fields& fields) {
  const std::optional<std::string> operation = fields.optional_text("operation", kMaxIdempotencyKey);
  if (!operation) {
    const std::int64_t amount = fields.integer("amount", -kMaxInteger, kMaxInteger);
    if (amount == 0) fields.fail("amount", "must not be 0");
    return amount;
  }
  if (*operation != "add" && *operation != "subtract") fields.fail("operation", "must be add or subtract");
  const std::int64_t amount = fields.integer("amount", 1, kMaxInteger);
  return *operation == "subtract" ? -amount : amount;
}

}  // namespace

BalanceApi::BalanceApi(BalanceApiSettings settings, BalanceApiParts parts)
    : Face("balance", parts.random, parts.metrics, settings.log_requests),
      settings_(std::move(settings)),
      key_(settings_.secret_key),
      store_(parts.store),
      rules_(parts.rules),
      events_(parts.events),
      routes_{{"/get_balance", {"GET", &BalanceApi::get_balance}},
              {"/create_user", {"POST", &BalanceApi::create_user}},
              {"/modify_balance", {"POST", &BalanceApi::modify_balance}}} {}

async::Task<net::HttpResponse> BalanceApi::answer(net::HttpRequest request) {
  const auto route = routes_.find(request.path());
  if (route == routes_.end()) co_return problem(Problem::unknown_path);
  if (request.method != route->second.method) {
    net::HttpResponse refused = problem(Problem::method_not_allowed);
    refused.fields.set("Allow", std::string(route->second.method));
    co_return refused;
  }
  co_return co_await (this->*route->second.run)(std::move(request));
}

bool BalanceApi::may_call(const net::HttpRequest& request, std::string_view canonical) const {
  return !settings_.signed_only || is_signed(request, canonical, key_, false);
}

std::expected<net::CanonicalObject, net::HttpResponse> BalanceApi::read_object(
    const net::HttpRequest& request) const {
  if (!is_json(request.fields)) return std::unexpected(problem(Problem::unsupported_media_type));
  if (request.body.size() > kMaxBody) return std::unexpected(problem(Problem::body_too_large));
  auto object = net::CanonicalObject::read(request.body);
  if (!object) {
    const std::string message = "The body is not a JSON object: " + object.error().reason;
    return std::unexpected(problem(Problem::malformed_json, message));
  }
  if (!may_call(request, object->text())) return std::unexpected(problem(Problem::bad_signature));
  return std::move(*object);
}

async::Task<net::HttpResponse> BalanceApi::get_balance(net::HttpRequest request) {
  const std::optional<net::CanonicalObject> query = query_object(request.query());
  if (!query) co_return respond(error_answer(422, "the query cannot be read"));
  if (!may_call(request, query->text())) co_return problem(Problem::bad_signature);
  const BalanceQuery wanted = read_balance_query(*query, rules_.asset);
  if (!wanted.invalid.empty()) co_return respond(invalid_text(wanted.invalid));
  store::ReadBody<Result<service::Balance>> look = [who = wanted.who,
                                                    asset = rules_.asset](store::Reader& reader) {
    return service::ViewBalance::run(reader, who, asset);
  };
  const Result<service::Balance> balance = co_await store_.read(std::move(look));
  if (!balance) co_return respond(refused_answer(balance.error().why));
  JsonWriter json;
  json.open_object().member("username", balance->username).member("balance", balance->balance.units());
  json.close_object();
  co_return respond(store::Answer{200, json.take()});
}

async::Task<net::HttpResponse> BalanceApi::create_user(net::HttpRequest request) {
  auto object = read_object(request);
  if (!object) co_return std::move(object.error());
  Fields fields(object->root());
  const std::string username = fields.username_alone();
  const Amount initial(fields.optional_integer("initial_balance", 0, kMaxInteger).value_or(0));
  fields.asset(rules_.asset);
  if (!fields.invalid().empty()) co_return respond(invalid_text(fields.invalid()));
  WriteBody body = [use_case = service::CreateUser(rules_), username,
                    initial](store::Transaction& transaction) {
    return outcome_of(use_case.run(transaction, username, initial), "balance");
  };
  co_return co_await write(std::move(body));
}

async::Task<net::HttpResponse> BalanceApi::modify_balance(net::HttpRequest request) {
  auto object = read_object(request);
  if (!object) co_return std::move(object.error());
  Fields fields(object->root());
  const service::PlayerRef who = fields.player();
  const std::int64_t amount = read_amount(fields);
  fields.asset(rules_.asset);
  const std::string name(request.fields.get("Idempotency-Key"));
  const bool has_name = request.fields.has("Idempotency-Key");
  if (has_name && (name.empty() || name.size() > kMaxIdempotencyKey)) {
    fields.fail("Idempotency-Key", "must have 1 to 64 characters");
  }
  if (!fields.invalid().empty()) co_return respond(invalid_text(fields.invalid()));
  WriteBody body = [use_case = service::ModifyBalance(rules_, events_), who,
                    amount](store::Transaction& transaction) {
    return outcome_of(use_case.run(transaction, who, amount), "new_balance");
  };
  if (!has_name) co_return co_await write(std::move(body));
  store::OnceKey key;
  key.path = "/modify_balance";
  key.name = "i:" + name;
  key.content = net::fingerprint(key.path, "\n", object->text());
  key.for_ever = true;
  co_return co_await write_once(std::move(key), std::move(body));
}

async::Task<net::HttpResponse> BalanceApi::write(WriteBody body) {
  store::Outcome outcome = co_await store_.write(std::move(body));
  co_return respond(std::move(outcome.answer));
}

async::Task<net::HttpResponse> BalanceApi::write_once(store::OnceKey key, WriteBody body) {
  store::Written written = co_await store_.write_once(std::move(key), std::move(body));
  if (written.replay == store::Replay::conflict) {
    co_return respond(error_answer(409, "This Idempotency-Key was used with another body"));
  }
  net::HttpResponse response = respond(std::move(written.answer));
  if (written.replay == store::Replay::repeated) response.fields.set("Idempotent-Replay", "true");
  co_return response;
}

std::string BalanceApi::body_of(Problem problem, std::string_view message) const {
  const Error error = error_of(problem);
  return error_answer(error.status, message.empty() ? error.message : message).body;
}

}  // namespace ludice::api
